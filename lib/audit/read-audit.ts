import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { auditPartition } from '../accounts/partitions.ts';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import type { Item } from '../aws/table-item.ts';
import { invalidField } from '../errors.ts';
import { type AuditRecord, monthOf, timeText } from './audit-record.ts';
import { recordFrom } from './audit-store.ts';

/** Records of a tenant. Every field left out means all. */
export interface AuditQuery {
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
  readonly accountId?: string | undefined;
  readonly operation?: string | undefined;
  readonly subject?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A record with its name; the name is unique within the tenant. */
export interface NamedRecord {
  readonly id: string;
  readonly record: AuditRecord;
}

export interface AuditPage {
  readonly records: readonly NamedRecord[];
  /** Null where nothing older is left. A page may be short, or empty, and have a next one. */
  readonly next: string | null;
}

/** The most requests to the table in a call: a month without records costs a request. */
const mostRequests = 40;
const itemsPerRequest = 500;
const usualDays = 30;
const dayMs = 86_400_000;
/** Of the call's time, for the answer. */
const reserveMs = 1500;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** One page, newest first. Throws INVALID_REQUEST for a cursor outside of the range. */
export async function readAudit(tenant: string, query: AuditQuery): Promise<AuditPage> {
  const range = rangeOf(query);
  const records: NamedRecord[] = [];
  let before = query.cursor === undefined ? timeText(range.to) : nameIn(query.cursor, range);
  for (let requests = 0; timeOf(before) > range.from; requests += 1) {
    if (requests === mostRequests || isLate()) return { records, next: cursorOf(before) };
    const { items, next } = await readPart(tenant, query, range, before);
    for (const item of items) {
      if (records.length === query.limit) return { records, next: records.at(-1)?.id ?? null };
      records.push({ id: cursorOf(item.sk?.S ?? ''), record: recordFrom(item) });
    }
    before = next;
  }
  return { records, next: null };
}

/** Older records than any that is kept cost no request. */
function rangeOf({ from, to = sharedNow() + dayMs }: AuditQuery): Range {
  const oldest = sharedNow() - (env.auditRetentionDays + 1) * dayMs;
  return { from: Math.max(oldest, from ?? Math.min(to, sharedNow()) - usualDays * dayMs), to };
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

/** The records of a month before a name, as far as a request goes, and the name from which the next request goes on. */
async function readPart(
  tenant: string,
  query: AuditQuery,
  { from }: Range,
  before: string,
): Promise<{ readonly items: readonly Item[]; readonly next: string }> {
  // The last moment before the name: a name that is only a time stands before all records of that time.
  const month = monthOf(before.includes('#') ? timeOf(before) : timeOf(before) - 1);
  const pk = { S: auditPartition(tenant, month) };
  const { Items = [], LastEvaluatedKey } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
      ...filterOf(query, { ':pk': pk, ':from': { S: timeText(from) }, ':before': { S: before } }),
      ExclusiveStartKey: { pk, sk: { S: before } },
      ScanIndexForward: false,
      Limit: itemsPerRequest,
      ConsistentRead: true,
    }),
  );
  return { items: Items, next: LastEvaluatedKey?.sk?.S ?? timeText(Date.parse(`${month}-01`)) };
}

const filters = ['accountId', 'operation', 'subject'] as const;

function filterOf(query: AuditQuery, values: Item) {
  const asked = filters.filter((name) => query[name] !== undefined);
  if (asked.length === 0) return { ExpressionAttributeValues: values };
  return {
    FilterExpression: asked.map((name) => `#${name} = :${name}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(asked.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(asked.map((name) => [`:${name}`, { S: query[name] ?? '' }])),
    },
  };
}

/** Built into the caller's own partitions: a cursor cannot reach into another tenant's. */
function cursorOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function timeOf(name: string): number {
  return Number(name.slice(0, 15));
}

function nameIn(cursor: string, { from, to }: Range): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{15}(#.*)?$/s.test(name) && timeOf(name) >= from && timeOf(name) <= to) return name;
  throw invalidField('cursor', 'must be next_cursor of an answer to the same question');
}
