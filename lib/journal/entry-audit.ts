import type { AuditOutcome, AuditRecord } from '../audit/audit-record.ts';
import { keepEnd } from '../audit/audit-store.ts';
import { carrying } from '../audit/carried-records.ts';
import { type Author, currentCall } from '../aws/call-context.ts';
import type { Change } from '../outbox/change.ts';
import type { EntryAudit, EntryState, JournalEntry } from './entry.ts';

/** The part of a journal that an audit record needs. */
interface AuditedJournal<R> {
  readonly name: string;
  readonly auditOf: (record: R) => EntryAudit;
}

const outcomes: Record<EntryState, AuditOutcome> = {
  IN_FLIGHT: 'begun',
  UNKNOWN: 'pending',
  ACCEPTED: 'succeeded',
  REJECTED: 'refused',
  NOT_SENT: 'failed',
  NEVER_ARRIVED: 'failed',
  NEEDS_REVIEW: 'pending',
};

/** The verdict's change carries the audit record: an order has its author and its outcome in the same write. */
export function audited<R extends JournalEntry>(
  journal: AuditedJournal<R>,
  record: R,
  change: Change | null,
): Change | null {
  if (change === null || record.author === undefined) return change;
  return carrying(change, recordOf(journal, record, record.author));
}

/**
 * A verdict without a change is told by the call that asked, at its end. Where another call or the job has found the verdict, the record is
 * written here.
 */
export async function afterVerdict<R extends JournalEntry>(
  journal: AuditedJournal<R>,
  record: R,
  change: Change | null,
): Promise<void> {
  const { author, ref } = record;
  if (author === undefined) return;
  const call = currentCall();
  const isOwn = call?.author?.requestId === author.requestId;
  if (change !== null && isOwn) call?.carriers.add(`${journal.name}:${journal.auditOf(record).id}`);
  if (change === null && !isOwn) await keepEnd(ref.tenant, recordOf(journal, record, author));
}

function recordOf<R extends JournalEntry>(journal: AuditedJournal<R>, record: R, author: Author): AuditRecord {
  const { id, thing, terms, code } = journal.auditOf(record);
  return {
    ...author,
    entry: `${journal.name}:${id}`,
    accountId: record.ref.accountId,
    thing: withoutNulls(thing),
    terms: Object.fromEntries(Object.entries(withoutNulls(terms)).map(([name, value]) => [name, String(value)])),
    outcome: outcomes[record.state],
    statusCode: null,
    code,
  };
}

function withoutNulls<T extends object>(values: T): { readonly [name in keyof T]?: NonNullable<T[name]> } {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as { readonly [name in keyof T]?: NonNullable<T[name]> };
}
