import { setTimeout as sleep } from 'node:timers/promises';
import type { OemsError } from '../../errors.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
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
    const outcome = await session.exchange.submitOrder(record.request, record.notAfter);
    if (!mayHideOrder(outcome)) return outcome;
    refusal = await lookDespite(session, record, outcome);
    if (refusal.kind !== 'nonceRefused' || attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

function acceptedAs(order: ExchangeOrder): SubmitOutcome {
  return {
    kind: 'accepted',
    exchangeOrderId: order.exchangeOrderId,
    order,
  };
}

type Refused = Extract<SubmitOutcome, { readonly kind: 'nonceRefused' | 'rejected' }>;

/**
 * Refusals that may answer a second copy of bytes whose first copy was executed: of a nonce, which the first one used up, "this id is
 * taken", be it by this very order or by somebody else's, and "too late", when something on the way has repeated what it got no answer to.
 * A rate limit may too, but then nobody looks before the client asks again: looks would use up the rate that comes back.
 */
function mayHideOrder(outcome: SubmitOutcome): outcome is Refused {
  return outcome.kind === 'nonceRefused' || (outcome.kind === 'rejected' && saysNothingOfFirst(outcome.error));
}

/** The exchange holds at most one order under the id: only a look-up tells whether it is ours. */
async function lookDespite(session: Session, record: OrderRecord, refusal: Refused): Promise<SubmitOutcome> {
  const found = await findSentOrder(session, record);
  // A look that failed proves nothing, and what is not shown yet may be ours all the same.
  if (found === null || (found.kind === 'absent' && saysNothingOfFirst(refusal.error)))
    return { kind: 'unknown', error: refusal.error };
  if (found.kind === 'absent' || found.order.status === 'rejected') return refusal;
  // A refused nonce tells of no other order: whatever goes by the id is what became of ours, or a person's matter.
  const isItsEnd = refusal.kind === 'nonceRefused' || isSameOrder(record.request, found.order, found.isAmended);
  return isItsEnd ? acceptedAs(found.order) : refusal;
}

function saysNothingOfFirst(error: OemsError): boolean {
  return error.details.some(({ exchangeCode = '' }) =>
    /cl_ord_id not unique|clientOrderIdAlreadyExist|wouldProcessAfterSpecifiedTime/.test(exchangeCode),
  );
}

/** The journal's line after the attempt. */
export async function recordOf(
  { exchange }: Session,
  record: OrderRecord,
  outcome: SubmitOutcome,
): Promise<OrderRecord> {
  if (outcome.kind === 'accepted') {
    // An acknowledgement alone tells no fill; it is read back where the acknowledgement did not carry it.
    const described =
      outcome.order ?? (await exchange.readOrder(outcome.exchangeOrderId, lookBackFrom(record)).catch(() => null));
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
  const states = { rejected: 'REJECTED', nonceRefused: 'NOT_SENT', notSent: 'NOT_SENT', unknown: 'UNKNOWN' } as const;
  // A rate limit is no verdict on the order: the same key may try again.
  const state = outcome.kind === 'rejected' && code === 'RATE_LIMITED' ? 'NOT_SENT' : states[outcome.kind];
  return { ...record, state, error: state === 'UNKNOWN' ? null : { code, message, details, retryAfterSeconds } };
}
