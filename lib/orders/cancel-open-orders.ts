import type { OpenExchange } from '../accounts/open-exchange.ts';
import { sharedNow } from '../aws/clock.ts';
import type { ExchangeOrder, OrderStatus } from '../exchanges/exchange.ts';
import { settleLine } from '../journal/journal.ts';
import { callEndsAfterMs, openStates } from '../journal/line.ts';
import { type CancelAllRecord, cancelAllItem } from './cancel-all-line.ts';
import { deadlineMarginMs, lookUpSince, manualAfterMs, versionOf } from './look-up.ts';
import { readOrderRecord } from './order-store.ts';

/**
 * The pass of the call that first wished it: every order that is open now is meant, and written down before the first of them is canceled.
 * From then on a repetition, or the resolver, knows them by id, and no clock decides. Throws when what is open cannot be read.
 */
export const cancelWhatIsOpen = async (opened: OpenExchange, record: CancelAllRecord): Promise<CancelAllRecord> => {
  const open = await opened.exchange.openOrders(record.symbol ?? undefined);
  return cancelLeft(opened, await writeDown({ ...record, left: idsOf(open) }), open);
};

/**
 * Any later pass. Nothing in it can harm an order placed since, however late or often it arrives, because each cancellation names its
 * order. Neither exchange has a deadline for "cancel all": one that lingers on the way would take those with it.
 */
export const cancelOpenOrders = async (opened: OpenExchange, record: CancelAllRecord): Promise<CancelAllRecord> => {
  const open = await opened.exchange.openOrders(record.symbol ?? undefined);
  if (record.left !== null) return cancelLeft(opened, record, open);
  const isMeant = await Promise.all(open.map((order) => wasThere(record, order)));
  const meant = open.filter((_order, index) => isMeant[index]);
  return cancelLeft(opened, await writeDown({ ...record, left: idsOf(meant) }), open);
};

const idsOf = (orders: readonly ExchangeOrder[]): string[] => orders.map(({ exchangeOrderId }) => exchangeOrderId);

/** In an emergency the orders count for more than the note: without it, the clocks decide after a crash. */
const writeDown = async (record: CancelAllRecord): Promise<CancelAllRecord> => {
  if (record.left?.length !== 0)
    await settleLine(cancelAllItem, record, sharedNow() + callEndsAfterMs).catch(() => undefined);
  return record;
};

/**
 * Our journal tells of our own orders, by the clock that wrote `asOf` too; of the others the exchange's clock, which may differ a little
 * from ours.
 */
const wasThere = async (
  { ref, asOf }: CancelAllRecord,
  { createdAt, clientOrderId }: ExchangeOrder,
): Promise<boolean> => {
  if (createdAt !== null && Math.abs(createdAt - asOf) > deadlineMarginMs) return createdAt <= asOf;
  const own = clientOrderId === null ? null : await readOrderRecord(ref, clientOrderId);
  return (own?.sentAt ?? createdAt ?? Number.POSITIVE_INFINITY) <= asOf;
};

type End = 'canceled' | 'ended' | 'open';

const cancelLeft = async (
  opened: OpenExchange,
  record: CancelAllRecord,
  open: readonly ExchangeOrder[],
): Promise<CancelAllRecord> => {
  const [before, isOpen] = [record.left ?? [], new Set(idsOf(open))];
  const ends = new Map<string, End>();
  const meant = before.filter((id) => isOpen.has(id));
  for (let from = 0; from < meant.length; from += mostAtOnce)
    await cancelSome(opened, record, meant.slice(from, from + mostAtOnce), ends);
  for (const id of before) if (!isOpen.has(id)) ends.set(id, await whatBecame(opened, record, id));
  const left = before.filter((id) => ends.get(id) === 'open');
  const canceled = record.canceled + [...ends.values()].filter((end) => end === 'canceled').length;
  return { ...record, state: left.length === 0 ? 'ACKED' : 'UNKNOWN', canceled, left };
};

/** Ids that both exchanges take in one request. */
const mostAtOnce = 50;

/** Those whose cancellation gets no answer count as open: to cancel them again changes nothing. */
const cancelSome = async (
  opened: OpenExchange,
  record: CancelAllRecord,
  ids: readonly string[],
  ends: Map<string, End>,
): Promise<void> => {
  const outcomes = await opened.exchange.cancelOrders(ids).catch(() => []);
  for (const [index, id] of ids.entries()) {
    const outcome = outcomes[index] ?? null;
    if (outcome === 'gone') ends.set(id, await whatBecame(opened, record, id));
    else ends.set(id, outcome === null ? 'open' : 'canceled');
  }
};

const over: readonly OrderStatus[] = ['filled', 'expired', 'rejected'];

/** It is gone: by an earlier cancellation whose answer was lost, or because it was filled. */
const whatBecame = async ({ exchange }: OpenExchange, record: CancelAllRecord, id: string): Promise<End> => {
  try {
    const order = await exchange.readOrder(id, lookUpSince(record));
    if (order === null || over.includes(order.status)) return 'ended';
    return order.status === 'canceled' ? 'canceled' : 'open';
  } catch {
    return 'open';
  }
};

/** One look of the resolver: another pass, unless the key was rotated. */
export const passAgain = async (opened: OpenExchange, record: CancelAllRecord): Promise<CancelAllRecord> => {
  const isSameKey = versionOf(opened, record.product) === record.credentialVersion;
  const passed = isSameKey ? await cancelOpenOrders(opened, record).catch(() => record) : record;
  return stillOpen(passed, sharedNow());
};

export const stillOpen = (record: CancelAllRecord, now: number): CancelAllRecord =>
  openStates.includes(record.state)
    ? { ...record, state: now - record.sentAt > manualAfterMs ? 'MANUAL' : 'UNKNOWN' }
    : record;
