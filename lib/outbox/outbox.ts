import { createHash, randomUUID } from 'node:crypto';
import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../aws/table-item.ts';
import type { Change } from './change.ts';

/**
 * The transactional outbox: the changes of an item stand in the item itself, written by the very write that made them, until they are listed.
 * No crash can part a change from its event, and the path of an order needs no further request.
 *
 * `changes`: the changes that are not listed yet, oldest first. `listing`: the slot of the list that shall take them (lib/events).
 * `outboxRev`: rises with every write of these attributes, and stays. `changeShard`, `changePlace`: the keys of the sparse index `changes`.
 */
const attributes = ['changes', 'listing', 'outboxRev', 'changeShard', 'changePlace'] as const;

const shardCount = 4;
/** The partitions of the index `changes`: the changes of a tenant stand in one. */
export const changeShards: readonly string[] = Array.from({ length: shardCount }, (_, index) => `CHANGES#${index}`);

export function changeShardOf(tenant: string): string {
  const shard = createHash('sha256').update(tenant).digest().readUInt32BE(0) % shardCount;
  return changeShards[shard] ?? '';
}

/** The beginning of the tenant's sort keys. An encoded name holds no `#`, so no tenant's keys begin with the name of a second tenant. */
export function changePrefixOf(tenant: string): string {
  return `${encodeURIComponent(tenant)}#`;
}

/** A change of this moment. */
export function newChange(terms: Omit<Change, 'id'>): Change {
  return { id: randomUUID(), ...terms };
}

/** A time as text that sorts as the number does. */
function timeText(ms: number): string {
  return String(ms).padStart(15, '0');
}

function indexKeys(tenant: string, { at }: Change): { readonly changeShard: string; readonly changePlace: string } {
  return { changeShard: changeShardOf(tenant), changePlace: `${changePrefixOf(tenant)}${timeText(at)}` };
}

/** The outbox of an item that is written as a whole: what waits in the item already, and the new change. */
export function outboxWith(tenant: string, waiting: Item, change: Change | null): Item {
  if (change === null) return waiting;
  const { changes, outboxRev } = waiting;
  const keys = waiting.changeShard === undefined ? marshall(indexKeys(tenant, change)) : {};
  return {
    ...waiting,
    ...keys,
    changes: { L: [...(changes?.L ?? []), ...(marshalled([change]).L ?? [])] },
    outboxRev: { N: String(Number(outboxRev?.N ?? 0) + 1) },
  };
}

/** The attributes of the outbox alone. */
export function outboxOf(item: Item): Item {
  return Object.fromEntries(
    attributes.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]] as const])),
  );
}

export function revisionOf(item: Item): string | undefined {
  return item.outboxRev?.N;
}

/** The part of a condition that lets a whole item be written: since `waiting` was read, nothing of the outbox has changed. */
export function unchangedSince(waiting: Item): { readonly condition: string; readonly values: Item } {
  const rev = revisionOf(waiting);
  return rev === undefined
    ? { condition: 'attribute_not_exists(outboxRev)', values: {} }
    : { condition: 'outboxRev = :outboxRev', values: { ':outboxRev': { N: rev } } };
}

/** The parts of an update that adds a change to an item. Empty without a change. */
export interface Appending {
  /** Assignments for SET, each with a comma before it. */
  readonly set: string;
  /** A clause of its own. */
  readonly add: string;
  readonly values: Item;
}

export function appending(tenant: string, change: Change | null): Appending {
  if (change === null) return { set: '', add: '', values: {} };
  const { changeShard, changePlace } = indexKeys(tenant, change);
  return {
    set:
      ', changes = list_append(if_not_exists(changes, :noChanges), :newChanges)' +
      ', changeShard = :changeShard, changePlace = if_not_exists(changePlace, :changePlace)',
    add: ' ADD outboxRev :oneMore',
    values: {
      ':noChanges': { L: [] },
      ':newChanges': marshalled([change]),
      ':changeShard': { S: changeShard },
      ':changePlace': { S: changePlace },
      ':oneMore': { N: '1' },
    },
  };
}

export function marshalled(changes: readonly Change[]): { readonly L: NonNullable<Item[string]['L']> } {
  const value: NativeAttributeValue = changes;
  return { L: marshall({ value }, { removeUndefinedValues: true }).value?.L ?? [] };
}
