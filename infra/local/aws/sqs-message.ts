import { createHash } from 'node:crypto';
import { type AwsAnswer, awsError } from './aws-server.ts';

/** A message in a queue. Times are epoch milliseconds. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number | undefined;
}

/** A received message. The receiver deletes the message by the handle of this delivery. */
export interface Delivery extends Message {
  readonly receiptHandle: string;
}

/** The SDK compares this checksum with the body and rejects a message where the two differ. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The system attributes that SQS adds to a delivery. */
export function attributesOf({ receiveCount, sentAt, firstReceivedAt }: Delivery): Record<string, string> {
  return {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(sentAt),
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
    SenderId: 'local',
  };
}

export function sqsError(type: string, message: string): AwsAnswer {
  return awsError(`com.amazonaws.sqs#${type}`, message);
}
