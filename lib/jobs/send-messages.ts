import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { sqs } from '../aws/clients.ts';

/** One message with a delay of 0 to 900 seconds. */
export interface OutgoingMessage {
  readonly body: string;
  readonly delaySeconds: number;
}

/** The limit of a request (SQS, SendMessageBatch). */
const batchSize = 10;
const tries = 4;
const firstPauseMs = 50;

/** Sends every message or throws. No other code would notice a lost message. */
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

/** SQS answers a batch entry by entry. Refused entries are sent again, with growing pauses. */
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
