import type { AwsRequest } from '../aws/aws-server.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { arn } from './physical-names.ts';

interface Input {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
}

/** What an SQS request needs to be allowed. A batch needs the right to do one of its kind. */
export function sqsAccess({ operation, body }: AwsRequest): Access {
  const { QueueUrl = '', QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) } = parse(body);
  return queueAccess(operation.replace(/Batch$/, ''), arn('sqs', QueueName));
}

export function queueAccess(action: string, queueArn: string): Access {
  return { action: `sqs:${action}`, resource: queueArn, context: contextOf({}) };
}

function parse(body: Buffer): Input {
  try {
    return (JSON.parse(body.toString()) ?? {}) as Input;
  } catch {
    return {};
  }
}
