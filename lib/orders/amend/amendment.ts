import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder, OrderChange, OrderIds, OrderStore, PreparedRequest } from '../../exchanges/model/order.ts';
import type { ProvableEntry } from '../../journal/absence.ts';
import type { StoredError } from '../../journal/entry.ts';
import type { Execution } from '../../journal/run-once.ts';
import type { Arrival } from '../arrival.ts';
import type { Order } from '../order-view.ts';

/** The client's request for an amendment. The market type says where to look for an order that is not in the journal. */
export interface AmendmentIntent extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly symbol: string;
  readonly change: OrderChange;
  /** The client's key for retries. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The journal entry of an amendment. ACCEPTED: the order has been changed. NEVER_ARRIVED: the deadline has passed, or the order has ended,
 * without the change. `absentSince` counts looks at an order that does not show the change. Times in epoch ms.
 */
export interface AmendmentRecord extends ProvableEntry, Arrival {
  readonly amendmentId: string;
  readonly marketType: MarketType;
  readonly symbol: string;
  /** The exchange's id: the name that all requests about this order share. */
  readonly exchangeOrderId: string;
  /** Where the exchange keeps the order. */
  readonly store: OrderStore;
  /** The exact request: built once, sent as journaled. */
  readonly prepared: PreparedRequest;
  /** The client's change, with the facts about the order that the exchange must be told again. */
  readonly change: OrderChange;
  /** The order is looked for in the exchange's histories from this moment on. */
  readonly orderSince: number;
  /** The exchange itself acknowledged the amendment. Where the order was only seen to show the change, a copy may still be on its way. */
  readonly isAcknowledged: boolean;
  /** The exchange's last description of the order. */
  readonly described: ExchangeOrder | null;
  /**
   * Epoch ms: the look after the exchange's acknowledgement began then. Absent where no look after the acknowledgement showed the order.
   */
  readonly describedAt?: number;
  readonly error: StoredError | null;
}

/** The end of an amendment, and the order after it. */
export interface Amendment extends Execution<AmendmentRecord> {
  readonly order: Order;
}

/** Names the order of the amendment. */
export function refOf({
  symbol,
  store,
  exchangeOrderId,
}: Pick<AmendmentRecord, 'symbol' | 'store' | 'exchangeOrderId'>) {
  return { symbol, store, exchangeOrderId } as const;
}
