import type { RefusedSymbol } from '../model/market.ts';

/** An entry of a market list, by the exchange's name and by ours. */
interface Listed {
  readonly id: string;
  readonly symbol: string;
}

/** What the exchange's own words say of the symbol that CCXT gave an entry: true confirms, false contradicts, null says nothing. */
export type Confirms<E> = (entry: E) => boolean | null;

export interface OnePerSymbol<E> {
  readonly kept: readonly E[];
  readonly refused: readonly RefusedSymbol[];
}

/**
 * One entry a symbol. CCXT keeps the last of several entries with one symbol, and the last silently takes the orders: `XXBTZUSD.d`, a dark
 * pool with other ticks and fees, took BTC/USD in Kraken's list of 2019. Of several entries the confirmed entry is kept, if exactly one
 * entry is confirmed; an entry with a contradicted symbol is never kept. A symbol without a certain entry is refused: no order may use the
 * symbol.
 */
export function onePerSymbol<E extends Listed>(entries: readonly E[], confirms: Confirms<E>): OnePerSymbol<E> {
  const groups = Map.groupBy(entries, ({ symbol }) => symbol);
  const kept: E[] = [];
  const refused: RefusedSymbol[] = [];
  for (const [symbol, group] of groups) {
    const certain = certainOf(group, confirms);
    if (certain === null) refused.push({ symbol, ids: group.map(({ id }) => id) });
    else kept.push(certain);
  }
  return { kept, refused };
}

function certainOf<E>(group: readonly E[], confirms: Confirms<E>): E | null {
  const fitting = group.filter((entry) => confirms(entry) !== false);
  const isAlone = group.length === 1;
  const confirmed = isAlone ? fitting : fitting.filter((entry) => confirms(entry) === true);
  const [only = null, ...more] = confirmed;
  return more.length === 0 ? only : null;
}
