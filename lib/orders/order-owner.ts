import type { AccountRef } from '../accounts/account.ts';
import { sharedNow } from '../aws/clock.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { type IndexedNames, indexedNames } from './client-order-ids.ts';
import { hasBecome, mayBecome } from './fired-order.ts';
import type { OrderRecord } from './order.ts';
import { readOrderRecords } from './order-batch.ts';
import { readOrderRecord } from './order-store.ts';

/** The owner of an order that the exchange shows: the entry of our order, or whether another program placed the order. Null: not known. */
export type Owner =
  | { readonly record: OrderRecord }
  | {
      readonly record: null;
      readonly isExternal: boolean | null;
      readonly isUnread?: true;
      /** A stop of ours with the id and the terms of the order: the stop may have fired and become the order. */
      readonly maybe?: OrderRecord;
    };

const unknownOwner: Owner = { record: null, isExternal: null };
/** The journal could not be read. */
export const unreadOwner: Owner = { ...unknownOwner, isUnread: true };
const external: Owner = { record: null, isExternal: true };

/** An order of the exchange, with its market type. */
export interface ShownOrder extends ExchangeOrder {
  readonly marketType: MarketType;
}

/**
 * The owner of each order, from the journal: by the client order ids in one request for a hundred. Orders to which the exchange gives no
 * client order id are named by the index first.
 */
export async function ownersOf(ref: AccountRef, orders: readonly ShownOrder[]): Promise<Owner[]> {
  const index = await namesInIndex(ref, orders);
  const entries = await readOrderRecords(
    ref,
    orders.flatMap((shown) => nameIn(index, shown) ?? []),
  );
  return orders.map((shown) => ownerIn(index, shown, (name) => entries.get(name)));
}

/** As `ownersOf`, of one order. */
export async function ownerOf(ref: AccountRef, shown: ShownOrder): Promise<Owner> {
  const index = await namesInIndex(ref, [shown]);
  const name = nameIn(index, shown);
  const entry = name === null ? undefined : ((await readOrderRecord(ref, name)) ?? undefined);
  return ownerIn(index, shown, () => entry);
}

function namesInIndex(ref: AccountRef, orders: readonly ShownOrder[]): Promise<IndexedNames> {
  const nameless = orders.filter(({ clientOrderId }) => clientOrderId === null);
  return indexedNames(ref, new Set(nameless.map(({ exchangeOrderId }) => exchangeOrderId)));
}

function nameIn({ names }: IndexedNames, { clientOrderId, exchangeOrderId }: ShownOrder): string | null {
  return clientOrderId ?? names.get(exchangeOrderId) ?? null;
}

/** The index lags behind the table: a young order without a client order id may be ours. */
function ownerIn(index: IndexedNames, shown: ShownOrder, entryOf: (name: string) => Entry): Owner {
  const name = nameIn(index, shown);
  if (name !== null) return ownerBy(entryOf(name), shown);
  const isOld = shown.createdAt !== null && shown.createdAt < sharedNow() - indexLagMs;
  return isOld && index.isWhole ? external : unknownOwner;
}
const indexLagMs = 60_000;

type Entry = OrderRecord | null | undefined;

/**
 * `entry` is the journal's entry under the client order id: undefined where there is none, null where the entry cannot be read. The
 * exchange's id decides whether the order is ours: a client order id may be used again by another program. An entry without a verdict, or with the verdict that no order arrived, leaves the owner open.
 */
export function ownerBy(entry: Entry, shown: ShownOrder): Owner {
  if (entry === null) return unreadOwner;
  if (entry === undefined || entry.marketType !== shown.marketType) return external;
  if (isEntryOf(entry, shown) || hasBecome(entry, shown)) return { record: entry };
  if (mayBecome(entry, shown)) return { record: null, isExternal: null, maybe: entry };
  const isOfAnother = isSettled(entry) && entry.exchangeOrderId !== null;
  return isOfAnother ? external : unknownOwner;
}

function isEntryOf(entry: OrderRecord, { marketType, store, exchangeOrderId }: ShownOrder): boolean {
  const isThis = entry.exchangeOrderId === exchangeOrderId && entry.store === store && entry.marketType === marketType;
  return isThis && isSettled(entry);
}

/** The order found under the id of a NEEDS_REVIEW entry may be another order. */
function isSettled({ state }: OrderRecord): boolean {
  return state === 'ACCEPTED' || state === 'REJECTED';
}
