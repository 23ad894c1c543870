import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { auditPartition } from '../accounts/partitions.ts';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { log } from '../aws/log.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { errorText } from '../error-text.ts';
import { type AuditRecord, monthOf, nameOfRecord } from './audit-record.ts';

const secondsPerDay = 86_400;

/** Writes a record in place of what an earlier writer knew of the same call or entry. */
export async function putAudit(tenant: string, record: AuditRecord): Promise<void> {
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item: itemOf(tenant, record) }));
}

function itemOf(tenant: string, record: AuditRecord): Item {
  const expiresAt = Math.ceil(record.at / 1000) + env.auditRetentionDays * secondsPerDay;
  return marshall(
    { pk: auditPartition(tenant, monthOf(record.at)), sk: nameOfRecord(record), shape, expiresAt, ...record },
    { removeUndefinedValues: true },
  );
}

export function recordFrom(item: Item): AuditRecord {
  requireKnownShape(item);
  const { pk: _pk, sk: _sk, shape: _shape, expiresAt: _expiresAt, ...record } = unmarshall(item);
  return record as AuditRecord;
}

/** The longest wait for a record of a call that is done. */
const patienceMs = 2000;
const leastPatienceMs = 250;
/** Between the deadline of a call and the moment in which the caller stops waiting for an answer. */
const graceMs = 1000;

/** Within the time of the call: no caller loses an answer over a record. */
function patience(): AbortSignal {
  const left = (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) + graceMs - Date.now();
  return AbortSignal.timeout(Math.max(leastPatienceMs, Math.min(patienceMs, left)));
}

/** Says in the table that a call has begun. The end of the call, which may come first, stays. A failure is told by the write of the end. */
export async function keepBegin(tenant: string, record: AuditRecord): Promise<void> {
  try {
    const put = { TableName: env.table, Item: itemOf(tenant, record), ConditionExpression: 'attribute_not_exists(pk)' };
    await dynamodb().send(new PutItemCommand(put), { abortSignal: patience() });
  } catch {
    // The end is there already, or is told where it cannot be written either.
  }
}

/** Writes the end of a call or entry. What the table does not take goes to the log: the work is done, and the answer must not fail. */
export async function keepEnd(tenant: string, record: AuditRecord): Promise<void> {
  try {
    const put = new PutItemCommand({ TableName: env.table, Item: itemOf(tenant, record) });
    await dynamodb().send(put, { abortSignal: patience() });
  } catch (error) {
    logUnstored(tenant, record, error);
  }
}

function logUnstored(tenant: string, record: AuditRecord, error: unknown): void {
  const { accountId: account, subject, client, sourceIp, outcome, statusCode, code, thing } = record;
  const known = { account, subject, client, sourceIp, outcome, statusCode, code, ...thing };
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  const line = { level: 'ERROR', message: 'audit record not stored', tenant, error: errorText(error) } as const;
  log({ ...line, ...given, metrics: { UnstoredAudits: 1 } }, currentCall());
}
