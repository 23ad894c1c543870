import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { OrderStatus, Side } from '../../exchanges/model/order.ts';
import { type Following, readFollowing } from '../follow/following.ts';
import { isResting, type OrderRecord } from '../order.ts';
import { cursorAfter, listOrderRecords, type SentRange } from '../order-store.ts';
import { type Look, lastLook, type Order, orderFromRecord } from '../order-view.ts';

/** Which orders of the journal; every part that is given must hold. */
export interface OrderFilter extends SentRange {
  readonly symbol?: string | undefined;
  readonly marketType?: MarketType | undefined;
  readonly side?: Side | undefined;
  readonly status?: OrderStatus | undefined;
}

export interface OrderPage {
  readonly orders: readonly Order[];
  readonly next: string | null;
}

/** Pages of the journal read for one call. A rare kind of order may take several calls, each with the cursor of the call before. */
const pagesPerCall = 10;
const recordsPerPage = 200;

/** Orders placed through this service, newest first. Fewer than `limit` orders do not mean that no more follow: `next` tells. */
export async function listOrders(
  ref: AccountRef,
  limit: number,
  cursor: string | undefined,
  filter: OrderFilter,
): Promise<OrderPage> {
  // Read before the orders: a look that ends meanwhile confirms nothing that this call reads.
  const followingOf = await readFollowing(ref);
  const found: OrderRecord[] = [];
  const size = isOpen(filter) ? limit : recordsPerPage;
  let next = cursor ?? null;
  for (let page = 0; page < pagesPerCall; page += 1) {
    const read = await listOrderRecords(ref, size, next ?? undefined, filter);
    next = read.next;
    found.push(...read.records.filter((record) => matches(record, filter)));
    if (next === null || found.length >= limit) break;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const isCut = found.length > limit && last !== undefined;
  const orders = shown.map((record) => orderFromRecord(record, latestLook(record, followingOf(record.marketType))));
  return { orders, next: isCut ? cursorAfter(last) : next };
}

/**
 * A look of the job that has found no change is written down once for all resting orders of the market, and not in each order. An order that the
 * job had not listed is not confirmed: the order got its verdict while the look was under way.
 */
export function latestLook(record: OrderRecord, { followedAt }: Following): Look {
  const { described, at } = lastLook(record);
  const isConfirmed = isResting(record) && followedAt !== null && (record.followedFrom ?? followedAt + 1) <= followedAt;
  return { described, at: isConfirmed ? Math.max(at ?? 0, followedAt) : at };
}

/** Every record of a page is an order of the answer. */
function isOpen({ symbol, marketType, side, status }: OrderFilter): boolean {
  return [symbol, marketType, side, status].every((part) => part === undefined);
}

function matches(record: OrderRecord, { symbol, marketType, side, status }: OrderFilter): boolean {
  const { request } = record;
  return (
    (symbol === undefined || request.symbol === symbol) &&
    (marketType === undefined || record.marketType === marketType) &&
    (side === undefined || request.side === side) &&
    (status === undefined || orderFromRecord(record).status === status)
  );
}
