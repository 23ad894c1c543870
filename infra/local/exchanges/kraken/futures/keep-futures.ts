import type { Account } from '../../engine/account.ts';
import { keepPriced } from '../../engine/keep-priced.ts';
import type { Keeping } from '../../engine/keeping.ts';
import { refillMap } from '../../engine/keeping.ts';
import type { FuturesExchange } from './exchange.ts';
import type { History } from './history-events.ts';

/** The exchange with the history of events. Candles begin anew. */
export function keepFutures(current: () => FuturesExchange): Keeping {
  const { save, restore } = keepPriced(current, 'priceHistory', ['histories']);
  return {
    save: () => ({ ...save(), histories: current().histories.state }),
    restore({ histories, ...saved }) {
      restore(saved);
      refillMap(current().histories.state, histories as Map<Account, History>);
    },
  };
}
