import { OemsError } from '../../errors.ts';
import type { TransferOutcome } from '../../exchanges/model/transfer.ts';
import { storedErrorOf } from '../../journal/entry.ts';
import { findTransfer, type Look, lookForTransfer } from '../reconcile/find-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf, withPermission } from '../transfer-routes.ts';

/** Sends the journaled transfer and returns the entry with the exchange's answer. */
export async function sendTransfer(session: TransferSession, record: TransferRecord): Promise<TransferRecord> {
  const outcome = await attemptTransfer(session, record);
  if (outcome.kind !== 'accepted') return refusedRecord(session, record, outcome);
  const { exchangeTransferId, isBooked } = outcome;
  return { ...record, state: 'ACCEPTED', exchangeTransferId, isBooked };
}

/**
 * A refusal may be the answer to the second copy of our bytes, while the first copy moved the money, and nothing at the exchange tells a
 * second transfer from the first. So no call sends a transfer twice: the ledger decides what a refusal means.
 */
async function attemptTransfer(session: TransferSession, record: TransferRecord): Promise<TransferOutcome> {
  const outcome = await session.transfers.submit(walletsOf(record, session.route));
  if (outcome.kind === 'rejected')
    return session.route.identity === 'nonce-barrier' ? outcome : unlessMoved(session, record, outcome);
  return outcome.kind === 'notExecuted' && outcome.reason === 'nonce'
    ? afterRefusedNonce(session, record, outcome)
    : outcome;
}

/**
 * A ledger that shows nothing yet proves nothing. The look has a higher nonce: if the exchange refuses that nonce as well, another program
 * is ahead of both, and the same key may try again after a look.
 */
async function afterRefusedNonce(
  session: TransferSession,
  record: TransferRecord,
  refusal: Extract<TransferOutcome, { readonly kind: 'notExecuted' }>,
): Promise<TransferOutcome> {
  const look = await lookAfterRefusal(session, record);
  if (look === 'refused too') return refusal;
  if (look?.observation.kind === 'found') return movedAs(look.observation.exchangeTransferId);
  return { kind: 'unknown', error: refusal.error };
}

/**
 * Without nonces a duplicated request can succeed first and be rejected second, for want of the funds that the first copy moved. Only a
 * ledger entry that no identical open transfer could have made shows the first copy. Absence can never be proven here, and most rejections
 * are true. After a rate limit the look waits until the client repeats the call.
 */
async function unlessMoved(
  session: TransferSession,
  record: TransferRecord,
  rejection: Extract<TransferOutcome, { readonly kind: 'rejected' }>,
): Promise<TransferOutcome> {
  const observation = (await lookForTransfer(session, { ...record, state: 'REJECTED' }))?.observation;
  if (observation?.kind === 'found') return movedAs(observation.exchangeTransferId);
  const isUnderWay = session.route.identity === 'client-id' && observation?.kind === 'unclear';
  return isUnderWay ? { kind: 'unknown', error: rejection.error } : rejection;
}

function movedAs(exchangeTransferId: string): TransferOutcome {
  return { kind: 'accepted', exchangeTransferId, isBooked: true };
}

/** Null: a part of the look failed. */
async function lookAfterRefusal(
  session: TransferSession,
  record: TransferRecord,
): Promise<Look | 'refused too' | null> {
  try {
    return await findTransfer(session, record);
  } catch (error) {
    return error instanceof OemsError && error.code === 'NONCE_REJECTED' ? 'refused too' : null;
  }
}

/** The entry after an attempt that was not accepted. A rejection before execution is no verdict: the same key may try again. */
function refusedRecord(
  session: TransferSession,
  record: TransferRecord,
  outcome: Exclude<TransferOutcome, { readonly kind: 'accepted' }>,
): TransferRecord {
  // A taken id says that a transfer of ours may have arrived: the ledger decides.
  if (outcome.kind === 'unknown' || outcome.kind === 'idTaken')
    return { ...record, state: 'UNKNOWN', nonce: session.lastNonce() };
  const error = withPermission(outcome.error, record.request, session.route);
  const state = outcome.kind === 'rejected' ? 'REJECTED' : 'NOT_SENT';
  return { ...record, state, nonce: session.lastNonce(), error: storedErrorOf(error) };
}
