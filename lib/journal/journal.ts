import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { log } from '../aws/log.ts';
import { shardOf } from '../aws/pending-shards.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { Change } from '../outbox/change.ts';
import { outboxOf, outboxWith, revisionOf, unchangedSince } from '../outbox/outbox.ts';
import { callEndsAfterMs, type EntryAudit, type EntryState, type JournalEntry, openStates } from './entry.ts';
import { afterVerdict, audited } from './entry-audit.ts';
import { forgottenAt } from './journal-retention.ts';
import type { LookTimes } from './look-times.ts';

export type { ItemKey };

/** A kind of journal entries, and the place of each entry in the table. */
export interface Journal<R extends JournalEntry> {
  readonly name: 'orders' | 'amendments' | 'cancel-alls' | 'transfers';
  /** Partitions of the sparse index of open entries. */
  readonly shards: readonly string[];
  readonly keyOf: (record: R) => ItemKey;
  /** Attributes outside the record, for an index. */
  readonly attributesOf?: (record: R) => Readonly<Record<string, unknown>>;
  /** What the list of events tells of an entry that has just left its open state. The write of the verdict stores the change. */
  readonly changeOf?: (record: R) => Change | null;
  /** The facts in the audit record of an entry, without author and verdict. */
  readonly auditOf: (record: R) => EntryAudit;
  /** The request has a verdict, and the order or transfer may still change. Absent: a verdict is the end. */
  readonly isUnfinished?: (record: R) => boolean;
  /** How long after the request left an entry that is left to a person is looked at again. */
  readonly reviewedForMs: number;
}

/**
 * Writes IN_FLIGHT before the first byte leaves. Returns the entry that was there already, or null when the way is free. The SDK repeats a
 * write after a lost answer. The repeated write then fails on our own entry, and the attempt shows the owner.
 */
export async function beginEntry<R extends JournalEntry>(journal: Journal<R>, record: R): Promise<R | null> {
  const present = await put(sendingItem(journal, record), 'attribute_not_exists(pk)', {});
  const existing = present === null ? null : entryFrom<R>(present);
  return existing?.attempt === record.attempt ? null : existing;
}

/** Writes a new attempt over an entry that provably never left. Returns the present entry when another caller was first. */
export async function resubmitEntry<R extends JournalEntry>(
  journal: Journal<R>,
  record: R,
  previousAttempt: string,
): Promise<R | null> {
  const values = { ':notSent': { S: 'NOT_SENT' satisfies EntryState }, ':previous': { S: previousAttempt } };
  const condition = 'entryState = :notSent AND attempt = :previous';
  const existing = await putOver(sendingItem(journal, record), { record, condition, values, change: null });
  return existing?.attempt === record.attempt ? null : existing;
}

/**
 * Records a verdict, or the knowledge so far. The write succeeds over the state that the writer has seen (`before`), and for the same attempt
 * only: a late writer cannot undo a verdict, nor the findings of a second look for a person. Returns the journal's entry afterwards, with the
 * verdict of the first caller.
 */
export async function settleEntry<R extends JournalEntry>(
  journal: Journal<R>,
  record: R,
  times: LookTimes,
  before: EntryState = 'UNKNOWN',
): Promise<R> {
  const from = openStates.includes(before) ? openStates : [before];
  const states = Object.fromEntries(from.map((state, index) => [`:from${index}`, { S: state }]));
  const condition = `attempt = :attempt AND entryState IN (${Object.keys(states).join(', ')})`;
  const values = { ':attempt': { S: record.attempt }, ...states };
  const isNews = !openStates.includes(record.state) && record.state !== before;
  const change = isNews ? audited(journal, record, journal.changeOf?.(record) ?? null) : null;
  const present = await putOver(itemOf(journal, record, times), { record, condition, values, change });
  if (present === null && isNews) await afterVerdict(journal, record, change);
  return present ?? record;
}

/** The exchange's verdict stands even when the table cannot take the verdict now: the resolver will find the same. */
export async function settleOrSay<R extends JournalEntry>(
  journal: Journal<R>,
  record: R,
  times: LookTimes,
  before?: EntryState,
): Promise<R> {
  try {
    return await settleEntry(journal, record, times, before);
  } catch {
    const { tenant, accountId: account } = record.ref;
    const what = { message: 'verdict not journaled', journal: journal.name, tenant, account, outcome: record.state };
    log({ level: 'ERROR', ...what, metrics: { UnjournaledVerdicts: 1 } }, currentCall());
    return record;
  }
}

/** A look may still give the entry a verdict. */
export function isLookedAt<R extends JournalEntry>({ reviewedForMs }: Journal<R>, record: R, now: number): boolean {
  if (openStates.includes(record.state)) return true;
  return record.state === 'NEEDS_REVIEW' && now - record.sentAt < reviewedForMs;
}

export async function readEntry<R extends JournalEntry>(key: ItemKey): Promise<R | null> {
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key: key, ConsistentRead: true }));
  return Item === undefined ? null : entryFrom(Item);
}

/** Throws at an entry that a newer release has written. */
export function entryFrom<R extends JournalEntry>(item: Item): R {
  requireKnownShape(item);
  return unmarshall(item).record as R;
}

function sendingItem<R extends JournalEntry>(journal: Journal<R>, record: R): Item {
  return itemOf(journal, record, { lookAt: record.sentAt + callEndsAfterMs });
}

interface Overwriting<R> {
  readonly record: R;
  readonly condition: string;
  readonly values: Item;
  readonly change: Change | null;
}

/**
 * Writes over an entry, and keeps the changes that wait in the entry. The list may take waiting changes at any moment: then the write is made
 * again with what still waits. Null after a write; otherwise the entry that kept the condition from holding.
 */
async function putOver<R extends JournalEntry>(
  item: Item,
  { record, condition, values, change }: Overwriting<R>,
): Promise<R | null> {
  const { tenant } = record.ref;
  for (let waiting: Item = {}; ; ) {
    const same = unchangedSince(waiting);
    const whole = { ...item, ...outboxWith(tenant, waiting, change) };
    const present = await put(whole, `(${condition}) AND ${same.condition}`, { ...values, ...same.values });
    if (present === null) return null;
    if (revisionOf(present) === revisionOf(waiting)) return entryFrom<R>(present);
    waiting = outboxOf(present);
  }
}

/**
 * State and attempt stand outside the record as well: conditions read both. An undecided entry is due for the resolver after `pendingAfter`, and
 * for a reader after `leasedUntil`.
 */
function itemOf<R extends JournalEntry>(journal: Journal<R>, record: R, { lookAt, leasedUntil }: LookTimes): Item {
  const key = journal.keyOf(record);
  const attributes = {
    shape,
    entryState: record.state,
    attempt: record.attempt,
    ...journal.attributesOf?.(record),
    record,
    ...expiryOf(journal, record, lookAt),
    // Settled entries leave the sparse index.
    ...(isLookedAt(journal, record, lookAt)
      ? { pendingShard: shardOf(key, journal.shards), pendingAfter: lookAt, leasedUntil }
      : {}),
  };
  return { ...key, ...marshall(attributes, { removeUndefinedValues: true }) };
}

/** An entry with a possible look ahead, or with a resting order, is never forgotten. */
function expiryOf<R extends JournalEntry>(
  journal: Journal<R>,
  record: R,
  now: number,
): { readonly expiresAt?: number } {
  const expiresAt = forgottenAt();
  const goesOn = isLookedAt(journal, record, now) || journal.isUnfinished?.(record) === true;
  return expiresAt === null || goesOn ? {} : { expiresAt };
}

/** Null after a write; otherwise the item that kept the condition from holding. */
async function put(item: Item, condition: string, values: Item): Promise<Item | null> {
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: item,
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return null;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return error.Item;
    throw error;
  }
}
