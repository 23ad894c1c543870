import {
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
  awsError,
  awsJson,
  type Guard,
  serveAws,
} from './aws-server.ts';
import { attributesOf, md5, sqsError } from './sqs-message.ts';
import type { LocalQueue } from './sqs-queue.ts';
import { type Entry, MAX_BATCH, sendBatch, sendOne } from './sqs-send.ts';

export interface SqsSettings {
  readonly queues: readonly LocalQueue[];
  readonly port?: number;
  readonly guard?: Guard;
  /** In the queues' URLs and ARNs. */
  readonly accountId?: string;
}

export interface LocalSqs extends AwsServer {
  /** By name. Throws for one that does not exist. */
  queue(name: string): LocalQueue;
  readonly queues: readonly LocalQueue[];
  urlOf(queue: LocalQueue): string;
}

/** SQS over HTTP, as far as sending pulls and looking after the queues needs it. Faults and request counts: aws-faults.ts. */
export async function startSqs(settings: SqsSettings): Promise<LocalSqs> {
  const { queues, port = 0, guard, accountId = '000000000000' } = settings;
  const urlOf = ({ name }: LocalQueue): string => `${server.url}/${accountId}/${name}`;
  const throttle = awsError('com.amazonaws.sqs#RequestThrottled', 'Rate exceeded');
  const service = {
    handle: async (request: AwsRequest) => handle(request, { queues, urlOf, accountId }),
    throttle,
    ...(guard ? { guard } : {}),
  };
  const server = await serveAws(service, port);
  const queue = (name: string): LocalQueue => {
    const found = queues.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no queue "${name}"; there are: ${queues.map((each) => each.name)}`);
    return found;
  };
  return { ...server, queue, queues, urlOf };
}

interface Place {
  readonly queues: readonly LocalQueue[];
  readonly urlOf: (queue: LocalQueue) => string;
  readonly accountId: string;
}

interface Input extends Entry {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly Entries?: readonly Entry[];
  readonly AttributeNames?: readonly string[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly ReceiptHandle?: string;
}

type Operation = (queue: LocalQueue, input: Input, place: Place) => AwsAnswer;

const operations = new Map<string, Operation>([
  ['AmazonSQS.SendMessage', sendOne],
  ['AmazonSQS.SendMessageBatch', sendBatch],
  ['AmazonSQS.GetQueueUrl', (queue, _input, { urlOf }) => awsJson({ QueueUrl: urlOf(queue) })],
  ['AmazonSQS.GetQueueAttributes', getAttributes],
  ['AmazonSQS.ReceiveMessage', receive],
  ['AmazonSQS.DeleteMessage', remove],
  ['AmazonSQS.PurgeQueue', purge],
]);

function handle({ headers, target, body }: AwsRequest, place: Place): AwsAnswer {
  if (!/^AWS4-HMAC-SHA256 .*Credential=.*Signature=/.test(headers.authorization ?? ''))
    return awsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  const operation = operations.get(target);
  if (operation === undefined) return awsError('UnknownOperationException', `no operation ${target}`);
  const input = JSON.parse(body.toString()) as Input;
  const name = input.QueueName ?? queueNameIn(input.QueueUrl);
  const queue = place.queues.find((each) => each.name === name);
  if (queue === undefined) return sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return operation(queue, input, place);
}

/** The host of a queue's URL says nothing: requests come to this address whatever it is. */
export function queueNameIn(queueUrl = ''): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

function getAttributes(queue: LocalQueue, { AttributeNames = [] }: Input, { accountId }: Place): AwsAnswer {
  const { visible, delayed, inFlight } = queue.counts();
  const { visibilitySeconds = 30, redrive } = queue.terms;
  const arnOf = ({ name }: LocalQueue): string => `arn:aws:sqs:us-east-1:${accountId}:${name}`;
  const redrivePolicy = redrive && {
    deadLetterTargetArn: arnOf(redrive.deadLetters),
    maxReceiveCount: redrive.maxReceiveCount,
  };
  const all = {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    VisibilityTimeout: String(visibilitySeconds),
    QueueArn: arnOf(queue),
    ...(redrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(redrivePolicy) }),
  };
  const wanted = (name: string): boolean => AttributeNames.includes('All') || AttributeNames.includes(name);
  return awsJson({ Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name))) });
}

/** Answers at once, whatever WaitTimeSeconds says. */
function receive(queue: LocalQueue, { MaxNumberOfMessages = 1, VisibilityTimeout }: Input): AwsAnswer {
  const deliveries = queue.receive(Math.min(MaxNumberOfMessages, MAX_BATCH), VisibilityTimeout);
  return awsJson({
    Messages: deliveries.map((delivery) => ({
      MessageId: delivery.messageId,
      ReceiptHandle: delivery.receiptHandle,
      Body: delivery.body,
      MD5OfBody: md5(delivery.body),
      Attributes: attributesOf(delivery),
    })),
  });
}

function remove(queue: LocalQueue, { ReceiptHandle = '' }: Input): AwsAnswer {
  queue.remove(ReceiptHandle);
  return awsJson({});
}

function purge(queue: LocalQueue): AwsAnswer {
  queue.purge();
  return awsJson({});
}
