import { createHash } from 'node:crypto';
import { type AwsAnswer, awsError } from './aws-server.ts';
import type { Delivery } from './sqs-queue.ts';

/** The SDK compares it and refuses what came back otherwise. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** What SQS tells of a message beside its body. */
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
