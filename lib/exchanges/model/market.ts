import type { DecimalString } from '../../decimal.ts';
import type { UnreadRow } from './told.ts';
import type { SidedBounds } from './trailing.ts';

/** The step of a market whose step the exchange does not tell: no quantity or price fits. */
export const unknownStep = '0';

/** A tradable instrument with the exchange's own steps and minima, as decimal strings. */
export interface Market {
  /** The exchange's name of the market in requests. */
  readonly id: string;
  readonly symbol: string;
  /** Other names that the exchange's answers may use. */
  readonly aliases: readonly string[];
  readonly base: string;
  readonly quote: string;
  readonly settle: string | null;
  readonly priceStep: DecimalString;
  readonly quantityStep: DecimalString;
  readonly minQuantity: DecimalString | null;
  readonly minCost: DecimalString | null;
  /** The most of one order with a limit price. Absent where the exchange tells none, and in catalogues of earlier releases. */
  readonly maxQuantity?: DecimalString;
  /** The most of one order without a limit price, triggered orders included. Absent as above. */
  readonly maxMarketQuantity?: DecimalString;
  /** Rate of the first fee tier; an estimate for dry runs, not the fee that will be charged. */
  readonly takerFee: DecimalString | null;
  readonly makerFee: DecimalString | null;
  /**
   * Units of one contract: of the base asset, or of the quote asset where the contract is inverse. "1" where quantities count the base
   * asset.
   */
  readonly contractSize: DecimalString;
  readonly inverse: boolean;
  /** Empty where the exchange publishes no margin schedule. */
  readonly marginLevels: readonly MarginLevel[];
  /** Epoch ms of the last trade of a dated contract; null: no such moment. Absent in catalogues of earlier releases. */
  readonly expiresAt?: number | null;
  /** Null where the exchange's word for the state is not known. Absent in catalogues of earlier releases. */
  readonly status?: MarketStatus | null;
  /** Absent where the exchange tells no bounds of the symbol, and in catalogues of earlier releases. */
  readonly trailingPercents?: SidedBounds;
}

/** The orders that a market takes. `closed`: none. */
export type MarketStatus = (typeof marketStatuses)[number];
export const marketStatuses = ['open', 'post_only', 'limit_only', 'reduce_only', 'cancel_only', 'closed'] as const;

/** From this many units of size on, the share of it that must be held. */
export interface MarginLevel {
  readonly from: DecimalString;
  readonly initialMargin: DecimalString;
}

/** An asset by the exchange's own name of it. */
export interface Asset {
  readonly id: string;
  readonly code: string;
  /** The step that the exchange's ledger is kept in; null where it is not known. */
  readonly step: DecimalString | null;
}

/** The assets of a market, and the names of assets in answers. */
export interface AssetNames {
  readonly assets: readonly Asset[];
  readonly codesByAlias: Readonly<Record<string, string>>;
}

/** All that an exchange publishes of one market: read from the exchange, kept in the table. */
export interface Catalogue extends AssetNames {
  /** Epoch ms. */
  readonly loadedAt: number;
  /** One market a symbol. */
  readonly markets: readonly Market[];
  readonly refused: readonly RefusedSymbol[];
  /** Entries without a name that can be read: each may be any symbol. Absent in catalogues of earlier releases. */
  readonly unread?: readonly UnreadRow[];
}

/** A symbol that fits several things that the exchange lists, or a thing that the exchange calls otherwise: no order may use the symbol. */
export interface RefusedSymbol {
  readonly symbol: string;
  /** The exchange's names of the things. */
  readonly ids: readonly string[];
  /** Why, with the remedy, where the ids do not tell. */
  readonly reason?: string;
}
