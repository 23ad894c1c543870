import { sharedNow } from '../../aws/clock.ts';
import { reviewAfterMs } from '../../journal/absence.ts';
import { openStates } from '../../journal/entry.ts';
import { lookAgain } from '../../journal/resolve.ts';
import type { Session } from '../../session/open-session.ts';
import { overtimeMs } from '../arrival.ts';
import type { AmendmentRecord } from './amendment.ts';
import { type AmendLock, putAmendLock, readAmendment } from './amendment-store.ts';
import { amendmentReconciliation } from './reconcile-amendment.ts';

/**
 * Takes the lock of the order, without which no amendment is sent. An amendment that may still arrive must not be overtaken: the earlier
 * amendment would undo the later one. One conditional write decides. Null when the lock is taken; otherwise the seconds to wait.
 *
 * An acknowledged amendment gives up the lock at once. An exchange with nonces refuses a second copy of its bytes. An exchange without
 * nonces would execute the copy until the deadline, and only holding every order for that long would prevent the copy.
 */
export async function acquireAmendLock(session: Session, record: AmendmentRecord): Promise<number | null> {
  const holder = await putAmendLock(record, null);
  if (holder === null) return null;
  const wait = holder.amendmentId === record.amendmentId ? 0 : await waitFor(session, record, holder);
  if (wait > 0) return wait;
  return (await putAmendLock(record, holder)) === null ? null : 1;
}

/** Seconds for which the amendment ahead may still arrive. */
async function waitFor(session: Session, { ref }: AmendmentRecord, holder: AmendLock): Promise<number> {
  const found = await readAmendment(ref, holder.amendmentId);
  if (found === null) return 0;
  const ahead = openStates.includes(found.state) ? await journaledVerdict(session, found) : found;
  // Without a deadline no moment is safe: the order stays locked for as long as an open entry can last.
  const until = (ahead.arrivesUntil ?? ahead.sentAt + reviewAfterMs) + overtimeMs(ahead, session.clock.behindMs());
  const canArriveForMs = until - sharedNow();
  if (openStates.includes(ahead.state)) return secondsOf(Math.max(canArriveForMs, 5000));
  return ahead.state === 'ACCEPTED' && !ahead.isAcknowledged && canArriveForMs > 0 ? secondsOf(canArriveForMs) : 0;
}

/**
 * The verdict on an open amendment. A verdict that the table could not take does not count: a later look, after a further amendment, would
 * see a different verdict.
 */
async function journaledVerdict(session: Session, open: AmendmentRecord): Promise<AmendmentRecord> {
  await lookAgain(amendmentReconciliation, session, open);
  return (await readAmendment(open.ref, open.amendmentId)) ?? open;
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
