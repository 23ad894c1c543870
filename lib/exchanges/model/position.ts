import type { DecimalString } from '../../decimal.ts';

export type MarginMode = 'cross' | 'isolated';

export interface Balance {
  readonly asset: string;
  /** What can be used: neither held by orders and positions nor needed for losses. */
  readonly free: DecimalString;
  readonly used: DecimalString;
  readonly total: DecimalString;
  /** The exchange's name of a wallet beside the wallet of the market; absent in the wallet of the market. */
  readonly otherWallet?: string;
}

/** The margin of a wallet, in `asset`. Null: the exchange does not tell the figure. */
export interface WalletMargin {
  /** The exchange's name of a wallet beside the wallet of the market; null for the wallet of the market. */
  readonly otherWallet: string | null;
  /** The asset that margins the wallet, or the currency in which the exchange adds up several assets. Null: the name cannot be read. */
  readonly asset: string | null;
  /** The worth of the wallet with unrealized profits and losses, before the exchange discounts any collateral. */
  readonly portfolioValue: DecimalString | null;
  /** The part of the worth that counts as margin. */
  readonly equity: DecimalString | null;
  /** The margin that new positions and orders can use. */
  readonly available: DecimalString | null;
  /** Held by open positions and, where the exchange adds them, by open orders. */
  readonly initialMargin: DecimalString | null;
  readonly maintenanceMargin: DecimalString | null;
  readonly unrealizedPnl: DecimalString | null;
  /** Positive: to be received. */
  readonly unrealizedFunding: DecimalString | null;
}

/** A position of a kind that this service does not trade. Null where the exchange's answer cannot be read: the position is there. */
export interface UntradedPosition {
  readonly symbol: string | null;
  readonly side: 'long' | 'short' | null;
  readonly quantity: DecimalString | null;
}

export interface Position {
  /** Null where the answer does not tell the contract: the position may be in any symbol. */
  readonly symbol: string | null;
  /** Null where the answer does not tell: an order on a guessed side could double the position. */
  readonly side: 'long' | 'short' | null;
  /** Above zero. Null where the exchange counts contracts of a market that the catalogue does not know. */
  readonly contracts: DecimalString | null;
  readonly entryPrice: DecimalString | null;
  /** Null in cross margin, where a pair has no leverage of its own, and where the answer does not tell. */
  readonly leverage: DecimalString | null;
  /** Null where the answer does not tell. */
  readonly marginMode: MarginMode | null;
  readonly unrealizedPnl: DecimalString | null;
  readonly markPrice: DecimalString | null;
  readonly liquidationPrice: DecimalString | null;
  /** Why there is no liquidation price; null where there is one. */
  readonly liquidationPriceReason: string | null;
  /** The symbol is in hedge mode: an order must name the side of the position, and orders of this service name none. Absent in one-way mode. */
  readonly isHedged?: true;
}
