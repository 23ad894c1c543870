import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { newCall, runInCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { errorText } from '../error-text.ts';

/**
 * The frame of a function behind a queue. Messages run side by side, each to its end and in a call of its own: secrets and hops of one
 * account are not another's. Those that throw are named in the answer and come back; so does one that cannot be read, until the queue
 * makes it a dead letter: dropped here, nobody would ever learn of it.
 */
export function queueJob<T>(name: string, schema: z.ZodType<T>, run: (message: T) => Promise<void>) {
  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - 1000;
    const ends = await Promise.all(Records.map((record) => runOne(record, name, deadline, schema, run)));
    return { batchItemFailures: ends.flatMap((failed) => failed ?? []) };
  };
}

/** Null when the message is done; never rejects. */
function runOne<T>(
  { body, messageId, attributes }: SQSRecord,
  name: string,
  deadline: number,
  schema: z.ZodType<T>,
  run: (message: T) => Promise<void>,
): Promise<{ itemIdentifier: string } | null> {
  const call = newCall(messageId, name, deadline);
  return runInCall(call, async () => {
    try {
      await run(schema.parse(JSON.parse(body)));
      log({ level: 'INFO', message: 'message done' }, call);
      return null;
    } catch (error) {
      const attempts = Number(attributes.ApproximateReceiveCount);
      log({ level: 'ERROR', message: 'unexpected error', attempts, error: errorText(error) }, call);
      return { itemIdentifier: messageId };
    }
  });
}
