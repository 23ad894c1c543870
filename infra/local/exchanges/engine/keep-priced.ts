import type { Exchange } from './exchange.ts';
import type { Keeping } from './keeping.ts';
import { keepExchange } from './keeping.ts';
import type { PriceHistory } from './price-history.ts';
import { restartHistory } from './price-history.ts';

/** Keeps every field of an exchange but `leftOut` and the history of prices: candles and spreads begin anew. */
export function keepPriced<F extends string, E extends Exchange & Readonly<Record<F, PriceHistory>>>(
  current: () => E,
  history: F & keyof E,
  leftOut: readonly (keyof E)[] = [],
): Keeping {
  const { save, restore } = keepExchange(current, [history, ...leftOut]);
  return {
    save,
    restore(saved) {
      restore(saved);
      restartHistory(current(), current()[history]);
    },
  };
}
