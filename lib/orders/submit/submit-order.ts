import { lostWindowOf } from '../../accounts/restored.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { hasNonces, traitsOf } from '../../exchanges/definition.ts';
import type { OrderEstimate } from '../../exchanges/model/estimate.ts';
import type { JsonObject } from '../../exchanges/model/order.ts';
import { mayHaveCopies } from '../../journal/entry.ts';
import type { RequestTerms } from '../../journal/key-conflict.ts';
import { type Command, type Execution, runOnce } from '../../journal/run-once.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { canArrive } from '../arrival.ts';
import { findSentOrder, lookForOrder } from '../find-order.ts';
import type { OrderIntent, OrderRecord } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { type Order, orderFromRecord } from '../order-view.ts';
import { afterLook, orderReconciliation } from '../reconcile-order.ts';
import { enforceTradingState } from '../send-guard.ts';
import { draftOrder, type OrderCall, type OrderDraft, prepareOrder } from './prepare-order.ts';
import { sendOrder } from './send-order.ts';

export type Submission = Execution<OrderRecord>;

/** A dry run: the exact parameters of the order, and the estimated cost. */
export interface DryRun {
  readonly order: Order;
  readonly parameters: JsonObject;
  readonly estimate: OrderEstimate;
}

/** Nonces taken with the account's record: for placing the order, and for reading the order back. */
const noncesPerOrder = 2;

/** Places an order exactly once under any failure: see `runOnce`. */
export function submitOrder(intent: OrderIntent): Promise<Submission> {
  return submit(intent, enforceTradingState);
}

/** For orders that close positions: such an order is the remedy of a halt, so no trading state denies the order. */
export function submitReducing(intent: OrderIntent & { readonly reduceOnly: true }): Promise<Submission> {
  return submit(intent, null);
}

async function submit(intent: OrderIntent, enforce: OrderCall['enforce']): Promise<Submission> {
  const { ref, marketType, symbol } = intent;
  const isNamed = intent.clientOrderId !== undefined || intent.idempotencyKey !== undefined;
  const session = await openSession(ref, marketType, { nonces: noncesPerOrder, symbol });
  return runOnce(orderCommand, { session, isNamed, intent, enforce });
}

const orderCommand: Command<OrderCall, OrderDraft, OrderRecord> = {
  what: 'order',
  reconciliation: orderReconciliation,
  conflict: 'this idempotency key or client_order_id was used for another order; use a new one for a new order',
  terms: orderTerms,
  draft: draftOrder,
  prepare: prepareOrder,
  send: sendOrder,
  read: ({ ref, clientOrderId }) => readOrderRecord(ref, clientOrderId),
  lookBeforeResubmit,
  preparesFromExchange: false,
  looksOnReplay: false,
  lost: { since: ({ account }) => lostWindowOf(account)?.from ?? null, look: lookForLost },
};

function orderTerms({ marketType, request }: OrderDraft): RequestTerms {
  const { clientOrderId: _name, ...terms } = request;
  return { marketType, ...terms };
}

/** The order may have left at any moment since the state that the restored table shows. */
async function lookForLost(session: Session, record: OrderRecord): Promise<OrderRecord | 'absent' | null> {
  const startedAt = sharedNow();
  const found = await findSentOrder(session, record, { inFills: true });
  if (found === null || found.kind === 'absent') return found === null ? null : 'absent';
  const arrived = afterLook(record, found, startedAt, sharedNow());
  if (arrived.state !== 'NEEDS_REVIEW' && found.isElsewhere !== true) return arrived;
  throw new OemsError(
    'IDEMPOTENCY_CONFLICT',
    'the table was restored from a backup and has lost an order of this name, which the exchange shows with other terms; nothing was sent: look at the exchange for the order, and use a new name for a new order',
  );
}

async function lookBeforeResubmit(session: Session, existing: OrderRecord): Promise<OrderRecord | 'absent' | null> {
  const startedAt = sharedNow();
  const found = await lookForOrder(session, existing, { inFills: true });
  if (found?.kind === 'found' && found.isElsewhere === true) return null;
  if (found?.kind === 'found') return afterLook({ ...existing, state: 'UNKNOWN' }, found, startedAt, sharedNow());
  // A key that was refused is usually mended by another key, which proves nothing of the first: the refusal itself proves that nothing was executed.
  const isAbsent = found?.kind === 'absent' || (found?.kind === 'blind' && existing.error?.code === 'KEY_REFUSED');
  return isAbsent && admitsNoCopy(session, existing, startedAt) ? 'absent' : null;
}

/**
 * The exchange may refuse a copy of the earlier request by the nonce, by the id, or by the deadline. Where the exchange does not, a copy
 * that the network still holds would be executed beside the second request. A nonce keeps a copy out once the exchange has refused the
 * nonce; behind a rate limit or a lockout the nonce may be unspent.
 */
function admitsNoCopy({ key, market, clock }: Session, existing: OrderRecord, at: number): boolean {
  const isNonceRefused = hasNonces(key) && existing.error?.code === 'NONCE_REJECTED';
  if (!mayHaveCopies(existing) || isNonceRefused || !canArrive(existing, at, clock.behindMs())) return true;
  if (traitsOf(market, existing.store).clientIdUnique === 'for-ever') return true;
  if (existing.arrivesUntil !== null) return false;
  throw new OemsError(
    'IDEMPOTENCY_CONFLICT',
    `${market.title} refused the earlier attempt, but keeps no deadline for such orders, so a copy may arrive at any time; nothing was sent: look at the exchange for the order, then repeat the call under a new name`,
  );
}

/** Everything that `submitOrder` does, but for journaling and sending. */
export async function dryRunOrder(intent: OrderIntent): Promise<DryRun> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  const call = { session, isNamed: false, intent, enforce: enforceTradingState };
  const record = await prepareOrder(call, draftOrder(call));
  const estimate = await session.orders.estimate(record.request);
  return { order: orderFromRecord({ ...record, state: 'NOT_SENT' }), parameters: record.prepared.body, estimate };
}
