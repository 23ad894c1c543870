import { OemsError } from '../../errors.ts';
import { traitsOf } from '../../exchanges/definition.ts';
import type { CancelOutcome } from '../../exchanges/model/outcome.ts';
import { type StoredError, storedErrorOf } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { isOver, lookBackFrom } from '../order.ts';
import type { CancelAllRecord, RemainingOrder } from './cancel-all.ts';

/** `unread`: the question failed, so the order counts as open. */
type End = 'canceled' | 'ended' | 'open' | 'unread';

/**
 * Cancels the remaining orders by id. The request cannot harm a newer order, however late or often the request arrives. An exchange's own
 * "cancel all" has no deadline: a request that lingers on the way would take newer orders with it.
 */
export async function cancelRemaining(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  const ends: End[] = [];
  let { lastError } = record;
  for (const batch of batchesOf(session, record.remaining)) {
    const answered = await cancelBatch(session, record, batch);
    ends.push(...answered.ends);
    lastError = answered.error ?? lastError;
  }
  const remaining = record.remaining.filter((_order, index) => mayBeOpen(ends[index]));
  const canceled = record.remaining.filter((_order, index) => ends[index] === 'canceled');
  const state = remaining.length === 0 ? 'ACCEPTED' : 'UNKNOWN';
  return {
    ...record,
    state,
    canceled: record.canceled + canceled.length,
    remaining,
    ...namesOf(record, canceled),
    ...(state === 'UNKNOWN' ? { openBecause: ends.includes('unread') ? 'LOOK_FAILED' : 'NOT_SHOWN' } : {}),
    ...(lastError === undefined ? {} : { lastError }),
  };
}

function mayBeOpen(end: End | undefined): boolean {
  return end !== 'canceled' && end !== 'ended';
}

function namesOf(
  { canceledIds }: CancelAllRecord,
  canceled: readonly RemainingOrder[],
): Pick<CancelAllRecord, 'canceledIds'> {
  if (canceledIds === undefined) return {};
  return { canceledIds: [...canceledIds, ...canceled.map(({ exchangeOrderId }) => exchangeOrderId)] };
}

/** A request cancels orders of a single store, up to the store's limit. */
function batchesOf({ market }: Session, orders: readonly RemainingOrder[]): RemainingOrder[][] {
  const batches: RemainingOrder[][] = [];
  for (const order of orders) {
    const batch = batches.at(-1);
    const isFull = batch?.length === traitsOf(market, order.store).cancelBatch;
    if (batch === undefined || isFull || batch[0]?.store !== order.store) batches.push([order]);
    else batch.push(order);
  }
  return batches;
}

/**
 * An order counts as open while the cancellation is pending or without an answer, because the order may still fill: to cancel an order again changes
 * nothing.
 */
async function cancelBatch(
  session: Session,
  record: CancelAllRecord,
  orders: readonly RemainingOrder[],
): Promise<{ readonly ends: readonly End[]; readonly error: StoredError | null }> {
  const { outcomes, error } = await answerTo(session, orders);
  const ends: End[] = [];
  for (const [index, order] of orders.entries()) {
    const outcome = outcomes[index] ?? null;
    if (outcome === null) ends.push('unread');
    else if (outcome === 'gone') ends.push(await endOf(session, record, order));
    else ends.push(outcome === 'canceled' ? 'canceled' : 'open');
  }
  return { ends, error: error ?? (ends.some(mayBeOpen) ? notCanceled(session, outcomes.includes('pending')) : null) };
}

/** The exchange has answered, and orders live on. */
function notCanceled({ market: { title } }: Session, isPending: boolean): StoredError {
  const message = isPending
    ? `${title} has accepted the cancellation and has not carried out the cancellation: until then an order may fill`
    : `${title} canceled nothing of an order that may be open: the order may fill`;
  return storedErrorOf(new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 2 }));
}

interface BatchAnswer {
  readonly outcomes: readonly (CancelOutcome | null)[];
  readonly error: StoredError | null;
}

async function answerTo({ orders: exchange }: Session, orders: readonly RemainingOrder[]): Promise<BatchAnswer> {
  try {
    return { outcomes: await exchange.cancelSome(orders), error: null };
  } catch (error) {
    return { outcomes: [], error: error instanceof OemsError ? storedErrorOf(error) : null };
  }
}

/** The order is gone: an earlier cancellation with a lost answer ended the order, or a fill. */
async function endOf({ orders }: Session, record: CancelAllRecord, gone: RemainingOrder): Promise<End> {
  try {
    const order = await orders.read(gone, gone.since ?? lookBackFrom(record));
    if (order?.status === 'canceled') return 'canceled';
    if (order === null) return gone.since !== undefined ? 'open' : 'ended';
    return isOver(order.status) ? 'ended' : 'open';
  } catch {
    return 'unread';
  }
}
