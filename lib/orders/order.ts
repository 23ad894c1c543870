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
import type { EntryState, JournalEntry, StoredError } from '../journal/entry.ts';

/** An order as a client sends it: `clientOrderId` still optional, the product already settled. */
export interface OrderIntent extends Omit<OrderRequest, 'clientOrderId'> {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly clientOrderId?: string;
  /** The client's own key for its retries; the client order id is derived from it. */
  readonly idempotencyKey?: string;
}

/** The states of a journal's line, for an order: NEVER_ARRIVED means that its deadline passed and that it never arrived. */
export type OrderState = EntryState;

/** One line of the journal. Times in epoch ms. */
export interface OrderRecord extends JournalEntry {
  readonly clientOrderId: string;
  readonly marketType: MarketType;
  /** The exchange row's id (`krakenfutures`). */
  readonly exchange: string;
  readonly request: OrderRequest;
  /** Where the exchange keeps the order. */
  readonly store: OrderStore;
  /** The exact request: built once, sent as it stands here. */
  readonly prepared: PreparedRequest;
  /** Of the key it was sent with: under another key absence proves nothing. */
  readonly credentialVersion: string;
  /** Over the canonical request: the same key with another body is a conflict. */
  readonly fingerprint: string;
  /** The exchange itself drops the order when it has not processed it by then. */
  readonly notAfter: number;
  readonly exchangeOrderId: string | null;
  /** The order as the exchange last described it. */
  readonly described: ExchangeOrder | null;
  readonly error: StoredError | null;
  /** First complete look-up after the deadline that did not find it. */
  readonly absentSince: number | null;
}

/** What clients see. */
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
}

const statusByState: Record<OrderState, OrderStatus> = {
  IN_FLIGHT: 'unknown',
  UNKNOWN: 'unknown',
  NEEDS_REVIEW: 'unknown',
  ACCEPTED: 'pending',
  REJECTED: 'rejected',
  NOT_SENT: 'not_placed',
  NEVER_ARRIVED: 'not_placed',
};

/** The order by the client order id that it was sent with. */
export function refOf({ request, store, clientOrderId }: Pick<OrderRecord, 'request' | 'store' | 'clientOrderId'>) {
  return { symbol: request.symbol, store, clientOrderId } as const;
}

const over: readonly OrderStatus[] = ['filled', 'canceled', 'expired', 'rejected'];

/** Nothing more can become of the order. */
export function isOver(status: OrderStatus): boolean {
  return over.includes(status);
}

/** The journal's view: the request's terms, and the exchange's word on what became of it where there is one. */
export function orderFromRecord(record: OrderRecord, latest = record.described): Order {
  // What was found under a NEEDS_REVIEW order's id may be another order: it says nothing about this one.
  const described = record.state === 'NEEDS_REVIEW' ? null : latest;
  return {
    exchangeOrderId: record.state === 'NEEDS_REVIEW' ? null : record.exchangeOrderId,
    clientOrderId: record.clientOrderId,
    exchange: record.exchange,
    accountId: record.ref.accountId,
    terms: { ...termsOf(record.request), ...(described === null ? {} : amendable(described)) },
    status: described?.status ?? statusByState[record.state],
    filledQuantity: described?.filledQuantity ?? null,
    remainingQuantity: described?.remainingQuantity ?? null,
    averagePrice: described?.averagePrice ?? null,
    createdAt: described?.createdAt ?? record.sentAt,
  };
}

/** The exchange's view of an order that may have been placed elsewhere. */
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

/** Terms an amendment may have changed since the request. */
function amendable({ quantity, price, stopPrice }: ExchangeOrder) {
  return {
    ...(quantity === null ? {} : { quantity }),
    ...(price === null ? {} : { price }),
    ...(stopPrice === null ? {} : { stopPrice }),
  };
}
