import { sharedNow } from '../../aws/clock.ts';
import { openStates } from '../../journal/entry.ts';
import { lookAgain } from '../../journal/resolve.ts';
import type { Session } from '../../session/open-session.ts';
import { deadlineMarginMs } from '../reconcile-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { type AmendLock, putAmendLock, readAmendment } from './amendment-store.ts';
import { amendmentsResolving } from './resolve-amendments.ts';

/**
 * Takes the order's turn, without which no amendment is sent: an amendment that may still arrive must not be overtaken, because it would
 * undo the one that overtook it. One conditional write decides. Null when the turn is taken; else the seconds after which to ask again.
 *
 * What the exchange has acknowledged makes way at once. Kraken Spot refuses a second copy of those bytes by its nonce; Kraken Futures,
 * which takes requests without nonces, would execute it until its deadline, and nothing but holding every order for that long keeps it out.
 */
export async function acquireAmendLock(session: Session, record: AmendmentRecord): Promise<number | null> {
  const holder = await putAmendLock(record, null);
  if (holder === null) return null;
  const wait = holder.amendmentId === record.amendmentId ? 0 : await waitFor(session, record, holder);
  if (wait > 0) return wait;
  return (await putAmendLock(record, holder)) === null ? null : 1;
}

/** Milliseconds for which the one ahead may still arrive; seconds as a client is told to wait. */
async function waitFor(session: Session, { ref }: AmendmentRecord, holder: AmendLock): Promise<number> {
  const found = await readAmendment(ref, holder.amendmentId);
  if (found === null) return 0;
  const ahead = openStates.includes(found.state) ? await journaledVerdict(session, found) : found;
  const canArriveForMs = ahead.notAfter + deadlineMarginMs - sharedNow();
  if (openStates.includes(ahead.state)) return secondsOf(Math.max(canArriveForMs, 5000));
  return ahead.state === 'ACCEPTED' && !ahead.isAcknowledged && canArriveForMs > 0 ? secondsOf(canArriveForMs) : 0;
}

/**
 * Of one whose fate is open. A verdict that the table could not take does not count: looked for again, behind the amendment that takes the
 * turn now, it would be another one.
 */
async function journaledVerdict(session: Session, open: AmendmentRecord): Promise<AmendmentRecord> {
  await lookAgain(amendmentsResolving, session, open);
  return (await readAmendment(open.ref, open.amendmentId)) ?? open;
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
