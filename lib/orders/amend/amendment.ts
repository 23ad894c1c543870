import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder, OrderChange, OrderIds, OrderStore, PreparedRequest } from '../../exchanges/model/order.ts';
import type { JournalEntry, StoredError } from '../../journal/entry.ts';
import type { Order } from '../order.ts';

/** An amendment as a client sends it. The product is where to look for an order that is not in the journal. */
export interface AmendmentIntent extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly symbol: string;
  readonly change: OrderChange;
  /** The client's own key for its retries. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * One line of the journal. ACCEPTED: the order has been changed. NEVER_ARRIVED: its deadline has passed, or the order has ended, without
 * the
 * change. Times in epoch ms.
 */
export interface AmendmentRecord extends JournalEntry {
  readonly amendmentId: string;
  readonly marketType: MarketType;
  readonly symbol: string;
  /** The exchange's: the one name that every wish about this order has in common. */
  readonly exchangeOrderId: string;
  /** Where the exchange keeps the order. */
  readonly store: OrderStore;
  /** The exact request: built once, sent as it stands here. */
  readonly prepared: PreparedRequest;
  /** With what the exchange must be told of the order besides. */
  readonly change: OrderChange;
  /** Over what the client asked for. */
  readonly fingerprint: string;
  /** Of the key it was sent with: under another key an order that does not show the change proves nothing. */
  readonly credentialVersion: string;
  /** The exchange itself drops the amendment when it has not processed it by then. */
  readonly notAfter: number;
  /** From when on the order is looked for in the exchange's histories. */
  readonly orderSince: number;
  /** Whether the exchange itself acknowledged it. Where the order was only seen to show the change, a copy may still be on its way. */
  readonly isAcknowledged: boolean;
  /** The order as the exchange last described it. */
  readonly described: ExchangeOrder | null;
  readonly error: StoredError | null;
  /** End of the first complete look after the deadline at an order that does not show the change. */
  readonly absentSince: number | null;
}

/** The end of an amendment: the journal's line, the order after it, and whether this tells of an earlier call. */
export interface Amendment {
  readonly record: AmendmentRecord;
  readonly order: Order;
  readonly replayed: boolean;
}

/** The order that an amendment is about. */
export function refOf({
  symbol,
  store,
  exchangeOrderId,
}: Pick<AmendmentRecord, 'symbol' | 'store' | 'exchangeOrderId'>) {
  return { symbol, store, exchangeOrderId } as const;
}
