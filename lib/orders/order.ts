import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString } from '../decimal.ts';
import { isKeyDenied } from '../errors.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type {
  ExchangeOrder,
  OrderIds,
  OrderRequest,
  OrderStatus,
  OrderStore,
  PreparedRequest,
} from '../exchanges/model/order.ts';
import type { ProvableEntry } from '../journal/absence.ts';
import type { EntryState, StoredError } from '../journal/entry.ts';
import type { Arrival } from './arrival.ts';

/** An order as a client sends it: `clientOrderId` is optional, the market type is settled. */
export interface OrderIntent extends Omit<OrderRequest, 'clientOrderId'> {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly clientOrderId?: string;
  /** The client's own key for its retries; the client order id is derived from it. */
  readonly idempotencyKey?: string;
}

/** The journal entry of an order. Times in epoch ms. */
export interface OrderRecord extends ProvableEntry, Arrival {
  readonly clientOrderId: string;
  readonly marketType: MarketType;
  /** The market's name in answers. */
  readonly exchange: string;
  readonly request: OrderRequest;
  /** Where the exchange keeps the order. */
  readonly store: OrderStore;
  /** The exact request: built once, sent as journaled. */
  readonly prepared: PreparedRequest;
  readonly exchangeOrderId: string | null;
  /** The order as the exchange last described it. */
  readonly described: ExchangeOrder | null;
  /** Epoch ms: the look that first gave this description began then. Absent where no look did, and in orders of an earlier release. */
  readonly describedAt?: number;
  /** How much of the order the events have told as filled; absent where `described` tells the same. */
  readonly toldFilled?: DecimalString;
  readonly error: StoredError | null;
}

/** An order as clients see it. */
export interface Order {
  readonly exchangeOrderId: string | null;
  readonly clientOrderId: string | null;
  readonly exchange: string;
  readonly accountId: string;
  readonly terms: Pick<
    ExchangeOrder,
    'symbol' | 'side' | 'type' | 'quantity' | 'price' | 'stopPrice' | 'timeInForce' | 'postOnly' | 'reduceOnly'
  >;
  readonly status: OrderStatus;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
  readonly averagePrice: DecimalString | null;
  readonly createdAt: number | null;
  /** Why the order was rejected, was not placed, or has no verdict yet; null otherwise, and where nobody knows. */
  readonly reason: StoredError | null;
}

const statusByState: Record<EntryState, OrderStatus> = {
  IN_FLIGHT: 'unknown',
  UNKNOWN: 'unknown',
  NEEDS_REVIEW: 'unknown',
  ACCEPTED: 'pending',
  REJECTED: 'rejected',
  NOT_SENT: 'not_placed',
  NEVER_ARRIVED: 'not_placed',
};

/** Names the order by its client order id. */
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

/** An order of the journal: the request's terms, with the exchange's latest description where there is one. */
export function orderFromRecord(record: OrderRecord, latest = record.described): Order {
  // The order found under the id of a NEEDS_REVIEW order may be another order.
  const described = record.state === 'NEEDS_REVIEW' ? null : latest;
  // The exchange has the order, and the key may not see what became of the order.
  const isUnseen = record.state === 'ACCEPTED' && described === null && isKeyDenied(record.lastError);
  return {
    exchangeOrderId: record.state === 'NEEDS_REVIEW' ? null : record.exchangeOrderId,
    clientOrderId: record.clientOrderId,
    exchange: record.exchange,
    accountId: record.ref.accountId,
    terms: { ...termsOf(record.request), ...(described === null ? {} : amendable(described, record.request)) },
    status: described?.status ?? (isUnseen ? 'unknown' : statusByState[record.state]),
    filledQuantity: described?.filledQuantity ?? null,
    remainingQuantity: described?.remainingQuantity ?? null,
    averagePrice: described?.averagePrice ?? null,
    createdAt: createdAtOf(record, described),
    reason: record.state === 'ACCEPTED' && !isUnseen ? null : (record.error ?? record.lastError ?? null),
  };
}

/** An order as the exchange describes it, whichever program placed the order. */
export function orderFromExchange(exchange: string, ref: AccountRef, found: ExchangeOrder): Order {
  return {
    exchangeOrderId: found.exchangeOrderId,
    clientOrderId: found.clientOrderId,
    exchange,
    accountId: ref.accountId,
    terms: found,
    status: found.status,
    filledQuantity: found.filledQuantity,
    remainingQuantity: found.remainingQuantity,
    averagePrice: found.averagePrice,
    createdAt: found.createdAt,
    reason: null,
  };
}

const untoldTerms = { side: null, type: null, quantity: null, price: null, stopPrice: null } as const;

/** An order placed elsewhere that cannot be read: only the names are known, and the symbol if the caller gave one. */
export function undescribedOrder(
  exchange: string,
  ref: AccountRef,
  ids: OrderIds & { readonly symbol?: string | undefined },
): Order {
  const { symbol = '', exchangeOrderId, clientOrderId } = ids;
  return {
    exchangeOrderId: exchangeOrderId ?? null,
    clientOrderId: clientOrderId ?? null,
    exchange,
    accountId: ref.accountId,
    terms: { symbol, ...untoldTerms, timeInForce: null, postOnly: null, reduceOnly: null },
    status: 'unknown',
    filledQuantity: null,
    remainingQuantity: null,
    averagePrice: null,
    createdAt: null,
    reason: null,
  };
}

function termsOf(request: OrderRequest): Order['terms'] {
  return {
    symbol: request.symbol,
    side: request.side,
    type: request.type,
    quantity: request.quantity,
    price: request.price ?? null,
    stopPrice: request.stopPrice ?? null,
    timeInForce: request.timeInForce ?? null,
    postOnly: request.postOnly,
    reduceOnly: request.reduceOnly,
  };
}

/** At some exchanges an order that came from a trigger has the time of the firing: the time of sending is the time of the order. */
function createdAtOf({ request, sentAt }: OrderRecord, described: ExchangeOrder | null): number {
  const isTriggered = request.type !== 'market' && request.type !== 'limit';
  return isTriggered ? sentAt : (described?.createdAt ?? sentAt);
}

/**
 * Terms that an amendment may have changed since the request. The price of an order that was sent without one counts only while the order
 * is open, where an amendment has set the price: otherwise the exchange tells the price that protects a market order.
 */
function amendable({ quantity, price, stopPrice, status }: ExchangeOrder, request: OrderRequest) {
  const isOpen = status === 'open' || status === 'partially_filled';
  const hasPrice = price !== null && (request.price !== undefined || (isOpen && request.type !== 'market'));
  return {
    ...(quantity === null ? {} : { quantity }),
    ...(hasPrice ? { price } : {}),
    ...(stopPrice === null ? {} : { stopPrice }),
  };
}
