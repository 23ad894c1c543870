import type { AwsRequest } from '../aws/aws-server.ts';
import { queueNameIn } from '../aws/sqs.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { arn } from './physical-names.ts';

interface Input {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
}

/** The access that an SQS request needs. A batch request needs the right of the single request. */
export function sqsAccess({ operation, body }: AwsRequest): Access {
  const { QueueUrl, QueueName = queueNameIn(QueueUrl) } = parse(body);
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
