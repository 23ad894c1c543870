import { unmarshall } from '@aws-sdk/util-dynamodb';
import { refFromPartition } from '../accounts/partitions.ts';
import type { Item } from '../aws/table-item.ts';
import type { Change } from '../outbox/change.ts';
import type { AuditRecord } from './audit-record.ts';
import { putAudit } from './audit-store.ts';

/** The change with a record of its author. The write that stores the change stores the record too, without a further request. */
export function carrying(change: Change, record: AuditRecord): Change {
  return { ...change, audit: { ...record } };
}

/** Stores the records that changes carry. Writes follow each other in order: a later change of the same entry knows more. */
export async function keepCarried(tenant: string, changes: readonly Change[]): Promise<void> {
  for (const { audit } of changes) if (audit !== undefined) await putAudit(tenant, audit as unknown as AuditRecord);
}

/** Stores the records that wait in an item which is about to be deleted: the item holds the only record of its call. */
export async function keepAuditIn({ pk, changes }: Item): Promise<void> {
  if (changes === undefined) return;
  await keepCarried(refFromPartition(pk?.S ?? '').tenant, unmarshall({ changes }).changes as readonly Change[]);
}
