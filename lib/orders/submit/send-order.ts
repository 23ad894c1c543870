import { setTimeout as sleep } from 'node:timers/promises';
import { sharedNow } from '../../aws/clock.ts';
import { isKeyDenied, OemsError } from '../../errors.ts';
import { hasNonces, traitsOf } from '../../exchanges/definition.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import { admitsLook, type EntryState, type StoredError, storedErrorOf } from '../../journal/entry.ts';
import { isTaken, refusedForTakenKey } from '../../nonce/taken-keys.ts';
import type { Session } from '../../session/open-session.ts';
import { departure, judgedByClock } from '../clock-skew.ts';
import { findSentOrder, isOurs } from '../find-order.ts';
import type { Found } from '../find-own.ts';
import { lookBackFrom, type OrderRecord } from '../order.ts';
import { isKeyRefused } from '../refused-key.ts';
import { isSameOrder } from '../same-order.ts';
import { blockBeforeSend, type Enforce, maxAttempts, pauseMs } from '../send-guard.ts';
import type { OrderCall } from './prepare-order.ts';
import { afterTakenId, refusedForTakenId } from './taken-id.ts';

/** Sends the journaled order and returns the entry with the exchange's answer. */
export async function sendOrder(call: OrderCall, record: OrderRecord): Promise<OrderRecord> {
  const { session, enforce } = call;
  const deny: Enforce = enforce && ((state) => enforce(state, session.market, record.request));
  const startedAt = sharedNow();
  const outcome = await attemptOrder(call, record, deny);
  return outcome.kind === 'accepted'
    ? acceptedRecord(session, record, outcome, startedAt)
    : refusedRecord(record, outcome);
}

/**
 * Sends the order until an answer is no refused nonce. A refused nonce means "not executed", but the network may have delivered another
 * copy of the same bytes earlier, and the exchange may have executed that copy. So a look precedes every further attempt and the answer.
 */
export async function attemptOrder(
  { session, isNamed }: Pick<OrderCall, 'session' | 'isNamed'>,
  record: OrderRecord,
  enforce: Enforce,
): Promise<SubmitOutcome> {
  let refusal: SubmitOutcome | null = null;
  const left = departure();
  for (let attempt = 1; ; attempt += 1) {
    const blocked = await blockBeforeSend(session.account, record, enforce);
    if (blocked !== null) return refusal ?? blocked;
    const answered = await session.orders.submit(record.prepared, record.request);
    const outcome = judgedByClock(session, record.prepared, left, answered);
    if (!mayHideOrder(outcome, session, isNamed)) return outcome;
    refusal = await lookDespite({ session, isNamed }, record, outcome);
    // A refused nonce stays refused. A refused timestamp that is ahead becomes valid as time passes, with the bytes that bear it.
    const isFinal = !isNonce(refusal) || !hasNonces(session.key) || isTaken(session.keyVersion);
    if (isFinal || attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

function isNonce(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'nonce';
}

function isRateLimit(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'rate-limit';
}

/** A refusal by what the order asks for, or by the state of account and market. */
function isByState(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'rejected' || (outcome.kind === 'notExecuted' && outcome.reason === 'not-now');
}

type Refused = Extract<SubmitOutcome, { readonly kind: 'rejected' | 'notExecuted' | 'idTaken' }>;

/**
 * The network may deliver our request twice. If the first copy executed, the second is refused with *invalid nonce*, *id taken* or *too
 * late*, and that refusal may be the answer we get. For these three, look the order up before believing the refusal. A key without nonces
 * refuses the second copy for any reason: the first copy has closed the position, used the funds, or taken the last place. After a rate
 * limit the look waits until the client repeats the call, because a look would use up the rate that comes back. Only an order without a key
 * is never repeated so. A deadline that had passed before the order left refuses every copy, and so does a refused key.
 */
function mayHideOrder(outcome: SubmitOutcome, { key }: Session, isNamed: boolean): outcome is Refused {
  if (isByState(outcome)) return !hasNonces(key) && !isKeyRefused(outcome);
  if (outcome.kind === 'notExecuted' && outcome.reason === 'clock') return false;
  if (outcome.kind === 'notExecuted' && outcome.reason === 'rate-limit') return !isNamed && admitsLook(outcome.error);
  return outcome.kind === 'idTaken' || outcome.kind === 'notExecuted';
}

/** The exchange holds at most one order under the id. Only a look shows the owner of the order. */
async function lookDespite(
  { session, isNamed }: Pick<OrderCall, 'session' | 'isNamed'>,
  record: OrderRecord,
  refusal: Refused,
): Promise<SubmitOutcome> {
  const found = await lookAfter(session, record, refusal);
  if (found === null && isNonce(refusal) && isTaken(session.keyVersion)) return refusedForTaken(refusal, isNamed);
  // A failed look proves nothing, also after a rate limit, where most looks fail: the resolver looks again.
  if (found === null) return { kind: 'unknown', error: refusal.error };
  if (refusal.kind === 'idTaken' && found.isTaken === true) return refusedForTakenId(refusal);
  if (found.kind === 'absent') return standsAlone(refusal) ? refusal : { kind: 'unknown', error: refusal.error };
  if (found.order.status === 'rejected') return refusal;
  if (refusal.kind === 'idTaken') return afterTakenId(record, refusal, found);
  // A refused nonce speaks of no second order: the order under the id is our order, or a matter for a person.
  const isItsEnd = isNonce(refusal) || isSameOrder(record.request, found.order, found.isAmended);
  if (!isItsEnd) return refusal;
  return found.isElsewhere === true ? { kind: 'unknown', error: refusal.error } : acceptedAs(found.order);
}

/**
 * The refusal says that the order was not executed, and no look can be made with this key any more. Should the network have delivered a copy
 * before the other program took the key, a repetition under the same name finds the copy: only a look lets the order leave again. An order
 * without a name is never repeated so, and stays open until a look.
 */
function refusedForTaken({ error: { details } }: Refused, isNamed: boolean): SubmitOutcome {
  const error = refusedForTakenKey(isNamed, details);
  return isNamed ? { kind: 'notExecuted', reason: 'nonce', error } : { kind: 'unknown', error };
}

/** The refusal explains itself. A taken id or a late arrival speaks of an earlier copy, which may not be shown yet. */
function standsAlone(refusal: Refused): boolean {
  return isByState(refusal) || isNonce(refusal) || isRateLimit(refusal);
}

async function lookAfter(session: Session, record: OrderRecord, refusal: Refused): Promise<Found | null> {
  // Another attempt may follow a refused nonce, so this look is to prove absence: an order that filled at once is in the fills first.
  if (isNonce(refusal)) return findSentOrder(session, record, { inFills: true });
  if (!standsAlone(refusal) || !isRecent(session, record, lookMs)) return findSentOrder(session, record);
  // Most rejections are true: one request tells, if the request is quick.
  const found = await findSentOrder(session, record, { isRecent: true });
  const isLive = found?.kind === 'found' && found.order.status !== 'rejected';
  return found === null || isLive || isRecent(session, record) ? found : findSentOrder(session, record);
}

/** The least time that a look is given. */
const lookMs = 2000;

/** An order that has ended since would still be shown beside the open orders, this long from now. */
function isRecent({ market }: Session, { store, sentAt }: OrderRecord, forMs = 0): boolean {
  return sharedNow() + forMs < sentAt + traitsOf(market, store).endedShownMs;
}

function acceptedAs(order: ExchangeOrder): SubmitOutcome {
  return { kind: 'accepted', exchangeOrderId: order.exchangeOrderId, order };
}

type Accepted = Extract<SubmitOutcome, { readonly kind: 'accepted' }>;

/** The exchange acknowledges the order and shows an order with different terms. */
const needsReview = { state: 'NEEDS_REVIEW', openBecause: 'CONTRADICTED' } as const;

async function acceptedRecord(
  session: Session,
  record: OrderRecord,
  { exchangeOrderId, order }: Accepted,
  startedAt: number,
): Promise<OrderRecord> {
  const told: ReadBack =
    order === null ? await readBack(session, record, exchangeOrderId) : { order, denied: null, startedAt };
  const { order: first, denied } = told;
  // Another call may have shown the order without a verdict, with the time of sending: every answer tells that time.
  const described = first && { ...first, createdAt: record.sentAt };
  // The acknowledgement stands where the table cannot tell whether an amendment explains the terms.
  const isConfirmed = described === null || (await isOurs(record, described).catch(() => true));
  const state = isConfirmed ? ({ state: 'ACCEPTED' } as const) : needsReview;
  const shown = described === null ? {} : { describedAt: told.startedAt };
  const refusal = denied === null ? {} : { lastError: denied };
  return { ...record, ...state, exchangeOrderId, described, ...shown, ...refusal };
}

interface ReadBack {
  readonly order: ExchangeOrder | null;
  /** The key may not see the order: nothing is known of its fills, and nothing will be. */
  readonly denied: StoredError | null;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** An acknowledgement without fills says nothing about executions, so the order is read. */
async function readBack({ orders }: Session, record: OrderRecord, exchangeOrderId: string | null): Promise<ReadBack> {
  const startedAt = sharedNow();
  if (exchangeOrderId === null) return { order: null, denied: null, startedAt };
  const { symbol } = record.request;
  try {
    const order = await orders.read({ symbol, store: record.store, exchangeOrderId }, lookBackFrom(record));
    return { order, denied: null, startedAt };
  } catch (error) {
    const isDenied = error instanceof OemsError && isKeyDenied(error);
    return { order: null, denied: isDenied ? storedErrorOf(error) : null, startedAt };
  }
}

type NotAccepted = Exclude<SubmitOutcome, Accepted>;

function refusedRecord(record: OrderRecord, outcome: NotAccepted): OrderRecord {
  const [state, told] = [stateAfter(outcome), storedErrorOf(outcome.error)];
  return state === 'UNKNOWN' ? { ...record, state, error: null, lastError: told } : { ...record, state, error: told };
}

/** A refused nonce, a rate limit and a refused key are no verdict on the order: the same name may try again. */
function stateAfter(outcome: NotAccepted): EntryState {
  if (outcome.kind === 'unknown') return 'UNKNOWN';
  if (outcome.kind === 'notSent' || isKeyRefused(outcome)) return 'NOT_SENT';
  return outcome.kind === 'notExecuted' && outcome.reason !== 'expired' ? 'NOT_SENT' : 'REJECTED';
}
