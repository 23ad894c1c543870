import { sharedNow } from '../aws/clock.ts';
import type { JournalEntry } from './entry.ts';
import { beginEntry, type Journal, settleEntry } from './journal.ts';

/** How requests are found whose entries a restored table has lost. */
export interface LostRequests<S, R> {
  /** The earliest moment (epoch ms) at which such a request can have left; null: the journal has lost nothing. */
  readonly since: (session: S) => number | null;
  /**
   * The arrived request, `absent` after a complete look, or null when the look proves nothing. Throws where a different request has the
   * name.
   */
  readonly look: (session: S, record: R) => Promise<R | 'absent' | null>;
}

interface Losing<S, D, R extends JournalEntry> {
  readonly lost?: LostRequests<S, R>;
  readonly read: (draft: D) => Promise<R | null>;
  readonly reconciliation: { readonly journal: Journal<R> };
}

/**
 * The entry of an earlier call that a restored table has lost, found at the exchange and journaled anew. Null: the exchange shows no earlier call, or
 * the journal has the entry. A crash between the two writes leaves an open entry, and the resolver finds the request again.
 */
export async function lostEntry<S, D, R extends JournalEntry>(
  { lost, read, reconciliation: { journal } }: Losing<S, D, R>,
  session: S,
  draft: D,
  record: R,
): Promise<R | 'unclear' | null> {
  const from = lost?.since(session) ?? null;
  if (lost === undefined || from === null || (await read(draft)) !== null) return null;
  const arrived = await lost.look(session, { ...record, sentAt: from, state: 'UNKNOWN' });
  if (arrived === null) return 'unclear';
  if (arrived === 'absent') return null;
  const present = await beginEntry(journal, { ...arrived, state: 'UNKNOWN' });
  return present ?? settleEntry(journal, arrived, { lookAt: sharedNow() });
}
