import { unmarshall } from '@aws-sdk/util-dynamodb';
import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { Item } from '../aws/table-item.ts';
import type { JournalEntry } from './entry.ts';
import type { Journal } from './journal.ts';

/** Entries without a verdict, over all accounts. */
export interface Undecided {
  /** Needs a person now. */
  readonly inReview: number;
  /** Longer than the call that sent the request can last. */
  readonly unknown: number;
}

/** An entry of a call that has ended. */
const oldEnoughMs = 60_000;
/** Queries at the same time. */
const width = 8;

/** One line a minute, with zeros too: an alarm on the gauge lasts as long as an entry waits. */
export async function reportUndecided(journals: readonly Pick<Journal<JournalEntry>, 'shards'>[]): Promise<void> {
  const counted = await inParallel(
    journals.flatMap(({ shards }) => shards),
    width,
    countIn,
  );
  const inReview = sum(counted.map((one) => one.inReview));
  const unknown = sum(counted.map((one) => one.unknown));
  const metrics = { EntriesInReview: inReview, EntriesUnknown: unknown };
  log({ level: inReview > 0 ? 'WARN' : 'INFO', message: 'undecided entries', metrics }, currentCall());
}

async function countIn(shard: string): Promise<Undecided> {
  const before = sharedNow() - oldEnoughMs;
  const pages = queryPages({
    IndexName: 'pending',
    KeyConditionExpression: 'pendingShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: shard } },
    ProjectionExpression: 'entryState, #record.sentAt',
    ExpressionAttributeNames: { '#record': 'record' },
  });
  let [inReview, unknown] = [0, 0];
  for await (const items of pages)
    for (const item of items) {
      const { state, sentAt } = stateOf(item);
      if (state === 'NEEDS_REVIEW') inReview += 1;
      else if (sentAt < before) unknown += 1;
    }
  return { inReview, unknown };
}

function stateOf(item: Item): { readonly state: string; readonly sentAt: number } {
  const { entryState, record } = unmarshall(item);
  return { state: String(entryState), sentAt: Number(record?.sentAt ?? 0) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
