import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { newCall, runInCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { logFailure } from '../aws/log-failure.ts';

/**
 * The frame of a function behind a queue. Messages run concurrently, each in a call of its own, so that accounts share neither secrets nor
 * figures. The answer names failed and unreadable messages, which the queue delivers again and finally makes dead letters.
 */
export function queueJob<T>(name: string, schema: z.ZodType<T>, run: (message: T) => Promise<void>) {
  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - 1000;
    const ends = await Promise.all(Records.map((record) => runOne(record, name, deadline, schema, run)));
    return { batchItemFailures: ends.flatMap((failed) => failed ?? []) };
  };
}

/** Null when the message is done. The promise never rejects. */
function runOne<T>(
  { body, messageId, attributes }: SQSRecord,
  name: string,
  deadline: number,
  schema: z.ZodType<T>,
  run: (message: T) => Promise<void>,
): Promise<{ itemIdentifier: string } | null> {
  const call = newCall(messageId, name, deadline, 'job');
  return runInCall(call, async () => {
    try {
      await run(schema.parse(JSON.parse(body)));
      log({ level: 'INFO', message: 'message done', metrics: { Pulls: 1 } }, call);
      return null;
    } catch (error) {
      const attempts = Number(attributes.ApproximateReceiveCount);
      logFailure(error, call, { attempts });
      return { itemIdentifier: messageId };
    }
  });
}
