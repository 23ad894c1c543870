import { OemsError } from '../../errors.ts';
import type { TransferOutcome } from '../../exchanges/model/transfer.ts';
import { leftToPerson } from '../../journal/absence.ts';
import { admitsLook, storedErrorOf } from '../../journal/entry.ts';
import type { Call } from '../../journal/run-once.ts';
import { isTaken, refusedForTakenKey } from '../../nonce/taken-keys.ts';
import { findTransfer, type Look, lookForTransfer } from '../reconcile/find-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf, withPermission } from '../transfer-routes.ts';

/** A refusal, and a ledger entry of an unclear transfer: no later look can tell more. */
interface Undecided {
  readonly kind: 'undecided';
  readonly error: OemsError;
}
/** A refusal of a request whose copy may have been executed, without a successful look. */
interface Unseen {
  readonly kind: 'unseen';
  readonly error: OemsError;
}
type Attempt = TransferOutcome | Undecided | Unseen;
type NotExecuted = Extract<TransferOutcome, { readonly kind: 'notExecuted' }>;

/** Sends the journaled transfer and returns the entry with the exchange's answer. */
export async function sendTransfer(
  { session, isNamed }: Call<TransferSession>,
  record: TransferRecord,
): Promise<TransferRecord> {
  const outcome = await attemptTransfer(session, record, isNamed);
  if (outcome.kind === 'undecided') return openRecord(session, leftToPerson(record, 'SEVERAL'), outcome);
  if (outcome.kind === 'unseen') return openRecord(session, { ...record, state: 'UNKNOWN', isRefused: true }, outcome);
  if (outcome.kind !== 'accepted') return refusedRecord(session, record, outcome);
  const { exchangeTransferId, isBooked } = outcome;
  return { ...record, state: 'ACCEPTED', exchangeTransferId, isBooked };
}

/**
 * A refusal may be the answer to the second copy of our bytes, while the first copy moved the money, and nothing at the exchange tells a
 * second transfer from the first. Therefore no call sends a transfer twice: the ledger decides the meaning of a refusal.
 */
async function attemptTransfer(session: TransferSession, record: TransferRecord, isNamed: boolean): Promise<Attempt> {
  const outcome = await session.transfers.submit(walletsOf(record, session));
  if (outcome.kind === 'rejected')
    return isBelieved(session, outcome) ? outcome : unlessMoved(session, record, outcome);
  if (outcome.kind !== 'notExecuted') return outcome;
  if (outcome.reason === 'nonce') return afterRefusedNonce(session, record, outcome, isNamed);
  // A transfer without a client key is never repeated under a key: no later call would look.
  return isNamed || !admitsLook(outcome.error) ? outcome : unlessMoved(session, record, outcome);
}

/**
 * The exchange refuses each copy of the request alike: by the nonce, or because the key may not move the money. Both are judged before the execution.
 */
function isBelieved({ route }: TransferSession, { error }: { readonly error: OemsError }): boolean {
  return route.identity === 'nonce-barrier' || error.code === 'PERMISSION_DENIED' || error.code === 'KEY_REFUSED';
}

/**
 * A ledger that shows nothing yet proves nothing. The look has a higher nonce: if the exchange refuses that nonce as well, another program
 * is ahead of both, and the same name may try again after a look. A transfer without a name stays open: nobody else would look.
 */
async function afterRefusedNonce(
  session: TransferSession,
  record: TransferRecord,
  refusal: NotExecuted,
  isNamed: boolean,
): Promise<TransferOutcome> {
  const look = await lookAfterRefusal(session, record);
  if (look === 'refused too') return refusedToo(session, refusal, isNamed);
  if (look?.observation.kind === 'found') return movedAs(look.observation.exchangeTransferId);
  return { kind: 'unknown', error: refusal.error };
}

function refusedToo({ keyVersion }: TransferSession, refusal: NotExecuted, isNamed: boolean): TransferOutcome {
  const { error } = refusal;
  const told = isTaken(keyVersion) ? refusedForTakenKey(isNamed, error.details) : error;
  return isNamed ? { ...refusal, error: told } : { kind: 'unknown', error: told };
}

/**
 * Without nonces a duplicated request can succeed first and be rejected second, for want of the funds that the first copy moved. Where no
 * client id tells transfers apart, a ledger entry that no identical transfer could have made may be of the first copy, or of another program
 * of the customer. Told as moved, the refused transfer would be counted on; told as refused, it would be sent again: a person decides. Absence
 * can never be proven there, and most rejections are true.
 */
async function unlessMoved(
  session: TransferSession,
  record: TransferRecord,
  refusal: Extract<TransferOutcome, { readonly kind: 'rejected' | 'notExecuted' }>,
): Promise<Attempt> {
  const observation = (await lookForTransfer(session, { ...record, state: 'REJECTED' }))?.observation;
  if (observation?.kind === 'found') return movedAs(observation.exchangeTransferId);
  if (observation?.kind === 'several') return { kind: 'undecided', error: refusal.error };
  // A look that failed, that sees a part of the history, or that shows an entry of one of several transfers proves nothing: told as refused,
  // money that has moved would be sent again. Later looks decide.
  return observation?.kind === 'absent' ? refusal : { kind: 'unseen', error: refusal.error };
}

/** The entry of a transfer that has no verdict. */
function openRecord(
  session: TransferSession,
  record: TransferRecord,
  { error }: { readonly error: OemsError },
): TransferRecord {
  return { ...record, nonce: session.lastNonce(), lastError: storedErrorOf(error) };
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
    return openRecord(session, { ...record, state: 'UNKNOWN' }, outcome);
  const error = withPermission(outcome.error, record.request, session.route);
  const state = outcome.kind === 'rejected' ? 'REJECTED' : 'NOT_SENT';
  return { ...record, state, nonce: session.lastNonce(), error: storedErrorOf(error) };
}
