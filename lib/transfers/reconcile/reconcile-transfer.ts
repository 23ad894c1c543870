import { sharedNow } from '../../aws/clock.ts';
import type { TransferRoute } from '../../exchanges/definition.ts';
import { afterAbsence, afterFailedLook, afterVainLook, isContradicted, leftToPerson } from '../../journal/absence.ts';
import { isSameKey, isUndecided, type KeyHolder, mayHaveCopies } from '../../journal/entry.ts';
import type { Reconciliation } from '../../journal/resolve.ts';
import { resolveDueEntries } from '../../journal/resolve-due.ts';
import { scaleOf, windowFor } from '../../nonce/nonce-scale.ts';
import type { TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession } from '../transfer-routes.ts';
import { transferJournal } from '../transfer-store.ts';
import { type Look, lookForTransfer, type NonceBarrier } from './find-transfer.ts';

export const transferReconciliation: Reconciliation<TransferRecord, TransferSession> = {
  journal: transferJournal,
  open: ({ ref, request }) => openTransferSession(ref, request),
  look: async (session, record) => {
    const look = await lookForTransfer(session, record);
    return refusalStands(session, record, look) ? refusedForGood(record) : afterLook(record, look, sharedNow());
  },
  withoutLook: (record, now) => afterLook(record, null, now),
  nextLookAt,
};

/** The job: settles every due open transfer. */
export function resolveDueTransfers(): Promise<void> {
  return resolveDueEntries(transferReconciliation);
}

/**
 * The entry of an undecided transfer after a look that ended at `now`; null: the look failed, and proves nothing. Absence counts only when the transfer can no longer arrive, and only
 * the second time. A transfer has no deadline: a nonce barrier keeps a lost request out, or the age of the timestamp in its signature where the
 * exchange takes a client id. Everywhere else a transfer is never proven absent: a look finds the transfer, or a person must decide.
 */
export function afterLook(record: TransferRecord, look: Look | null, now: number): TransferRecord {
  if (!isUndecided(record)) return record;
  if (look === null) return afterFailedLook(record, now, null);
  const { observation, barrier, startedAt } = look;
  if (observation.kind === 'found') return foundRecord(record, observation.exchangeTransferId);
  if (observation.kind === 'absent' && !isContradicted(record) && canNoLongerArrive(record, look))
    return afterAbsence(record, startedAt, now, lookGapMs);
  const bounded = { ...record, nonce: record.nonce ?? upperBound(record, barrier) };
  if (observation.kind === 'several') return leftToPerson(bounded, 'SEVERAL');
  return afterVainLook(bounded, now, look.isBlind === true ? 'OTHER_KEY' : 'NOT_SHOWN');
}

/**
 * The counter only rises: a call that died before storing a nonce took the nonce before this look took the look's nonce. The counter of a
 * different key says nothing.
 */
function upperBound(record: TransferRecord, barrier: NonceBarrier | null): string | null {
  return barrier !== null && isSameKey(barrier.key, record) ? barrier.nonce : null;
}

/** The entry of a transfer that the exchange's ledger shows. */
export function foundRecord(record: TransferRecord, exchangeTransferId: string): TransferRecord {
  return { ...record, state: 'ACCEPTED', exchangeTransferId, isBooked: true, error: null };
}

/**
 * Between the two looks that prove absence. A ledger alone shows a transfer, and no exchange promises how soon: a transfer that arrived
 * just before the first look has this long to show.
 */
const lookGapMs = 12_000;

/** The owner can widen a window at any time, and we advise up to this width: no key is taken to have a narrower window. */
const leastWindowMs = 10_000;
function canNoLongerArrive(record: TransferRecord, { barrier, refusedFrom, startedAt }: Look): boolean {
  if (refusedFrom !== null) return startedAt >= refusedFrom;
  if (barrier === null || record.nonce === null || !isSameKey(barrier.key, record)) return false;
  // A window that the exchange does not tell may be of any width.
  if (barrier.window === null) return false;
  const least = BigInt(windowFor(scaleOf(barrier.nonce), leastWindowMs));
  const reported = BigInt(barrier.window);
  return BigInt(barrier.nonce) > BigInt(record.nonce) + (reported > least ? reported : least);
}

/** How long after a refusal a copy of the request may still arrive and show. */
const copiesSettleMs = 30_000;

/**
 * The look that failed after the refusal has been made. Where no proof of absence exists, a complete look that shows nothing decides, as the look
 * within the call does; the look comes when a copy of the request has had its time to show. A person may have the entry by then. An entry of the
 * ledger that nobody can place is not undone by a look that does not see the entry.
 */
export function refusalStands(session: Signer, record: TransferRecord, look: Look | null): boolean {
  if (record.isRefused !== true || !isUndecided(record) || session.route.identity !== 'none') return false;
  if (isContradicted(record)) return false;
  return look?.observation.kind === 'absent' && provesNoCopy(session, record, look);
}

export function refusedForGood(record: TransferRecord): TransferRecord {
  return { ...record, state: 'REJECTED', error: record.lastError ?? null };
}

/** Time, or the nonces of the key, will keep every copy of the request out, and have not done so yet. An unknown nonce bars nothing. */
export function copyMayArrive(record: TransferRecord, look: Look): boolean {
  if (isUnsettled(record, look.startedAt)) return true;
  const { barrier, refusedFrom } = look;
  const isBarred = barrier?.window != null && isSameKey(barrier.key, record);
  return (refusedFrom !== null || isBarred) && !canNoLongerArrive(record, look);
}

/** A copy of a request that left a moment ago may be under way, whatever a look shows. */
export function isUnsettled({ sentAt }: TransferRecord, now: number): boolean {
  return now - sentAt < copiesSettleMs;
}

/** The look shows nothing, and no copy can arrive any more, as far as the route has a proof of that. */
export function provesNotMoved(session: Signer, record: TransferRecord, look: Look): boolean {
  if (look.observation.kind !== 'absent' || isContradicted(record) || !isSameKey(session, record)) return false;
  return session.route.identity === 'none' ? !isUnsettled(record, look.startedAt) : canNoLongerArrive(record, look);
}

type Signer = KeyHolder & { readonly route: Pick<TransferRoute, 'identity'> };

/** A look counts as absence before the same transfer is sent again: no copy of the refused request can arrive or turn up any more. */
export function provesNoCopy(session: Signer, record: TransferRecord, look: Look): boolean {
  if (!isSameKey(session, record)) return false;
  if (!mayHaveCopies(record)) return true;
  if (isUnsettled(record, look.startedAt)) return false;
  return session.route.identity !== 'nonce-barrier' || canNoLongerArrive(record, look);
}

/** How long a client waits for a verdict. Later looks are the job's, once a minute. */
const waitedForMs = 30_000;
/** Shorter than the job's period: the job looks in every run. */
const jobGapMs = 45_000;
/** Rounds worth a client's time where absence cannot be proven. */
const hopefulRounds = 3;

/** The time of the next look. Each look uses up some of the key's rate limit. */
export function nextLookAt(record: TransferRecord, now: number, round: number): number {
  const second = (record.absentSince ?? 0) + lookGapMs;
  if (second > now) return second;
  if (now - record.sentAt > waitedForMs) return now + jobGapMs;
  if (record.nonce === null && round >= hopefulRounds) return now + jobGapMs;
  return now + Math.min(1000 * 2 ** round, 4000);
}
