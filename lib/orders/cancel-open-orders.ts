import type { OpenExchange } from '../accounts/open-exchange.ts';
import { sharedNow } from '../aws/clock.ts';
import type { ExchangeOrder } from '../exchanges/exchange.ts';
import { openStates } from '../journal/line.ts';
import type { CancelAllRecord } from './cancel-all-line.ts';
import { deadlineMarginMs, manualAfterMs, versionOf } from './look-up.ts';
import { readOrderRecord } from './order-store.ts';

/** Requests at once where they carry no nonces; elsewhere they would overtake each other. */
const atOnce = 8;

/**
 * One pass: reads what is open and cancels, one by one and by id, what was there at `asOf`. Nothing in it can harm an order placed since,
 * however late or often it arrives: neither exchange has a deadline for "cancel all", and one that lingers would take those with it.
 * Throws when what is open cannot be read.
 */
export const cancelOpenOrders = async (opened: OpenExchange, record: CancelAllRecord): Promise<CancelAllRecord> => {
  const { exchange, row } = opened;
  const open = await exchange.openOrders(record.symbol ?? undefined);
  const isMeant = await Promise.all(open.map((order) => wasThere(record, order)));
  const meant = open.filter((_order, index) => isMeant[index]).map(({ exchangeOrderId }) => exchangeOrderId);
  const ends = await inTurns(meant, row.nonce === 'none' ? atOnce : 1, (id) => cancelOne(opened, id));
  const goneBefore = record.unsure.filter((id) => !open.some(({ exchangeOrderId }) => exchangeOrderId === id));
  const unsure = meant.filter((_id, index) => ends[index] === 'unsure');
  const gone = [...goneBefore, ...meant.filter((_id, index) => ends[index] === 'gone')];
  const canceled = ends.filter((end) => end === 'canceled').length + (await countCanceled(opened, record, gone));
  return {
    ...record,
    state: unsure.length === 0 ? 'ACKED' : 'UNKNOWN',
    canceled: record.canceled + canceled,
    unsure,
  };
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

type End = 'canceled' | 'gone' | 'unsure';

const cancelOne = async ({ exchange }: OpenExchange, exchangeOrderId: string): Promise<End> => {
  const outcome = await exchange.cancelOrder({ exchangeOrderId }).catch(() => 'unsure' as const);
  return outcome === 'pending' ? 'canceled' : outcome;
};

/** Of what is gone without an acknowledgement: how many were canceled, and not filled before. A failed read counts as not canceled. */
const countCanceled = async (
  { exchange }: OpenExchange,
  { asOf }: CancelAllRecord,
  ids: readonly string[],
): Promise<number> => {
  const orders = await inTurns(ids, 1, (id) => exchange.readOrder(id, asOf - deadlineMarginMs).catch(() => null));
  return orders.filter((order) => order?.status === 'canceled').length;
};

const inTurns = async <T, R>(entries: readonly T[], most: number, run: (entry: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < entries.length; from += most)
    results.push(...(await Promise.all(entries.slice(from, from + most).map(run))));
  return results;
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
