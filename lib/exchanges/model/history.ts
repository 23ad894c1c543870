import type { DecimalString } from '../../decimal.ts';
import type { OrderStore, Side } from './order.ts';

/** Time bounds in epoch ms: from inclusive, to exclusive. */
export interface TimeRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface FundingRate {
  readonly symbol: string;
  readonly timestamp: number;
  /** Relative: a fraction of the position's value. */
  readonly rate: DecimalString;
  /** Money per unit of size, in the asset that settles the contract; null where the exchange does not tell. Absent in stored rates of earlier releases. */
  readonly absoluteRate?: DecimalString | null;
}

/** The published schedule of a symbol. */
export interface PublishedRates {
  /** Newest first. */
  readonly rates: readonly FundingRate[];
  /** Times (epoch ms) whose rates the exchange told in a form that cannot be read. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

export interface FundingPayment {
  readonly id: string;
  readonly symbol: string;
  readonly timestamp: number;
  /** Money per unit of size, in the asset that settles the contract. Null where the ledger does not tell. */
  readonly absoluteRate: DecimalString | null;
  /** Positive: received; negative: paid. */
  readonly amount: DecimalString;
  readonly asset: string;
}

export interface RealizedPnlEvent {
  readonly id: string;
  readonly symbol: string;
  readonly timestamp: number;
  readonly realizedPnl: DecimalString;
  /** Null where the ledger books the fee of the trade in an entry of its own. */
  readonly fee: DecimalString | null;
  readonly asset: string;
  readonly quantity: DecimalString | null;
  readonly price: DecimalString | null;
  readonly orderId: string | null;
  readonly tradeId: string | null;
}

export interface Fill {
  readonly id: string;
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
  /** The store whose spelling the client order id has. */
  readonly store: OrderStore;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly fee: DecimalString | null;
  readonly feeAsset: string | null;
  readonly liquidity: 'maker' | 'taker' | null;
  readonly timestamp: number;
  /** The fill changed one of the two positions of hedge mode. Absent in one-way mode. */
  readonly isHedged?: true;
}

/** Consecutive fills of one symbol, by rising id. */
export interface FillsFrom {
  readonly fills: readonly Fill[];
  /** The id with which reading goes on; null where the symbol has no fill yet. */
  readonly next: string | null;
  /** The fills reach the newest fill at the time of the request. */
  readonly isLast: boolean;
  /** Times of rows that could not be read, epoch ms. */
  readonly leftOut: readonly number[];
}

/** One page of a history, oldest first or newest first as the caller asked, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** Times of the newest and oldest row that was read for this page, whether or not it is in it; null when none was. */
  readonly newest: number | null;
  readonly oldest: number | null;
  /** Times of rows that could not be told and are not in it; the range is not complete then. */
  readonly leftOut?: readonly number[];
  /** The range begins earlier than what the exchange keeps: nothing is told before this time (epoch ms). */
  readonly keptSince?: number;
  /** Where the rows come from, by the exchange's own name. */
  readonly source: string;
}

export interface PageRequest extends TimeRange {
  readonly symbol?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}
