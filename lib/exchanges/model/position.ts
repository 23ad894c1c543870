import type { DecimalString } from '../../decimal.ts';

export type MarginMode = 'cross' | 'isolated';

export interface Balance {
  readonly asset: string;
  readonly free: DecimalString;
  readonly used: DecimalString;
  readonly total: DecimalString;
  /** The exchange's name of a wallet from which this service neither trades nor transfers; absent in the wallet of the market. */
  readonly otherWallet?: string;
}

/** A position of a kind that this service does not trade. Null where the exchange's answer cannot be read: the position is there. */
export interface UntradedPosition {
  readonly symbol: string;
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
}
