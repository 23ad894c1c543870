import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString } from '../decimal.ts';
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

const over: readonly OrderStatus[] = ['filled', 'canceled', 'expired', 'rejected'];

/** Orders placed elsewhere are looked for this far back. */
export const elsewhereLookBackMs = 7 * 24 * 3_600_000;

/** An order of ours is looked for from a little before the order was sent: clocks differ. */
const clockMarginMs = 60_000;
export function lookBackFrom({ sentAt }: Pick<OrderRecord, 'sentAt'>): number {
  return sentAt - clockMarginMs;
}

/** The order's status cannot change any more. */
export function isOver(status: OrderStatus): boolean {
  return over.includes(status);
}

/** An order of the journal: the request's terms, with the exchange's latest description where there is one. */
export function orderFromRecord(record: OrderRecord, latest = record.described): Order {
  // The order found under the id of a NEEDS_REVIEW order may be another order.
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
    reason: record.state === 'ACCEPTED' ? null : (record.error ?? record.lastError ?? null),
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
    terms: {
      symbol,
      side: null,
      type: null,
      quantity: null,
      price: null,
      stopPrice: null,
      timeInForce: null,
      postOnly: null,
      reduceOnly: null,
    },
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

/** Terms that an amendment may have changed since the request. */
function amendable({ quantity, price, stopPrice }: ExchangeOrder) {
  return {
    ...(quantity === null ? {} : { quantity }),
    ...(price === null ? {} : { price }),
    ...(stopPrice === null ? {} : { stopPrice }),
  };
}
