import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { AccountRef, Registration } from '../accounts/account.ts';
import { accountNotFound, readAccount } from '../accounts/account-store.ts';
import { ledgerPartition, orderPartition, transferPartition } from '../accounts/partitions.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { OemsError } from '../errors.ts';
import type { Item } from '../nonce/nonce-counter.ts';

function journalsOf(ref: AccountRef): readonly string[] {
  return [orderPartition(ref), transferPartition(ref)];
}

/** A line is in the sparse index of open lines exactly while its fate is open (lib/journal/entry-item.ts). */
const settled = 'attribute_not_exists(pendingShard)';
const open = 'attribute_exists(pendingShard)';

/**
 * Throws IN_PROGRESS while the fate of anything that was sent is open: its line is all that knows of it and keeps it from being sent
 * again.
 */
export async function refuseWhileOpen(ref: AccountRef): Promise<void> {
  for (const pk of journalsOf(ref))
    for await (const lines of pagesOf(pk, { FilterExpression: open })) {
      if (lines.length > 0) throw stillOpen();
      requireTime(tooLong);
    }
}

function stillOpen(): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    'an order, transfer, amendment or cancellation of this account has no verdict yet, and a purge would lose sight of it; ask again in a minute, or delete without purge, which keeps the history',
    { retryAfterSeconds: 60 },
  );
}

/**
 * Deletes the removed account's journals and ledger; the number of records. Throws IN_PROGRESS at a line whose fate is open, which a
 * call that had read the account before its keys went may have written since, and NOT_FOUND once the account is gone.
 */
export async function purgeHistory(account: Registration): Promise<number> {
  let purged = 0;
  for (const pk of journalsOf(account)) purged += await purgePartition(account, pk, deleteEntries);
  return purged + (await purgePartition(account, ledgerPartition(account), deleteRows));
}

/** As much as one BatchWriteItem takes. */
const pageSize = 25;
type End = 'deleted' | 'left';

async function purgePartition(
  account: Registration,
  pk: string,
  deletePage: (items: readonly Item[]) => Promise<End>,
): Promise<number> {
  let purged = 0;
  for await (const items of pagesOf(pk, { Limit: pageSize })) {
    if (items.length === 0) continue;
    requireTime(notDone);
    await requireStillThere(account);
    if ((await deletePage(items)) === 'left') {
      await requireStillThere(account);
      throw stillOpen();
    }
    purged += items.length;
  }
  return purged;
}

/** For one page, and to answer. */
const reserveMs = 2000;

/** An answer that says what to do, not a function that is cut off. */
function requireTime(outOfTime: () => OemsError): void {
  if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs) throw outOfTime();
}

function notDone(): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    'the keys are destroyed and part of the history is purged; ask again for the rest',
    {
      retryAfterSeconds: 1,
    },
  );
}

function tooLong(): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    'the history is too long to be looked through for open orders in one call; delete without purge, which keeps it',
    { retryAfterSeconds: 1 },
  );
}

/** Another deletion may have ended meanwhile and freed the name: what is under it now is not ours to purge. */
async function requireStillThere(account: Registration): Promise<void> {
  const { registrationId } = await readAccount(account);
  if (registrationId !== account.registrationId) throw accountNotFound();
}

/** What tells one writing of a journal's item from the next: lines and turns have an attempt, claims of bookings a transfer. */
const stamps = ['attempt', 'transferId'] as const;

function pagesOf(pk: string, terms: Partial<QueryCommandInput>): AsyncGenerator<Item[]> {
  return queryPages({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
    ProjectionExpression: ['pk', 'sk', 'pendingShard', ...stamps].join(', '),
    ConsistentRead: true,
    ...terms,
  });
}

async function deleteEntries(lines: readonly Item[]): Promise<End> {
  // None of the page then: what lies beside an open line may serve to settle it.
  if (lines.some(({ pendingShard }) => pendingShard !== undefined)) return 'left';
  const ends = await settleAll(lines.map(deleteEntry));
  return ends.includes('left') ? 'left' : 'deleted';
}

/**
 * Deletes a line only as it was read: since then it may have been sent again, or be the line of the name's next account, whose ids are
 * the same for the same keys. Lost to a slow deletion, it would let a repeated order through.
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
        ...(values.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(values) } : {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The SDK repeats a write whose answer was lost, and finds nothing more.
    return error.Item === undefined ? 'deleted' : 'left';
  }
}

/** Rows of the ledger carry nothing of whose registration they are: the look before each page is what guards them. */
async function deleteRows(rows: readonly Item[]): Promise<End> {
  let left = rows.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as Item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await dynamodb().send(
      new BatchWriteItemCommand({ RequestItems: { [env.table]: left } }),
    );
    left = (UnprocessedItems?.[env.table] ?? []) as typeof left;
  }
  return 'deleted';
}
