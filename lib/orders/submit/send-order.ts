import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderEntry } from '../../exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import type { EntryState } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import type { OrderRecord } from '../order.ts';
import { findSentOrder, isOurs, isSameOrder, lookBackFrom } from '../reconcile-order.ts';
import { blockBeforeSend, maxAttempts, pauseMs, type SendGuard } from './send-guard.ts';

/**
 * Sends the order. A refused nonce was refused before execution, but a network layer may have delivered another copy of the same bytes,
 * and executed it, before that: so neither a further try nor an answer without a look first.
 */
export async function sendOrder(session: Session, record: OrderRecord, denied: SendGuard): Promise<SubmitOutcome> {
  let refusal: SubmitOutcome | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const held = await blockBeforeSend(record, denied);
    if (held !== null) return refusal ?? held;
    const outcome = await session.orders.submit(record.prepared, record.request);
    if (!mayHideOrder(outcome)) return outcome;
    refusal = await lookDespite(session, record, outcome);
    if (!isNonce(refusal) || attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

function isNonce(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'nonce';
}

function acceptedAs(order: ExchangeOrder): SubmitOutcome {
  return {
    kind: 'accepted',
    exchangeOrderId: order.exchangeOrderId,
    order,
  };
}

type Refused = Extract<SubmitOutcome, { readonly kind: 'notExecuted' | 'rejected' | 'idTaken' }>;

/**
 * The network may deliver our request twice. If the first copy executed, the second is refused with *invalid nonce*, *id taken* or *too
 * late*, and that refusal may be the answer we get: for these three, look the order up before believing it. After a rate limit nobody
 * looks before the client repeats the call: looks would use up the rate that comes back.
 */
function mayHideOrder(outcome: SubmitOutcome): outcome is Refused {
  return outcome.kind === 'idTaken' || (outcome.kind === 'notExecuted' && outcome.reason !== 'rate-limit');
}

/** The exchange holds at most one order under the id: only a look-up tells whether it is ours. */
async function lookDespite(session: Session, record: OrderRecord, refusal: Refused): Promise<SubmitOutcome> {
  const found = await findSentOrder(session, record);
  // A look that failed proves nothing, and what is not shown yet may be ours all the same.
  if (found === null || (found.kind === 'absent' && saysNothingOfFirst(refusal)))
    return { kind: 'unknown', error: refusal.error };
  if (found.kind === 'absent' || found.order.status === 'rejected') return refusal;
  // A refused nonce tells of no other order: whatever goes by the id is what became of ours, or a person's matter.
  const isItsEnd = isNonce(refusal) || isSameOrder(record.request, found.order, found.isAmended);
  return isItsEnd ? acceptedAs(found.order) : refusal;
}

/** The refusal tells nothing about a first copy of the same request. */
function saysNothingOfFirst(refusal: Refused): boolean {
  return refusal.kind === 'idTaken' || (refusal.kind === 'notExecuted' && refusal.reason === 'expired');
}

async function readBack(
  orders: OrderEntry,
  record: OrderRecord,
  exchangeOrderId: string | null,
): Promise<ExchangeOrder | null> {
  if (exchangeOrderId === null) return null;
  const { symbol } = record.request;
  return orders.read({ symbol, store: record.store, exchangeOrderId }, lookBackFrom(record)).catch(() => null);
}

/** A refused nonce and a rate limit are no verdict on the order: the same key may try again. */
function stateAfter(outcome: Exclude<SubmitOutcome, { readonly kind: 'accepted' }>): EntryState {
  if (outcome.kind === 'unknown') return 'UNKNOWN';
  if (outcome.kind === 'notSent') return 'NOT_SENT';
  return outcome.kind === 'notExecuted' && outcome.reason !== 'expired' ? 'NOT_SENT' : 'REJECTED';
}

/** The journal's line after the attempt. */
export async function recordOf({ orders }: Session, record: OrderRecord, outcome: SubmitOutcome): Promise<OrderRecord> {
  if (outcome.kind === 'accepted') {
    // An acknowledgement alone tells no fill; it is read back where the acknowledgement did not carry it.
    const described = outcome.order ?? (await readBack(orders, record, outcome.exchangeOrderId));
    // The acknowledgement stands where the table cannot tell whether an amendment explains the terms.
    const isConfirmed = described === null || (await isOurs(record, described).catch(() => true));
    return {
      ...record,
      state: isConfirmed ? 'ACCEPTED' : 'NEEDS_REVIEW',
      exchangeOrderId: outcome.exchangeOrderId,
      described,
    };
  }
  const { code, message, details, retryAfterSeconds } = outcome.error;
  const state = stateAfter(outcome);
  return { ...record, state, error: state === 'UNKNOWN' ? null : { code, message, details, retryAfterSeconds } };
}
