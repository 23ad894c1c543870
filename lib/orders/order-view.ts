import type { AccountRef } from '../accounts/account.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import { isKeyDenied } from '../errors.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { ExchangeOrder, OrderFee, OrderIds, OrderStatus } from '../exchanges/model/order.ts';
import type { EntryState, StoredError } from '../journal/entry.ts';
import { type Undecided, undecidedOf } from '../journal/undecided.ts';
import { isOver, type OrderRecord } from './order.ts';
import { isTriggered, type Terms, termsOf, termsTold, untoldTerms } from './order-terms.ts';

/** The client's view of an order, the same in every answer. Times in epoch ms; null: unknown. */
export interface Order {
  readonly exchangeOrderId: string | null;
  readonly clientOrderId: string | null;
  readonly exchange: string;
  readonly accountId: string;
  readonly marketType: MarketType;
  readonly terms: Terms;
  readonly status: OrderStatus;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
  readonly averagePrice: DecimalString | null;
  /** Null where the exchange has not told the charges; empty where nothing was charged. */
  readonly fees: readonly OrderFee[] | null;
  readonly createdAt: number | null;
  /** The last change that is known. */
  readonly updatedAt: number | null;
  /** The exchange has shown this content at this time, or later. */
  readonly asOf: number | null;
  /** The order was not placed under this account here; null where the journal does not tell. */
  readonly isExternal: boolean | null;
  /** Why the order was rejected, was not placed, or has no verdict yet; null otherwise, and where nobody knows. */
  readonly reason: StoredError | null;
  /** Of a kind that this service does not trade; absent from every other order. */
  readonly isUntraded?: true;
  /** Absent where a verdict is known, and of an order outside the journal. */
  readonly undecided?: Undecided;
}

/** What the exchange showed of an order in a look that began at `at` (epoch ms; null: nobody knows when). */
export interface Look {
  readonly described: ExchangeOrder | null;
  readonly at: number | null;
}

/** Where an order is that the exchange shows. */
export interface OrderPlace {
  readonly exchange: string;
  readonly marketType: MarketType;
  readonly ref: AccountRef;
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

/** The look behind the journal's description. */
export function lastLook({ described, describedAt }: Pick<OrderRecord, 'described' | 'describedAt'>): Look {
  return { described, at: describedAt ?? null };
}

/** An order of the journal: the request's terms, with the exchange's latest description where there is one. */
export function orderFromRecord(record: OrderRecord, look: Look = lastLook(record)): Order {
  // The order found under the id of a NEEDS_REVIEW order may be another order.
  const described = record.state === 'NEEDS_REVIEW' ? null : look.described;
  // The exchange has the order, and the key may not see what became of the order.
  const isUnseen = record.state === 'ACCEPTED' && described === null && isKeyDenied(record.lastError);
  return {
    exchangeOrderId: record.state === 'NEEDS_REVIEW' ? null : record.exchangeOrderId,
    clientOrderId: record.clientOrderId,
    exchange: record.exchange,
    accountId: record.ref.accountId,
    marketType: record.marketType,
    terms: termsOf(record.request, described),
    status: described?.status ?? (isUnseen ? 'unknown' : statusByState[record.state]),
    ...executionOf(described),
    createdAt: createdAtOf(record, described),
    updatedAt: updatedAtOf(record, described),
    asOf: described === null ? null : asOf(described, look.at),
    isExternal: false,
    reason: record.state === 'ACCEPTED' && !isUnseen ? null : (record.error ?? record.lastError ?? null),
    ...undecidedOf(record),
  };
}

/** An order in the exchange's description alone: the journal does not know the order. */
export function orderFromExchange(
  { exchange, marketType, ref }: OrderPlace,
  { described, at }: Look & { readonly described: ExchangeOrder },
  isExternal: boolean | null,
): Order {
  return {
    exchangeOrderId: described.exchangeOrderId,
    clientOrderId: described.clientOrderId,
    ...{ exchange, marketType, accountId: ref.accountId },
    terms: termsTold(described),
    status: described.status,
    ...executionOf(described),
    createdAt: described.createdAt,
    updatedAt: notBefore(described.createdAt, described.updatedAt ?? null),
    asOf: asOf(described, at),
    // This service places no order of the kind.
    isExternal: described.isUntraded ? true : isExternal,
    ...(described.isUntraded ? { isUntraded: true as const } : {}),
    reason: null,
  };
}

/** An order outside the journal that cannot be read: only the names are known, and the symbol if the caller gave one. */
export function undescribedOrder(
  { exchange, marketType, ref }: OrderPlace,
  ids: OrderIds & { readonly symbol?: string | undefined },
): Order {
  const { symbol = '', exchangeOrderId, clientOrderId } = ids;
  return {
    exchangeOrderId: exchangeOrderId ?? null,
    clientOrderId: clientOrderId ?? null,
    ...{ exchange, marketType, accountId: ref.accountId },
    terms: untoldTerms(symbol),
    status: 'unknown',
    ...executionOf(null),
    ...{ createdAt: null, updatedAt: null, asOf: null, isExternal: null, reason: null },
  };
}

/** Without an execution there is no charge. A charge that the exchange has not told is null, and never 0. */
function executionOf(described: ExchangeOrder | null) {
  const { filledQuantity = null, remainingQuantity = null, averagePrice = null, fees } = described ?? {};
  const isUntouched = filledQuantity !== null && new Decimal(filledQuantity).isZero();
  return { filledQuantity, remainingQuantity, averagePrice, fees: fees ?? (isUntouched ? [] : null) };
}

/** An unknown status confirms nothing about the order. */
function asOf({ status }: ExchangeOrder, at: number | null): number | null {
  return status === 'unknown' ? null : at;
}

/** At some exchanges an order that came from a trigger has the time of the firing: the time of sending is the time of the order. */
function createdAtOf({ request, sentAt }: OrderRecord, described: ExchangeOrder | null): number {
  return isTriggered(request.type) ? sentAt : (described?.createdAt ?? sentAt);
}

/** The look that showed an end is the time of the end where nobody tells a better time: in descriptions of an earlier release. */
function updatedAtOf(record: OrderRecord, described: ExchangeOrder | null): number {
  const endShownAt = described !== null && isOver(described.status) ? record.describedAt : undefined;
  const createdAt = createdAtOf(record, described);
  return notBefore(createdAt, described?.updatedAt ?? endShownAt ?? createdAt);
}

/** The exchange's clock tells one time and our clock the other: no order changes before its creation. */
function notBefore<T extends number | null>(createdAt: number | null, updatedAt: T): T | number {
  return createdAt === null || updatedAt === null ? updatedAt : Math.max(createdAt, updatedAt);
}
