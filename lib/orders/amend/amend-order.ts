import { randomUUID } from 'node:crypto';
import { Decimal } from 'decimal.js';
import type { TradingState } from '../../accounts/account.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { traitsOf } from '../../exchanges/definition.ts';
import type { OrderChange } from '../../exchanges/model/order.ts';
import type { RequestTerms } from '../../journal/key-conflict.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { type Call, type Command, runOnce } from '../../journal/run-once.ts';
import type { Session } from '../../session/open-session.ts';
import { requireTradingKey } from '../../session/trading-key.ts';
import { alreadyClosed } from '../already-closed.ts';
import { arrivalOf, exchangeDeadline } from '../arrival.ts';
import { isOver } from '../order.ts';
import { reduces } from '../send-guard.ts';
import { acquireAmendLock } from './amend-lock.ts';
import { type AmendedOrder, openAmended } from './amended-order.ts';
import { type Amendment, type AmendmentIntent, type AmendmentRecord, refOf } from './amendment.ts';
import { readAmendment } from './amendment-store.ts';
import { findAmendment } from './find-amendment.ts';
import { denyLackingTerms } from './lacking-terms.ts';
import { keepDescription, orderAfter } from './order-after.ts';
import { amendmentReconciliation } from './reconcile-amendment.ts';
import { refusedRecord, sendAmendment } from './send-amendment.ts';

/**
 * Changes an open order in place, exactly once under any failure: see `runOnce`. The order's lock is taken between the journal's IN_FLIGHT and the
 * first byte. A crash before the lock has sent nothing. A crash after the lock leaves an entry that the resolver settles, and until then no
 * other amendment takes the lock.
 */
export async function amendOrder(intent: AmendmentIntent): Promise<Amendment> {
  const since = sharedNow();
  const amended = await openAmended(intent);
  const isNamed = intent.idempotencyKey !== undefined;
  const execution = await runOnce(amendCommand, { session: amended.session, isNamed, intent, amended });
  if (!execution.replayed) await keepDescription(amended, { ...execution, since });
  return { ...execution, order: orderAfter(amended, { ...execution, since }) };
}

interface AmendmentCall extends Call<Session> {
  readonly intent: AmendmentIntent;
  readonly amended: AmendedOrder;
}

type AmendmentDraft = Omit<AmendmentRecord, 'prepared'>;

const amendCommand: Command<AmendmentCall, AmendmentDraft, AmendmentRecord> = {
  what: 'amendment',
  reconciliation: amendmentReconciliation,
  conflict: 'this Idempotency-Key was used for another amendment; use a new one for a new amendment',
  terms: amendmentTerms,
  draft: ({ intent, amended }) => draftOf(intent, amended),
  prepare: prepareAmendment,
  send: sendLocked,
  read: ({ ref, amendmentId }) => readAmendment(ref, amendmentId),
  lookBeforeResubmit,
  preparesFromExchange: false,
  looksOnReplay: true,
};

/** The flag in the change repeats a fact about the order. */
function amendmentTerms({ marketType, symbol, exchangeOrderId, change }: AmendmentDraft): RequestTerms {
  const { postOnly: _postOnly, ...terms } = change;
  return { symbol, marketType, exchangeOrderId, ...terms };
}

/** The amendment's entry, but for the exact request. */
function draftOf(
  { ref, change, idempotencyKey, ...intent }: AmendmentIntent,
  { session, entry, isExternal: _external, postOnly, described: _described, ...order }: AmendedOrder,
): AmendmentDraft {
  const marketType = entry?.marketType ?? intent.marketType;
  const symbol = entry?.request.symbol ?? intent.symbol;
  const sentAt = sharedNow();
  const traits = traitsOf(session.market, order.store);
  return {
    ...order,
    ref,
    amendmentId: requestIdFor(ref, idempotencyKey, 'amend'),
    marketType,
    symbol,
    change: postOnly && !traits.amend?.keepsPostOnly ? { ...change, postOnly } : change,
    fingerprint: requestFingerprint({ marketType, symbol, exchangeOrderId: order.exchangeOrderId, ...change }),
    credentialVersion: session.keyVersion,
    keyId: session.keyId,
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt,
    ...arrivalOf(traits, sentAt, session.clock.offsetMs()),
    isAcknowledged: false,
    described: null,
    error: null,
    absentSince: null,
  };
}

async function prepareAmendment({ session, amended }: AmendmentCall, draft: AmendmentDraft): Promise<AmendmentRecord> {
  const { symbol, change } = draft;
  denyUnlessReducing(session.account.tradingState, amended, change);
  denyClosed(amended);
  denyLackingTerms(amended, change);
  await requireTradingKey(session);
  return {
    ...draft,
    prepared: await session.orders.prepareAmend(refOf(draft), symbol, change, exchangeDeadline(draft)),
  };
}

/** An end is for good. A description of an open order proves nothing now: the exchange decides. */
function denyClosed({ described }: AmendedOrder): void {
  if (described !== null && isOver(described.status)) throw alreadyClosed(described.status, 'amended');
}

/** An amendment can make an order larger or marketable: the trading state stops such an amendment as a new order. */
function denyUnlessReducing(state: TradingState, { session, entry }: AmendedOrder, change: OrderChange): void {
  if (state === 'ACTIVE') return;
  const isSmaller =
    entry !== null && new Decimal(change.quantity ?? entry.request.quantity).lte(entry.request.quantity);
  if (state === 'REDUCE_ONLY' && isSmaller && reduces(session.market, entry.request)) return;
  throw new OemsError(
    'TRADING_HALTED',
    `denied: the account is ${state}; cancel the order, or change the state with PUT /delegation/exchange-account/trading-state`,
  );
}

/** A halt waits for no amendment: a canceled order cannot be amended. The remaining trading states leave orders open, and the guard reads the state again. */
async function sendLocked(
  { session, isNamed, amended }: AmendmentCall,
  record: AmendmentRecord,
): Promise<AmendmentRecord> {
  const waitSeconds = await acquireAmendLock(session, record);
  if (waitSeconds !== null) return refusedRecord(record, { kind: 'notSent', error: lockHeld(waitSeconds) });
  return sendAmendment({ ...amended, isNamed }, record, (state) => denyUnlessReducing(state, amended, record.change));
}

function lockHeld(retryAfterSeconds: number): OemsError {
  const message = 'an earlier amendment of this order may still arrive and would undo this one; nothing was sent';
  return new OemsError('IN_PROGRESS', message, { retryAfterSeconds });
}

async function lookBeforeResubmit(
  session: Session,
  existing: AmendmentRecord,
): Promise<AmendmentRecord | 'absent' | null> {
  const observation = await findAmendment(session, existing);
  if (observation === null) return null;
  return observation.kind === 'shown'
    ? { ...existing, state: 'ACCEPTED', described: observation.order, error: null }
    : 'absent';
}
