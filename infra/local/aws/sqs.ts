import {
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
  awsError,
  awsJson,
  type Guard,
  isSigned,
  serveAws,
} from './aws-server.ts';
import { attributesOf, md5, sqsError } from './sqs-message.ts';
import type { LocalQueue } from './sqs-queue.ts';
import { type Entry, MAX_BATCH, sendBatch, sendOne } from './sqs-send.ts';

interface SqsSettings {
  readonly queues: readonly LocalQueue[];
  readonly port?: number;
  readonly guard?: Guard;
  /** Account id in the URLs and ARNs of the queues. */
  readonly accountId?: string;
}

export interface LocalSqs extends AwsServer {
  /** The queue with this name. Throws for an unknown name. */
  queue(name: string): LocalQueue;
  readonly queues: readonly LocalQueue[];
  urlOf(queue: LocalQueue): string;
}

/**
 * SQS over HTTP, limited to the operations that send pulls and inspect queues. Faults and request counts:
 * aws-faults.ts.
 */
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
  return { ...server, queue: (name) => queueNamed(queues, name), queues, urlOf };
}

function queueNamed(queues: readonly LocalQueue[], name: string): LocalQueue {
  const found = queues.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no queue "${name}"; there are: ${queues.map((each) => each.name)}`);
  return found;
}

/** The settings of the service that operations read. */
interface Service {
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

type Operation = (queue: LocalQueue, input: Input, service: Service) => AwsAnswer;

const operations = new Map<string, Operation>([
  ['AmazonSQS.SendMessage', sendOne],
  ['AmazonSQS.SendMessageBatch', sendBatch],
  ['AmazonSQS.GetQueueUrl', (queue, _input, { urlOf }) => awsJson({ QueueUrl: urlOf(queue) })],
  ['AmazonSQS.GetQueueAttributes', getAttributes],
  ['AmazonSQS.ReceiveMessage', receive],
  ['AmazonSQS.DeleteMessage', remove],
  ['AmazonSQS.PurgeQueue', purge],
]);

function handle(request: AwsRequest, service: Service): AwsAnswer {
  if (!isSigned(request))
    return awsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  const operation = operations.get(request.target);
  if (operation === undefined) return awsError('UnknownOperationException', `no operation ${request.target}`);
  const input = JSON.parse(request.body.toString()) as Input;
  const name = input.QueueName ?? queueNameIn(input.QueueUrl);
  const queue = service.queues.find((each) => each.name === name);
  if (queue === undefined) return sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return operation(queue, input, service);
}

/** Name of the queue, from the last part of the URL. Every request comes to this address, so the host is ignored. */
export function queueNameIn(queueUrl = ''): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

function getAttributes(queue: LocalQueue, { AttributeNames = [] }: Input, { accountId }: Service): AwsAnswer {
  const wanted = (name: string): boolean => AttributeNames.includes('All') || AttributeNames.includes(name);
  const attributes = Object.entries(queueAttributes(queue, accountId)).filter(([name]) => wanted(name));
  return awsJson({ Attributes: Object.fromEntries(attributes) });
}

function queueAttributes(queue: LocalQueue, accountId: string): Record<string, string> {
  const { visible, delayed, inFlight } = queue.counts();
  const { visibilitySeconds = 30, redrive } = queue.terms;
  const arnOf = ({ name }: LocalQueue): string => `arn:aws:sqs:us-east-1:${accountId}:${name}`;
  const redrivePolicy = redrive && {
    deadLetterTargetArn: arnOf(redrive.deadLetters),
    maxReceiveCount: redrive.maxReceiveCount,
  };
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    VisibilityTimeout: String(visibilitySeconds),
    QueueArn: arnOf(queue),
    ...(redrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(redrivePolicy) }),
  };
}

/** Answers at once: WaitTimeSeconds is ignored. */
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
