import { setTimeout as sleep } from 'node:timers/promises';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { hasNonces } from '../../exchanges/definition.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import { storedErrorOf } from '../../journal/entry.ts';
import type { Call } from '../../journal/run-once.ts';
import { isTaken, refusedForTakenKey } from '../../nonce/taken-keys.ts';
import type { Session } from '../../session/open-session.ts';
import { alreadyClosed } from '../already-closed.ts';
import { departure, judgedByClock } from '../clock-skew.ts';
import { isOver } from '../order.ts';
import { isKeyRefused } from '../refused-key.ts';
import { blockBeforeSend, type Enforce, maxAttempts, pauseMs } from '../send-guard.ts';
import { acknowledgedRecord } from './acknowledged.ts';
import type { AmendedOrder } from './amended-order.ts';
import { type AmendmentRecord, refOf } from './amendment.ts';
import { findAmendment, lacksTerm, type Observation } from './find-amendment.ts';
import { notApplied } from './reconcile-amendment.ts';

/**
 * Sends the journaled amendment and returns the entry with the exchange's answer. A refused nonce means "not executed", but the network may
 * have delivered another copy of the same bytes earlier. So a look precedes every further attempt and the answer.
 */
export async function sendAmendment(
  { session, entry, isNamed }: Pick<AmendedOrder, 'session' | 'entry'> & Pick<Call<Session>, 'isNamed'>,
  record: AmendmentRecord,
  enforce: Enforce,
): Promise<AmendmentRecord> {
  let refusal: AmendmentRecord | null = null;
  const left = departure();
  for (let attempt = 1; ; attempt += 1) {
    const blocked = await blockBeforeSend(session.account, record, enforce);
    if (blocked !== null) return refusal ?? refusedRecord(record, blocked);
    const answered = await session.orders.amend(record.prepared, refOf(record));
    const outcome = judgedByClock(session, record.prepared, left, answered);
    if (outcome.kind === 'accepted') return acknowledgedRecord(session, record);
    if (outcome.kind !== 'notExecuted' || outcome.reason !== 'nonce')
      return (await shownDespite(session, record, outcome, entry !== null)) ?? refusedForGood(session, record, outcome);
    const observation = await findAmendment(session, record);
    if (observation === null && isTaken(session.keyVersion)) return refusedForTaken(record, outcome, isNamed);
    if (observation?.kind !== 'notShown') return afterRefusal(unsettled(record, outcome), observation);
    refusal = refusedRecord(record, outcome);
    if (attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

/**
 * A key that another program has taken cannot look. Under its name the amendment is sent again only after a look; without a name the entry
 * stays open until a look.
 */
function refusedForTaken(record: AmendmentRecord, refusal: NotAccepted, isNamed: boolean): AmendmentRecord {
  const outcome = { ...refusal, error: refusedForTakenKey(isNamed, refusal.error.details) };
  return isNamed ? refusedRecord(record, outcome) : unsettled(record, outcome);
}

function afterRefusal(record: AmendmentRecord, observation: Observation | null): AmendmentRecord {
  if (observation === null || observation.kind === 'noOrder') return { ...record, state: 'UNKNOWN' };
  const seen = { ...record, described: observation.order };
  if (observation.kind === 'shown') return { ...seen, state: 'ACCEPTED' };
  return observation.kind === 'ended' ? notApplied(seen) : { ...seen, state: 'UNKNOWN' };
}

type NotAccepted = Exclude<SubmitOutcome, { readonly kind: 'accepted' }>;

/**
 * Without nonces a duplicated request can succeed first and be refused second: the changed order may have been filled, or may refuse the
 * same change again. Read the order before treating a rejection as final. After a rate limit no look is made, for an amendment without a name
 * either: a look would use up the rate that comes back, the exchange refuses before it executes, and a copy that came before has set the
 * terms that a repetition sets again.
 */
async function shownDespite(
  session: Session,
  record: AmendmentRecord,
  outcome: NotAccepted,
  isJournaled: boolean,
): Promise<AmendmentRecord | null> {
  if (hasNonces(session.key) || !(isFinal(outcome) || isNotNow(outcome))) return null;
  const startedAt = sharedNow();
  const observation = await findAmendment(session, record);
  if (observation === null || provesNothing(observation, record, isJournaled)) return unsettled(record, outcome);
  if (observation.kind === 'shown') return { ...record, state: 'ACCEPTED', described: observation.order };
  return endedWithRefusal(record, outcome, observation, startedAt);
}

/**
 * An exchange may cancel the order whose change it refuses (Kraken Futures' words for `postWouldExecute`): the answer and the journal tell the end
 * at once. Null where the order lives on, and where the refusal tells the end by itself.
 */
function endedWithRefusal(
  record: AmendmentRecord,
  outcome: NotAccepted,
  observation: Observation,
  describedAt: number,
): AmendmentRecord | null {
  if (observation.kind === 'noOrder' || !isOver(observation.order.status)) return null;
  if (outcome.kind === 'rejected' && outcome.error.code === 'NOT_FOUND') return null;
  return { ...refusedRecord(record, outcome), described: observation.order, describedAt };
}

/**
 * The exchange's histories may be behind an order that was filled at its new terms. An id outside the journal may be mistyped: the refusal
 * stands. A description without a changed term may be of the order with the change: an incomplete look is no proof. The terms of an order that
 * has ended bind nobody.
 */
function provesNothing(observation: Observation, { change }: AmendmentRecord, isJournaled: boolean): boolean {
  if (observation.kind === 'noOrder') return isJournaled;
  if (observation.kind !== 'unclear') return false;
  const { order } = observation;
  return order.status === 'unknown' || (!isOver(order.status) && lacksTerm(order, change));
}

/** Of an order that has ended the exchange may know nothing any more. The client is told the end, as far as the exchange shows the order. */
async function refusedForGood(
  session: Session,
  record: AmendmentRecord,
  outcome: NotAccepted,
): Promise<AmendmentRecord> {
  const refused = refusedRecord(record, outcome);
  if (outcome.kind !== 'rejected' || outcome.error.code !== 'NOT_FOUND') return refused;
  const order = await session.orders.read(refOf(record), record.orderSince).catch(() => null);
  if (order === null || !isOver(order.status)) return refused;
  const { details } = outcome.error;
  return { ...refused, described: order, error: { ...storedErrorOf(alreadyClosed(order.status, 'amended')), details } };
}

/** The entry after an attempt that was not accepted. A rejection before execution is no verdict: the same key may try again. */
export function refusedRecord(record: AmendmentRecord, outcome: NotAccepted): AmendmentRecord {
  if (outcome.kind === 'unknown') return unsettled(record, outcome);
  const error = isRateLimit(outcome) ? unchanged(outcome.error) : outcome.error;
  return { ...record, state: isFinal(outcome) ? 'REJECTED' : 'NOT_SENT', error: storedErrorOf(error) };
}

function isRateLimit(outcome: NotAccepted): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'rate-limit';
}

function unchanged({ code, message, details, retryAfterSeconds }: OemsError): OemsError {
  return new OemsError(code, `${message}; this request has changed nothing`, { details, retryAfterSeconds });
}

function unsettled(record: AmendmentRecord, { error }: NotAccepted): AmendmentRecord {
  return { ...record, state: 'UNKNOWN', lastError: storedErrorOf(error) };
}

function isNotNow(outcome: NotAccepted): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'not-now';
}

function isFinal(outcome: NotAccepted): boolean {
  return (
    (outcome.kind === 'rejected' && !isKeyRefused(outcome)) ||
    outcome.kind === 'idTaken' ||
    (outcome.kind === 'notExecuted' && outcome.reason === 'expired')
  );
}
