import { randomUUID } from 'node:crypto';
import { Decimal } from 'decimal.js';
import type { TradingState } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import { deadlineMs, traitsOf } from '../../exchanges/definition.ts';
import type { OrderChange } from '../../exchanges/model/order.ts';
import { awaitVerdict } from '../../journal/await-verdict.ts';
import { deriveRequestId, requestFingerprint } from '../../journal/request-id.ts';
import { concludeEntry, lookAgain } from '../../journal/resolve.ts';
import { cannotResubmit } from '../../journal/resubmit.ts';
import type { OrderRecord } from '../order.ts';
import { isSameKey } from '../reconcile-order.ts';
import { deniedMeanwhile } from '../trading-state.ts';
import { acquireAmendLock } from './amend-lock.ts';
import { type AmendedOrder, keepDescription, openAmended, orderAfter } from './amended-order.ts';
import { type Amendment, type AmendmentIntent, type AmendmentRecord, refOf } from './amendment.ts';
import { beginAmendment, readAmendment, resubmitAmendment } from './amendment-store.ts';
import { findAmendment } from './find-amendment.ts';
import { amendmentsResolving } from './resolve-amendments.ts';
import { recordOf, sendAmendment } from './send-amendment.ts';

/**
 * Changes one open order in place, once, whatever fails. The order of the writes is the safety: the journal says IN_FLIGHT, then the
 * order's
 * turn is taken, then the first byte leaves. A crash before the turn has sent nothing and after it leaves a line the resolver settles, and
 * until then nobody takes the turn.
 */
export async function amendOrder(intent: AmendmentIntent): Promise<Amendment> {
  const amended = await openAmended(intent);
  const unprepared = newRecord(intent, amended);
  let record: AmendmentRecord;
  try {
    denyUnlessReducing(amended.session.account.tradingState, amended.line, unprepared.change);
    record = await prepared(amended, unprepared);
  } catch (denied) {
    return replayOrThrow(intent, amended, unprepared, denied);
  }
  const existing = await beginAmendment(record);
  return existing === null ? told(amended, await send(amended, record), false) : replay(amended, record, existing);
}

async function told(amended: AmendedOrder, record: AmendmentRecord, replayed: boolean): Promise<Amendment> {
  if (!replayed) await keepDescription(amended, record);
  return { record, replayed, order: orderAfter(amended, record) };
}

type Unprepared = Omit<AmendmentRecord, 'prepared'>;

async function prepared({ session }: AmendedOrder, record: Unprepared): Promise<AmendmentRecord> {
  const { symbol, change, notAfter } = record;
  return { ...record, prepared: await session.orders.prepareAmend(refOf(record), symbol, change, notAfter) };
}

function newRecord(intent: AmendmentIntent, { session, line, postOnly, ...order }: AmendedOrder): Unprepared {
  const { ref, change } = intent;
  const marketType = line?.marketType ?? intent.marketType;
  const symbol = line?.request.symbol ?? intent.symbol;
  const sentAt = sharedNow();
  return {
    ...order,
    ref,
    amendmentId: amendmentIdFor(intent),
    marketType,
    symbol,
    change: postOnly ? { ...change, postOnly } : change,
    fingerprint: requestFingerprint({ marketType, symbol, exchangeOrderId: order.exchangeOrderId, ...change }),
    credentialVersion: session.keyVersion,
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt,
    notAfter: sentAt + deadlineMs(traitsOf(session.market, order.store)),
    isAcknowledged: false,
    described: null,
    error: null,
    absentSince: null,
  };
}

/** Without a key of the client's each call is a wish of its own. */
function amendmentIdFor({ ref, idempotencyKey }: AmendmentIntent): string {
  return idempotencyKey === undefined
    ? randomUUID().replaceAll('-', '')
    : deriveRequestId('v1', 'amend', ref.tenant, ref.accountId, idempotencyKey);
}

/** An amendment can make an order larger or marketable: what stops new orders stops it too. */
function denyUnlessReducing(state: TradingState, line: OrderRecord | null, change: OrderChange): void {
  if (state === 'ACTIVE') return;
  const { quantity } = line?.request ?? {};
  const isSmaller = quantity !== undefined && new Decimal(change.quantity ?? quantity).lte(quantity);
  const reduces = line?.marketType === 'swap' ? line.request.reduceOnly : line?.request.side === 'sell';
  if (state === 'REDUCE_ONLY' && isSmaller && reduces) return;
  throw new OemsError(
    'ORDER_REJECTED',
    `denied: the account is ${state}; cancel the order, or change the state with PUT /delegation/exchange-account/trading-state`,
  );
}

/** A replay tells what became of the amendment even when a new one like it would be denied by now. */
async function replayOrThrow(
  { ref, idempotencyKey }: AmendmentIntent,
  amended: AmendedOrder,
  record: Unprepared,
  denied: unknown,
): Promise<Amendment> {
  if (idempotencyKey === undefined) throw denied;
  const existing = await readAmendment(ref, record.amendmentId);
  if (existing === null || existing.fingerprint !== record.fingerprint || existing.state === 'NOT_SENT') throw denied;
  return told(amended, existing, true);
}

/** Somebody has used this key before: tell what became of it, or wait for whoever is at it. */
async function replay(amended: AmendedOrder, record: AmendmentRecord, existing: AmendmentRecord): Promise<Amendment> {
  if (existing.fingerprint !== record.fingerprint) {
    const message = 'this Idempotency-Key was used for another amendment; use a new one for a new amendment';
    throw new OemsError('IDEMPOTENCY_CONFLICT', message);
  }
  if (existing.state === 'NOT_SENT') return resubmit(amended, record, existing);
  const { ref, amendmentId } = existing;
  const verdict =
    existing.state === 'IN_FLIGHT'
      ? await awaitVerdict('the amendment', existing, () => readAmendment(ref, amendmentId))
      : existing;
  return told(amended, await lookAgain(amendmentsResolving, amended.session, verdict), true);
}

/** That no copy was executed is known of the copies we saw answered; a network layer may have delivered another one. So look first. */
async function resubmit(amended: AmendedOrder, record: AmendmentRecord, existing: AmendmentRecord): Promise<Amendment> {
  const observation = await findAmendment(amended.session, existing);
  if (observation === null) throw cannotResubmit('amendment', isSameKey(amended.session, existing));
  const arrived: AmendmentRecord | null =
    observation.kind === 'shown' ? { ...existing, state: 'ACCEPTED', described: observation.order, error: null } : null;
  const taken = await resubmitAmendment(arrived ?? record, existing.attempt);
  if (taken !== null) return replay(amended, record, taken);
  return arrived === null ? told(amended, await send(amended, record), false) : told(amended, arrived, true);
}

/** From here on every end is written down; an error on the way leaves the amendment open, never forgotten. */
async function send(amended: AmendedOrder, record: AmendmentRecord): Promise<AmendmentRecord> {
  const after = await attempt(amended, record);
  log({ level: 'INFO', message: 'amendment', account: record.ref.accountId, outcome: after.state }, currentCall());
  return concludeEntry(amendmentsResolving, amended.session, after);
}

/** A halt waits for no amendment: what it has canceled cannot be amended. But the other states leave orders open. */
async function attempt({ session, line }: AmendedOrder, record: AmendmentRecord): Promise<AmendmentRecord> {
  const waitSeconds = await acquireAmendLock(session, record);
  const denied = () => deniedMeanwhile(session.account, (state) => denyUnlessReducing(state, line, record.change));
  return waitSeconds === null ? await sendAmendment(session, record, denied) : lockHeld(record, waitSeconds);
}

function lockHeld(record: AmendmentRecord, retryAfterSeconds: number): AmendmentRecord {
  const message = 'an earlier amendment of this order may still arrive and would undo this one; nothing was sent';
  const error = new OemsError('IN_PROGRESS', message, { retryAfterSeconds });
  return recordOf(record, { kind: 'notSent', error });
}
