import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { callEndsAfterMs, type EntryState, type JournalEntry } from './entry.ts';
import { entryFrom, type Item } from './entry-item.ts';

/** A journal's way into the table: its lines as items, due for the resolver after `pendingAfter` (epoch ms). */
export type ToItem<L extends JournalEntry> = (line: L, pendingAfter: number) => Item;

/**
 * Writes IN_FLIGHT before the first byte leaves. Returns the line that was there instead, or null when the way is free. The SDK repeats a
 * write whose answer was lost: the repetition then fails on our own line, which the attempt tells.
 */
export async function beginEntry<L extends JournalEntry>(toItem: ToItem<L>, line: L): Promise<L | null> {
  const existing = await putUnless(toItem, line, 'attribute_not_exists(pk)', {});
  return existing?.attempt === line.attempt ? null : existing;
}

/** A new attempt at what provably never left. Returns the line that is there now when somebody else was first. */
export async function resubmitEntry<L extends JournalEntry>(
  toItem: ToItem<L>,
  line: L,
  previousAttempt: string,
): Promise<L | null> {
  const values = { ':notSent': { S: 'NOT_SENT' satisfies EntryState }, ':previous': { S: previousAttempt } };
  const existing = await putUnless(toItem, line, 'entryState = :notSent AND attempt = :previous', values);
  return existing?.attempt === line.attempt ? null : existing;
}

/**
 * Records what is now known of an open line. Only from an open state and only for the same attempt: a late writer cannot undo a
 * verdict. Returns what the journal says afterwards, be it another's verdict.
 */
export async function settleEntry<L extends JournalEntry>(
  toItem: ToItem<L>,
  line: L,
  lookAgainAfter: number,
): Promise<L> {
  const values = { ':attempt': { S: line.attempt }, ':sending': { S: 'IN_FLIGHT' }, ':unknown': { S: 'UNKNOWN' } };
  const condition = 'attempt = :attempt AND entryState IN (:sending, :unknown)';
  return (await put<L>(toItem(line, lookAgainAfter), condition, values)) ?? line;
}

function putUnless<L extends JournalEntry>(
  toItem: ToItem<L>,
  line: L,
  condition: string,
  values: Item,
): Promise<L | null> {
  return put<L>(toItem(line, line.sentAt + callEndsAfterMs), condition, values);
}

/** Null when written; the line that stood in the way otherwise. */
async function put<L extends JournalEntry>(item: Item, condition: string, values: Item): Promise<L | null> {
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
    if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return entryFrom<L>(error.Item);
    throw error;
  }
}
