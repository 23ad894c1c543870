import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString } from '../decimal.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type {
  ExchangeOrder,
  OrderRequest,
  OrderStatus,
  OrderStore,
  PreparedRequest,
} from '../exchanges/model/order.ts';
import type { ProvableEntry } from '../journal/absence.ts';
import type { StoredError } from '../journal/entry.ts';
import type { Arrival } from './arrival.ts';

/** An order as a client sends it: `clientOrderId` is optional, the market type is settled. */
export interface OrderIntent extends Omit<OrderRequest, 'clientOrderId'> {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly clientOrderId?: string;
  /** The client's key for retries; the client order id is derived from the key. */
  readonly idempotencyKey?: string;
}

/** The journal entry of an order. Times in epoch ms. */
export interface OrderRecord extends ProvableEntry, Arrival {
  readonly clientOrderId: string;
  /** This service made the client order id: no other account has one like it. Absent where the client chose the id, and in orders of an earlier release. */
  readonly isOwnId?: true;
  readonly marketType: MarketType;
  /** The market's name in answers. */
  readonly exchange: string;
  readonly request: OrderRequest;
  /** Where the exchange keeps the order. */
  readonly store: OrderStore;
  /** The exact request: built once, sent as journaled. */
  readonly prepared: PreparedRequest;
  readonly exchangeOrderId: string | null;
  /** The exchange's last description of the order. */
  readonly described: ExchangeOrder | null;
  /** Epoch ms: the look that first gave this description began then. Absent where no look did, and in orders of an earlier release. */
  readonly describedAt?: number;
  /**
   * Epoch ms: the first look of the job that had this order listed its orders then. Absent before that look: a look under way while the order got
   * its verdict has not seen the order.
   */
  readonly followedFrom?: number;
  /** How much of the order the events have told as filled; absent where `described` tells the same. */
  readonly toldFilled?: DecimalString;
  readonly error: StoredError | null;
}

/** Names the order by the client order id. */
export function refOf({ request, store, clientOrderId }: Pick<OrderRecord, 'request' | 'store' | 'clientOrderId'>) {
  return { symbol: request.symbol, store, clientOrderId } as const;
}

export const endedStatuses: readonly OrderStatus[] = ['filled', 'canceled', 'expired', 'rejected'];

/** Orders placed elsewhere are looked for this far back. */
export const elsewhereLookBackMs = 7 * 24 * 3_600_000;

/** An order of ours is looked for from a little before the order was sent: clocks differ. */
const clockMarginMs = 60_000;
export function lookBackFrom({ sentAt }: Pick<OrderRecord, 'sentAt'>): number {
  return sentAt - clockMarginMs;
}

/** The exchange has the order, and may still change the order. */
export function isResting({ state, described }: Pick<OrderRecord, 'state' | 'described'>): boolean {
  return state === 'ACCEPTED' && (described === null || !isOver(described.status));
}

/** The order's status cannot change any more. */
export function isOver(status: OrderStatus): boolean {
  return endedStatuses.includes(status);
}
