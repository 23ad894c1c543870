import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { putEntry, storedDigests } from '../store/ledger-store.ts';
import { positionClosed } from './position-closed.ts';

/** Above this number of unknown entries one read of the table costs less than the writes that the table would refuse. */
const fewEntries = 5;
/** Per stream of one account: ten accounts share the container's 50 sockets. */
const writesAtOnce = 4;

export interface StoreTerms {
  /** Digests by id of entries that are certainly stored. */
  readonly recentDigests: Readonly<Record<string, string>>;
  /** Whether the ledger may hold some of the entries already. */
  readonly mayBeStored: boolean;
  /** Positions that were closed before this time (epoch ms) are no events. Left out: no position is. */
  readonly newsSince?: number;
}

/** Stores the new entries. Returns the ids of entries that are stored with other content. */
export async function storeEntries(
  ledger: LedgerName,
  entries: readonly LedgerEntry[],
  terms: StoreTerms,
): Promise<string[]> {
  const unknown = entries.filter(({ id, digest }) => terms.recentDigests[id] !== digest);
  const stored: ReadonlyMap<string, string> =
    terms.mayBeStored && unknown.length > fewEntries ? await digestsAround(ledger, unknown) : new Map();
  // With a changed time an entry would be stored beside the stored version, unnoticed.
  const known = (id: string): string | undefined => stored.get(id) ?? terms.recentDigests[id];
  const conflicts = unknown.filter(({ id, digest }) => (known(id) ?? digest) !== digest).map(({ id }) => id);
  const wanted = unknown.filter(({ id }) => known(id) === undefined);
  for (let start = 0; start < wanted.length; start += writesAtOnce) {
    const batch = wanted.slice(start, start + writesAtOnce);
    // Every write ends before an error is thrown: no write may still be under way then.
    const ends = await Promise.allSettled(
      batch.map((entry) =>
        putEntry(ledger, entry, positionClosed(ledger, entry, terms.newsSince ?? Number.POSITIVE_INFINITY)),
      ),
    );
    for (const [index, end] of ends.entries()) {
      if (end.status === 'rejected') throw end.reason;
      if (end.value === 'conflict') conflicts.push(batch[index]?.id ?? '');
    }
  }
  if (conflicts.length > 0) report(ledger, conflicts.length);
  return conflicts;
}

function digestsAround(ledger: LedgerName, entries: readonly LedgerEntry[]): Promise<Map<string, string>> {
  const times = entries.map(({ time }) => time).toSorted((a, b) => a - b);
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  return storedDigests(ledger, { from, to: to + 1 }, entries[0]?.owner ?? null);
}

/** An alarm: the exchange has changed the ledger, so earlier reports no longer match. */
function report({ ref }: LedgerName, count: number): void {
  const { tenant, accountId: account } = ref;
  const what = { message: 'ledger conflict', tenant, account, attempts: count, metrics: { LedgerConflicts: 1 } };
  log({ level: 'ERROR', ...what }, currentCall());
}
