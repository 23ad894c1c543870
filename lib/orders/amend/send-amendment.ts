import { setTimeout as sleep } from 'node:timers/promises';
import { hasNonces } from '../../exchanges/definition.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import type { Session } from '../../session/open-session.ts';
import { blockBeforeSend, maxAttempts, pauseMs, type SendGuard } from '../submit/send-guard.ts';
import { type AmendmentRecord, refOf } from './amendment.ts';
import { findAmendment, notApplied, type Observation } from './find-amendment.ts';

/**
 * Sends the amendment and returns its line with what is known then. A refused nonce was refused before execution, but a network layer may
 * have delivered another copy of the same bytes before that: so neither a further try nor an answer without a look first.
 */
export async function sendAmendment(
  session: Session,
  record: AmendmentRecord,
  denied: SendGuard,
): Promise<AmendmentRecord> {
  let refusal: AmendmentRecord | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const held = await blockBeforeSend(record, denied);
    if (held !== null) return refusal ?? recordOf(record, held);
    const outcome = await send(session, record);
    if (outcome.kind === 'accepted') return acknowledged(session, record);
    if (outcome.kind !== 'notExecuted' || outcome.reason !== 'nonce')
      return (await shownDespite(session, record, outcome)) ?? recordOf(record, outcome);
    const observation = await findAmendment(session, record);
    if (observation?.kind !== 'notShown') return afterRefusal(record, observation);
    refusal = recordOf(record, outcome);
    if (attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

function send({ orders }: Session, record: AmendmentRecord): Promise<SubmitOutcome> {
  return orders.amend(record.prepared, refOf(record));
}

function afterRefusal(record: AmendmentRecord, observation: Observation | null): AmendmentRecord {
  if (observation === null || observation.kind === 'noOrder') return { ...record, state: 'UNKNOWN' };
  const seen = { ...record, described: observation.order };
  if (observation.kind === 'shown') return { ...seen, state: 'ACCEPTED' };
  return observation.kind === 'ended' ? notApplied(seen) : { ...seen, state: 'UNKNOWN' };
}

/** An acknowledgement tells no terms; what the order looks like now is read back. */
async function acknowledged({ orders }: Session, record: AmendmentRecord): Promise<AmendmentRecord> {
  const described = await orders.read(refOf(record), record.orderSince).catch(() => null);
  return { ...record, state: 'ACCEPTED', isAcknowledged: true, described };
}

/**
 * Where requests carry no nonce the network can deliver one twice, and the refusal answer the second copy: the order that the first one
 * changed may have been filled, or be refused the same change again. After a rate limit nobody looks before the client asks again: looks
 * would use up the rate that comes back.
 */
async function shownDespite(
  session: Session,
  record: AmendmentRecord,
  outcome: SubmitOutcome,
): Promise<AmendmentRecord | null> {
  if (!isRefused(outcome) || hasNonces(session.key)) return null;
  const observation = await findAmendment(session, record);
  if (observation === null) return { ...record, state: 'UNKNOWN' };
  return observation.kind === 'shown' ? { ...record, state: 'ACCEPTED', described: observation.order } : null;
}

function isRefused(outcome: SubmitOutcome): boolean {
  return (
    outcome.kind === 'rejected' ||
    outcome.kind === 'idTaken' ||
    (outcome.kind === 'notExecuted' && outcome.reason === 'expired')
  );
}

/** The journal's line after an attempt that was not accepted. */
export function recordOf(
  record: AmendmentRecord,
  outcome: Exclude<SubmitOutcome, { readonly kind: 'accepted' }>,
): AmendmentRecord {
  if (outcome.kind === 'unknown') return { ...record, state: 'UNKNOWN' };
  const { code, message, details, retryAfterSeconds } = outcome.error;
  // A request that was refused before execution is no verdict on the amendment: the same key may try again.
  const isFinal = isRefused(outcome);
  return {
    ...record,
    state: isFinal ? 'REJECTED' : 'NOT_SENT',
    error: { code, message, details, retryAfterSeconds },
  };
}
