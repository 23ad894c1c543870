import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { sqs } from '../aws/clients.ts';

/** One message, held back for `delaySeconds` (0 to 900). */
export interface OutgoingMessage {
  readonly body: string;
  readonly delaySeconds: number;
}

/** What one request takes (SQS, SendMessageBatch). */
const batchSize = 10;
const tries = 4;
const firstPauseMs = 50;

/** Sends all of them, or throws: a message that was not taken is one nobody would ever miss. */
export async function sendMessages(queueUrl: string, messages: readonly OutgoingMessage[]): Promise<void> {
  for (let start = 0; start < messages.length; start += batchSize)
    await sendBatch(queueUrl, entriesOf(messages.slice(start, start + batchSize)));
}

function entriesOf(messages: readonly OutgoingMessage[]): SendMessageBatchRequestEntry[] {
  return messages.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    DelaySeconds: delaySeconds,
  }));
}

/** A batch is answered entry by entry: those that were refused are sent again, with growing pauses. */
async function sendBatch(queueUrl: string, entries: readonly SendMessageBatchRequestEntry[]): Promise<void> {
  let left = entries;
  for (let tried = 0; left.length > 0; tried += 1) {
    if (tried === tries) throw new Error(`${left.length} messages were refused by the queue ${tries} times`);
    if (tried > 0) await sleep(firstPauseMs * 2 ** tried);
    const { Failed = [] } = await sqs().send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...left] }));
    const refused = new Set(Failed.map(({ Id }) => Id));
    left = left.filter(({ Id }) => refused.has(Id));
  }
}
