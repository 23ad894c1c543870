import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { refFromPartition } from '../accounts/partitions.ts';
import { keepCarried } from '../audit/carried-records.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { readableItems } from '../aws/readable-items.ts';
import { requireKnownShape } from '../aws/stored-shape.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { Change } from '../outbox/change.ts';
import { changePrefixOf, changeShardOf, marshalled, revisionOf } from '../outbox/outbox.ts';
import type { EventTable, Source } from './event-table.ts';
import { nameOf } from './list-changes.ts';
import { fillSlot, lastSlot, readSlots } from './slot-store.ts';

/** The table for the sequencer of a tenant. */
export function eventTable(tenant: string): EventTable {
  return {
    waiting: (limit, but) => waiting(tenant, limit, but),
    lastSlot: () => lastSlot(tenant),
    idsIn: (slot) => idsIn(tenant, slot),
    fill: (slot, changes) => fillSlot(tenant, slot, changes.map(withoutAudit)),
    mark,
    clear: (source, listed) => clear(tenant, source, listed),
  };
}

async function waiting(tenant: string, limit: number, but: ReadonlySet<string>): Promise<readonly ItemKey[]> {
  const keys: ItemKey[] = [];
  const pages = queryPages({
    IndexName: 'changes',
    KeyConditionExpression: 'changeShard = :shard AND begins_with(changePlace, :tenant)',
    ExpressionAttributeValues: { ':shard': { S: changeShardOf(tenant) }, ':tenant': { S: changePrefixOf(tenant) } },
    Limit: limit + but.size,
  });
  for await (const items of pages) {
    keys.push(...items.map(keyOf).filter((key) => !but.has(nameOf(key))));
    if (keys.length >= limit) break;
  }
  return keys.slice(0, limit);
}

function keyOf({ pk, sk }: Item): ItemKey {
  return { pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } };
}

/** The first tenant of a shard with waiting changes, after another tenant or from the beginning; null where there is none. */
export async function nextTenant(shard: string, after: string | null): Promise<string | null> {
  const { Items: [first] = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'changes',
      KeyConditionExpression: 'changeShard = :shard AND changePlace > :after',
      // A `~` sorts behind every time of the tenant. An encoded name cannot begin with the name, a `#` and more.
      ExpressionAttributeValues: {
        ':shard': { S: shard },
        ':after': { S: after === null ? ' ' : `${changePrefixOf(after)}~` },
      },
      Limit: 1,
    }),
  );
  const [name] = (first?.changePlace?.S ?? '').split('#');
  return name === undefined || name === '' ? null : decodeURIComponent(name);
}

async function idsIn(tenant: string, slot: number): Promise<ReadonlySet<string> | null> {
  const [found] = await readSlots(tenant, slot, 1);
  return found?.slot === slot ? new Set(found.changes.map(({ id }) => id)) : null;
}

async function mark(key: ItemKey, slot: number, before: number | null): Promise<Source | null> {
  const isFree = before === null ? 'attribute_not_exists(listing)' : 'listing = :before';
  try {
    const { Attributes } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: key,
        UpdateExpression: 'SET listing = :slot ADD outboxRev :one',
        ConditionExpression: `attribute_exists(changes) AND ${isFree}`,
        ExpressionAttributeValues: {
          ':slot': { N: String(slot) },
          ':one': { N: '1' },
          ...(before === null ? {} : { ':before': { N: String(before) } }),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return sourceOf(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return sourceOf(error.Item);
  }
}

/** Null for an item without waiting changes, and without an item. An unreadable item is reported, and the readable items are listed. */
function sourceOf(item: Item | undefined): Source | null {
  if (item?.changes === undefined) return null;
  const [source = null] = readableItems([item], readSource, ({ pk }) => ({
    tenant: refFromPartition(pk?.S ?? '').tenant,
  }));
  return source;
}

function readSource(item: Item): Source {
  requireKnownShape(item);
  const { changes } = unmarshall({ changes: item.changes ?? { L: [] } }) as { readonly changes: readonly Change[] };
  // The SDK's repetition of a lost write may have added a change of an account twice.
  const once = [...new Map(changes.map((change) => [change.id, change])).values()];
  return { key: keyOf(item), changes: once, slot: Number(item.listing?.N ?? 0), revision: revisionOf(item) };
}

/** The author of a change is for administrators, and the list is for every reader. */
function withoutAudit({ audit: _audit, ...change }: Change): Change {
  return change;
}

/** The audit records of listed changes go to the trail first: with the change the record would be lost. Repeated with the item as it stands, until the mark is gone: a new change may come at any moment, and stays. */
async function clear(tenant: string, source: Source, listed: ReadonlySet<string>): Promise<void> {
  const leaving = source.changes.filter(({ id }) => listed.has(id));
  await keepCarried(tenant, leaving);
  for (let now: Source | null = source; now !== null && now.slot === source.slot; ) now = await clearOnce(now, listed);
}

/** Null after the write; otherwise the source as it stands. */
async function clearOnce(source: Source, listed: ReadonlySet<string>): Promise<Source | null> {
  const left = source.changes.filter(({ id }) => !listed.has(id));
  const isEmpty = left.length === 0;
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: source.key,
        UpdateExpression: isEmpty
          ? 'REMOVE changes, listing, changeShard, changePlace ADD outboxRev :one'
          : 'SET changes = :left REMOVE listing ADD outboxRev :one',
        ConditionExpression: 'listing = :slot AND outboxRev = :rev',
        ExpressionAttributeValues: {
          ':slot': { N: String(source.slot) },
          ':rev': { N: source.revision ?? '0' },
          ':one': { N: '1' },
          ...(isEmpty ? {} : { ':left': marshalled(left) }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return sourceOf(error.Item);
  }
}
