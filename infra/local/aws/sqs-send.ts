import { type AwsAnswer, awsJson } from './aws-server.ts';
import { md5, sqsError } from './sqs-message.ts';
import type { LocalQueue } from './sqs-queue.ts';

/** A message to send, alone or in a batch. */
export interface Entry {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
}

/** Messages of a request. */
export const MAX_BATCH = 10;
const MAX_DELAY_SECONDS = 900;
const MAX_BYTES = 1_048_576;

export function sendOne(queue: LocalQueue, input: Entry): AwsAnswer {
  const problem = problemWith(input);
  return problem === undefined ? awsJson(sent(queue, input)) : sqsError('InvalidParameterValue', problem);
}

/** Each entry is accepted or refused separately. A problem of the request itself refuses the whole request. */
export function sendBatch(queue: LocalQueue, { Entries = [] }: { readonly Entries?: readonly Entry[] }): AwsAnswer {
  if (Entries.length === 0) return sqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (Entries.length > MAX_BATCH) return sqsError('TooManyEntriesInBatchRequest', `Maximum number is ${MAX_BATCH}.`);
  if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length)
    return sqsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  const bytes = Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > MAX_BYTES) return sqsError('BatchRequestTooLong', `Batch requests cannot be longer than ${MAX_BYTES}.`);
  const judged = Entries.map((entry) => ({ entry, problem: problemWith(entry) }));
  return awsJson({
    Successful: judged.filter(({ problem }) => problem === undefined).map(({ entry }) => sent(queue, entry)),
    Failed: judged.flatMap(({ entry: { Id }, problem: Message }) =>
      Message === undefined ? [] : [{ Id, SenderFault: true, Code: 'InvalidParameterValue', Message }],
    ),
  });
}

function problemWith({ MessageBody = '', DelaySeconds = 0 }: Entry): string | undefined {
  if (MessageBody === '') return 'The request must contain the parameter MessageBody.';
  if (Buffer.byteLength(MessageBody) > MAX_BYTES)
    return `One or more parameters are invalid: at most ${MAX_BYTES} bytes.`;
  const isDelay = Number.isInteger(DelaySeconds) && DelaySeconds >= 0 && DelaySeconds <= MAX_DELAY_SECONDS;
  return isDelay ? undefined : `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: 0 to 900.`;
}

function sent(queue: LocalQueue, { Id, MessageBody = '', DelaySeconds = 0 }: Entry) {
  const { messageId } = queue.send(MessageBody, DelaySeconds);
  return { ...(Id === undefined ? {} : { Id }), MessageId: messageId, MD5OfMessageBody: md5(MessageBody) };
}
