import type { MarketWire } from '../wire/market-wire.ts';

/** The parameters that limit a request to a market of the unified account. */
export interface Part {
  readonly category: 'spot' | 'linear';
  /** Lists of all symbols are told for one settlement coin at a time (docs/v5 order/open-order, position). Spot is told as a whole. */
  readonly scopes: readonly Scope[];
  /**
   * Kinds of orders that lists are asked for. The documentation says that a list has all kinds where no filter is named; the adapter of
   * nautilus_trader asks for each kind. A kind that is never asked for could hide an order, so each kind is asked for.
   */
  readonly filters: readonly Filter[];
}

export type Scope = Readonly<Record<string, string>>;
export type Filter = Readonly<{ orderFilter?: 'StopOrder' | 'tpslOrder' }>;

export const spotPart: Part = {
  category: 'spot',
  scopes: [{}],
  filters: [{}, { orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }],
};

/** Contracts that are settled in other coins are left out of the catalogue. */
export const settleCoins = ['USDT', 'USDC'] as const;

export const linearPart: Part = {
  category: 'linear',
  scopes: settleCoins.map((settleCoin) => ({ settleCoin })),
  filters: [{}, { orderFilter: 'StopOrder' }],
};

/** One market's wire and the market's own way to ask. */
export interface PartWire extends MarketWire {
  readonly part: Part;
}

/** The exchange's name of a symbol, or the scopes of all symbols where the symbol is not known. */
export async function scopesFor({ part, markets }: PartWire, symbol: string | null): Promise<readonly Scope[]> {
  const found = symbol === null ? null : await markets.find(symbol);
  return found === null ? part.scopes : [{ symbol: found.id }];
}
