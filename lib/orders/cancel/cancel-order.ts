import { setTimeout as sleep } from 'node:timers/promises';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { storesOf, traitsOf } from '../../exchanges/definition.ts';
import type { OrderRef, OrderStatus, OrderStore } from '../../exchanges/model/order.ts';
import type { CancelOutcome } from '../../exchanges/model/outcome.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { alreadyClosed } from '../already-closed.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import { elsewhereLookBackMs, type OrderRecord } from '../order.ts';
import { type Order, undescribedOrder } from '../order-view.ts';
import { rivalsOf } from '../placed-elsewhere.ts';
import { type Named, type NamedOrder, nameOrder, type OrderName } from '../read/name-order.ts';
import { readOrder } from '../read/read-order.ts';

/** The order after a request to cancel the order. */
export interface Cancellation {
  readonly order: Order;
  /** `pending`: the exchange has accepted the request and will cancel the order; until then the order may fill. */
  readonly outcome: CancelOutcome;
}

/**
 * Cancels one order. A retry is safe: the exchange cancels an order once, and a gone order is looked up and reported. Throws ALREADY_CLOSED for
 * a filled order, and EXCHANGE_UNAVAILABLE for an order that lives on, or may.
 */
export async function cancelOrder(name: OrderName): Promise<Cancellation> {
  const named = await nameOrder(name);
  const { record: _record, ...wanted } = named;
  const target = await openFor(named);
  const first = await cancelOnce(target, wanted);
  const last = isDenied(first) ? await cancelAgain(target, wanted) : first;
  if (isDenied(last)) throw notCanceled(target.session, last.order);
  if (last.order.status === 'filled') throw alreadyClosed(last.order.status, 'canceled');
  return last;
}

/** An exchange that acknowledges before it cancels may show the end a moment later: then nothing of the order can fill any more. */
async function cancelOnce({ session, targets }: Target, wanted: NamedOrder): Promise<Cancellation> {
  const named = targets ?? (await targetsAfterLook(wanted));
  if (named === null) return { outcome: 'gone', order: await readOrder(wanted) };
  const { outcome, target } = await cancelFirst(session, named);
  const order = outcome === 'gone' ? await readOrder(wanted) : await readAfter(session, wanted, target, outcome);
  if (outcome === 'pending' && order.status === 'canceled') return { order, outcome: 'canceled' };
  const isEnd = outcome !== 'canceled' || keptStatuses.includes(order.status);
  return { order: isEnd ? order : { ...order, status: 'canceled' }, outcome };
}

/** Of an order whose status is unknown nobody knows the end: the order may be open, or may still arrive. */
const perhapsAlive: readonly OrderStatus[] = ['pending', 'open', 'partially_filled', 'unknown'];

/** The exchange says that there is no such order to cancel, and shows no end of the order all the same. */
function isDenied({ outcome, order }: Cancellation): boolean {
  return outcome === 'gone' && perhapsAlive.includes(order.status);
}

/** A list that lags shows an ended order alive for a moment. */
const listsSettleMs = 700;

async function cancelAgain(target: Target, wanted: NamedOrder): Promise<Cancellation> {
  await sleep(listsSettleMs);
  return cancelOnce(target, wanted);
}

function notCanceled({ market }: Session, { status }: Order): OemsError {
  const shown =
    status === 'unknown'
      ? 'does not show what became of the order: the order may be open, or may arrive later, and'
      : 'still shows the order as open: the order';
  const message = `${market.title} did not cancel the order and ${shown} may fill. Repeat the call`;
  return new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 2 });
}

/** Statuses that an acknowledged cancellation does not end. An invisible order may be held, and be released and fill: the order stays unknown. */
const keptStatuses: readonly OrderStatus[] = ['filled', 'unknown'];

/** The exchange had the order a moment ago: an unreadable or very old order is no answer to the cancellation. */
async function readAfter(
  { market }: Session,
  wanted: NamedOrder,
  { store }: OrderRef,
  outcome: CancelOutcome,
): Promise<Order> {
  try {
    return await readOrder(wanted, 'all');
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'NOT_FOUND') throw error;
    const order = undescribedOrder({ exchange: market.ccxtId, ...wanted }, wanted);
    const isCertain = outcome === 'canceled' && !traitsOf(market, store).delaysVisibility;
    return isCertain ? { ...order, status: 'canceled' } : order;
  }
}

interface Target {
  readonly session: Session;
  /**
   * More than one where no store shows the order, which may be too new to be seen. Null where the client order id alone names the order, and may name
   * the order of another account.
   */
  readonly targets: Targets | null;
}
type Targets = readonly [OrderRef, ...OrderRef[]];

/** The journal knows the order's id at the exchange better than the caller. */
async function openFor({ record, ...wanted }: Named): Promise<Target> {
  const session = await openSession(wanted.ref, wanted.marketType, { symbol: wanted.symbol });
  if (record === null) return { session, targets: await targetsElsewhere(session, wanted) };
  return { session, targets: (await isAmbiguous(session, record)) ? null : [targetOf(record)] };
}

async function isAmbiguous(session: Session, record: OrderRecord): Promise<boolean> {
  if (record.exchangeOrderId !== null) return false;
  const { placed, unclear } = await rivalsOf(session, record);
  return placed.length > 0 || unclear.length > 0;
}

/** A look tells the id of the exchange, which names one order. Null: the order of this account was not placed, or has not been found. */
async function targetsAfterLook(wanted: NamedOrder): Promise<Targets | null> {
  await readOrder(wanted);
  const { record } = await nameOrder(wanted);
  return record !== null && record.state === 'ACCEPTED' && record.exchangeOrderId !== null ? [targetOf(record)] : null;
}

function targetOf({ request: { symbol }, store, exchangeOrderId, clientOrderId }: OrderRecord): OrderRef {
  return exchangeOrderId === null ? { symbol, store, clientOrderId } : { symbol, store, exchangeOrderId };
}

/**
 * In a market with several stores a look comes first: an id whose order is gone in the first store may name a different order in the next
 * store.
 */
async function targetsElsewhere(session: Session, wanted: NamedOrder): Promise<Targets> {
  const { symbol = null, exchangeOrderId, clientOrderId } = wanted;
  const [first, ...others] = storesOf(session.market);
  const isAlone = others.length === 0;
  const order = isAlone ? null : await findElsewhere(session, wanted, sharedNow() - elsewhereLookBackMs, 'all');
  const refIn = (store: OrderStore): OrderRef => ({ symbol, store, exchangeOrderId, clientOrderId });
  return order === null ? [refIn(first), ...others.map(refIn)] : [refIn(order.store)];
}

/** Cancels in place after place, until a place does not answer that the order is gone. */
async function cancelFirst(
  session: Session,
  [target, next, ...rest]: Targets,
): Promise<{ readonly outcome: CancelOutcome; readonly target: OrderRef }> {
  const outcome = await session.orders.cancel(target);
  return outcome === 'gone' && next !== undefined ? cancelFirst(session, [next, ...rest]) : { outcome, target };
}
