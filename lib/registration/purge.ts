import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Account, AccountRef, Registration } from '../accounts/account.ts';
import { accountNotFound, keepEventsPurged, readAccount } from '../accounts/account-store.ts';
import { ledgerPartition, orderPartition, transferPartition } from '../accounts/partitions.ts';
import { keepAuditIn } from '../audit/carried-records.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import { purgeEvents } from '../events/purge-events.ts';
import type { EntryState } from '../journal/entry.ts';
import { outcomeOpen } from './outcome-open.ts';

function journalsOf(ref: AccountRef): readonly string[] {
  return [orderPartition(ref), transferPartition(ref)];
}

/**
 * An entry is in the sparse index while looks go on. An entry that is left to a person goes with the history all the same, and so does an
 * acknowledged transfer that waits for its booking.
 */
const settled = '(attribute_not_exists(pendingShard) OR entryState = :review OR begins_with(pendingShard, :bookings))';
const open = 'attribute_exists(pendingShard) AND entryState <> :review AND NOT begins_with(pendingShard, :bookings)';
const review = { ':review': { S: 'NEEDS_REVIEW' satisfies EntryState }, ':bookings': { S: 'BOOKINGS#' } };

/** Throws IN_PROGRESS while the outcome of a request is open: the journal entry alone keeps the request from being sent again. */
export async function refuseWhileOpen(ref: AccountRef): Promise<void> {
  for (const pk of journalsOf(ref))
    for await (const entries of pagesOf(pk, {
      FilterExpression: open,
      ExpressionAttributeValues: { ':pk': { S: pk }, ...review },
    })) {
      if (entries.length > 0) throw outcomeOpen(entries);
      requireTime(tooLong);
    }
}

/**
 * Deletes the journals, the ledger and the events of the removed account and returns the number of records, without the events. Throws IN_PROGRESS at an open journal
 * entry: a call that read the account before its keys went may have written that entry since. Throws NOT_FOUND once the account is gone.
 */
export async function purgeHistory(account: Registration & Pick<Account, 'eventsPurgedTo'>): Promise<number> {
  const purged = await purgeRecords(account, () => requireStillThere(account));
  const proceed = async (slot: number) => {
    if (isLate()) await keepEventsPurged(account, slot);
    requireTime(notDone);
    await requireStillThere(account);
  };
  await purgeEvents(account, proceed, account.eventsPurgedTo);
  return purged;
}

/** Before each page `proceed` makes sure that the records belong to the account that is purged. */
export async function purgeRecords(ref: AccountRef, proceed: () => Promise<void>): Promise<number> {
  let purged = 0;
  for (const pk of journalsOf(ref)) purged += await purgePartition(pk, proceed, deleteEntries);
  return purged + (await purgePartition(ledgerPartition(ref), proceed, deleteLedger));
}

/** The limit of one BatchWriteItem. */
const pageSize = 25;
type End = 'deleted' | 'left';

async function purgePartition(
  pk: string,
  proceed: () => Promise<void>,
  deletePage: (items: readonly Item[]) => Promise<End>,
): Promise<number> {
  let purged = 0;
  for await (const items of pagesOf(pk, { Limit: pageSize })) {
    if (items.length === 0) continue;
    requireTimeForPage();
    await proceed();
    if ((await deletePage(items)) === 'left') {
      await proceed();
      throw outcomeOpen();
    }
    purged += items.length;
  }
  return purged;
}

/** Of the call's time, for one page and the answer. */
const reserveMs = 2000;

/** Throws IN_PROGRESS when the call has no time for another page. */
export function requireTimeForPage(): void {
  requireTime(notDone);
}

/** The client gets an answer with a remedy before Lambda ends the function. */
function requireTime(outOfTime: () => OemsError): void {
  if (isLate()) throw outOfTime();
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

function notDone(): OemsError {
  return repeat('the keys are destroyed and part of the history is purged; repeat the call to purge the rest');
}

function tooLong(): OemsError {
  return repeat(
    'the history is too long to be searched for open orders in one call; delete without purge, which keeps the history',
  );
}

function repeat(message: string): OemsError {
  return new OemsError('IN_PROGRESS', message, { retryAfterSeconds: 1 });
}

/** Another deletion may have ended meanwhile and freed the id: the records under the id may belong to a new account. */
async function requireStillThere(account: Registration): Promise<void> {
  const { registrationId } = await readAccount(account);
  if (registrationId !== account.registrationId) throw accountNotFound();
}

/** Attributes that change with each writing of a journal item: entries and locks have an attempt, claims have a transfer. */
const stamps = ['attempt', 'transferId'] as const;

function pagesOf(pk: string, terms: Partial<QueryCommandInput>): AsyncGenerator<Item[]> {
  return queryPages({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
    ProjectionExpression: ['pk', 'sk', 'pendingShard', 'entryState', 'changes', ...stamps].join(', '),
    ConsistentRead: true,
    ...terms,
  });
}

function isOpen({ pendingShard, entryState }: Item): boolean {
  const goesOn = pendingShard?.S !== undefined && !pendingShard.S.startsWith(review[':bookings'].S);
  return goesOn && entryState?.S !== review[':review'].S;
}

async function deleteEntries(entries: readonly Item[]): Promise<End> {
  // Then the whole page stays: the neighbours of an open entry may be needed to settle the entry.
  if (entries.some(isOpen)) return 'left';
  await settleAll(entries.map(keepAuditIn));
  const ends = await settleAll(entries.map(deleteEntry));
  return ends.includes('left') ? 'left' : 'deleted';
}

/**
 * Deletes a journal entry only in the version that was read. Since then the request may have been sent again, or a new account of the same
 * id may have written the entry. Without that entry a repeated order would be sent twice.
 */
async function deleteEntry({ pk, sk, ...read }: Item): Promise<End> {
  const values = stamps.flatMap((stamp) => (read[stamp] === undefined ? [] : [[`:${stamp}`, read[stamp]] as const]));
  const same = stamps.map((stamp) =>
    read[stamp] === undefined ? `attribute_not_exists(${stamp})` : `${stamp} = :${stamp}`,
  );
  try {
    await dynamodb().send(
      new DeleteItemCommand({
        TableName: env.table,
        Key: { pk, sk } as Item,
        ConditionExpression: [settled, ...same].join(' AND '),
        ExpressionAttributeValues: { ...review, ...Object.fromEntries(values) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The SDK retries a write whose answer was lost and then finds no item.
    return error.Item === undefined ? 'deleted' : 'left';
  }
}

/** Ledger items do not name their registration, so the check before each page guards a new account of the same id. */
async function deleteLedger(items: readonly Item[]): Promise<End> {
  let left = items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as Item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await dynamodb().send(
      new BatchWriteItemCommand({ RequestItems: { [env.table]: left } }),
    );
    left = (UnprocessedItems?.[env.table] ?? []) as typeof left;
  }
  return 'deleted';
}
