import { OemsError } from '../../errors.ts';
import type { MarketWire } from '../wire/market-wire.ts';

/** The parameters that limit a request to a kind of trading in the unified account. */
export interface Part {
  readonly category: 'spot' | 'linear' | 'inverse' | 'option';
  /** Lists of all symbols are told for one settlement coin at a time (docs/v5 order/open-order, position). Spot is told as a whole. */
  readonly scopes: readonly Scope[];
  /**
   * Kinds of orders that lists are asked for. The documentation says that a list has all kinds where no filter is named; the adapter of
   * nautilus_trader asks for each kind. A kind that is never asked for could hide an order, so each kind is asked for.
   */
  readonly filters: readonly Filter[];
}

/** A market of this service. */
export interface MarketPart extends Part {
  readonly category: 'spot' | 'linear';
}

export type Scope = Readonly<Record<string, string>>;
export type Filter = Readonly<{ orderFilter?: 'StopOrder' | 'tpslOrder' }>;

export const spotPart: MarketPart = {
  category: 'spot',
  scopes: [{}],
  filters: [{}, { orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }],
};

/** Contracts that are settled in other coins are left out of the catalogue. */
export const settleCoins = ['USDT', 'USDC'] as const;

export const linearPart: MarketPart = {
  category: 'linear',
  scopes: settleCoins.map((settleCoin) => ({ settleCoin })),
  filters: [{}, { orderFilter: 'StopOrder' }],
};

/** A kind of contracts that this service does not trade, in the same wallet and under the same key. */
export interface UntradedPart extends Part {
  readonly category: 'inverse' | 'option';
  /** In words. */
  readonly title: string;
  /** A key that may trade linear contracts may lack the right (docs/v5 user/apikey-info: Options beside ContractTrade). */
  readonly hasOwnRight: boolean;
}

/** Lists of inverse contracts and options need no coin, and have every kind of order without a filter (docs/v5 order/open-order, position). */
export const untradedParts: readonly UntradedPart[] = [
  { category: 'inverse', title: 'inverse contracts', hasOwnRight: false, scopes: [{}], filters: [{}] },
  { category: 'option', title: 'options', hasOwnRight: true, scopes: [{}], filters: [{}] },
];

/**
 * A right of its own that the key lacks, or a product that the region or the account lacks. No page says whether a key without the right is refused, or
 * is shown an empty list; without the right the key itself has placed nothing of the kind.
 */
export function isHidden({ hasOwnRight }: UntradedPart, error: unknown): boolean {
  return hasOwnRight && error instanceof OemsError && refusedForGood.includes(error.code);
}

const refusedForGood: readonly OemsError['code'][] = ['PERMISSION_DENIED', 'INVALID_REQUEST', 'NOT_SUPPORTED'];

/** One market's wire and the market's own way to ask. */
export interface PartWire extends MarketWire {
  readonly part: Part;
}

/** The exchange's name of a symbol, or the scopes of all symbols where the symbol is not known. */
export async function scopesFor({ part, markets }: PartWire, symbol: string | null): Promise<readonly Scope[]> {
  const found = symbol === null ? null : await markets.find(symbol);
  return found === null ? part.scopes : [{ symbol: found.id }];
}
