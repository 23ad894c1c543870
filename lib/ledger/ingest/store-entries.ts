import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { type Ledger, putRow, storedDigests } from '../store/ledger-store.ts';

/** More unknown rows than this are looked up in the table before they are written: one read costs less than as many refused writes. */
const fewRows = 5;
/** Of one product of one account; a batch of ten accounts shares the container's 50 sockets. */
const writesAtOnce = 4;

export interface StoreTerms {
  /** Digests by id of rows that are in the ledger for certain. */
  readonly recent: Readonly<Record<string, string>>;
  /** Whether the ledger may hold some of them already. */
  readonly mayBeStored: boolean;
}

/** Stores what is new of these rows; the ids of those that are there with other content. */
export async function storeEntries(ledger: Ledger, rows: readonly LedgerEntry[], terms: StoreTerms): Promise<string[]> {
  const unknown = rows.filter(({ id, digest }) => terms.recent[id] !== digest);
  const stored: ReadonlyMap<string, string> =
    terms.mayBeStored && unknown.length > fewRows ? await digestsAround(ledger, unknown) : new Map();
  // Under another time it would be stored beside what it contradicts.
  const known = (id: string): string | undefined => stored.get(id) ?? terms.recent[id];
  const conflicts = unknown.filter(({ id, digest }) => (known(id) ?? digest) !== digest).map(({ id }) => id);
  const wanted = unknown.filter(({ id }) => known(id) === undefined);
  for (let start = 0; start < wanted.length; start += writesAtOnce) {
    const batch = wanted.slice(start, start + writesAtOnce);
    // Each to its end: a failed write must not leave others under way.
    const ends = await Promise.allSettled(batch.map((row) => putRow(ledger, row)));
    for (const [index, end] of ends.entries()) {
      if (end.status === 'rejected') throw end.reason;
      if (end.value === 'conflict') conflicts.push(batch[index]?.id ?? '');
    }
  }
  if (conflicts.length > 0) report(ledger, conflicts.length);
  return conflicts;
}

function digestsAround(ledger: Ledger, rows: readonly LedgerEntry[]): Promise<Map<string, string>> {
  const times = rows.map(({ time }) => time);
  const [from, to] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [
    Number.POSITIVE_INFINITY,
    0,
  ] as [number, number]);
  return storedDigests(ledger, { from, to: to + 1 }, rows[0]?.owner ?? null);
}

/** The exchange has changed its books: an alarm, because what was reported from them was something else. */
function report({ ref }: Ledger, count: number): void {
  log(
    { level: 'ERROR', message: 'ledger conflict', tenant: ref.tenant, account: ref.accountId, attempts: count },
    currentCall(),
  );
}
