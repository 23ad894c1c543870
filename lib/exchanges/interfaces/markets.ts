import type { Asset, Market } from '../model/market.ts';

/** The symbols and assets of one market, from memory, the table or the exchange, in that order. */
export interface Markets {
  /** Throws INVALID_SYMBOL, with the spelling that was probably meant. */
  market(symbol: string): Promise<Market>;
  /** Null for a symbol that is not traded here. */
  find(symbol: string): Promise<Market | null>;
  /** The items with unified symbols instead of the exchange's names. */
  named<T extends { readonly symbol: string }>(items: readonly T[]): Promise<T[]>;
  /** The unified symbol of every name of the exchange, once all markets are at hand. */
  naming(): Promise<(name: string) => string>;
  /** The asset by its code. Undefined for an asset that the exchange does not know. */
  asset(code: string): Promise<Asset | undefined>;
  /** The code of every asset name that answers may use. */
  assetNaming(): Promise<(name: string) => string>;
}
