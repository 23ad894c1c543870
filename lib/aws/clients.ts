import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Hop, timed } from './call-context.ts';
import { observeTableDate } from './clock.ts';

/** The SDK's defaults (4 attempts, no request timeout) would outlast the 28 s of a call. */
const limits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
} as const;

let dynamodbClient: DynamoDBClient | undefined;
let kmsClient: KMSClient | undefined;
let sqsClient: SQSClient | undefined;

/** The container's DynamoDB client; every HTTP request, retries included, counts as one `table` hop. */
export function dynamodb(): DynamoDBClient {
  dynamodbClient ??= measured('table', new DynamoDBClient(limits));
  return dynamodbClient;
}

/** The container's KMS client; every HTTP request, retries included, counts as one `kms` hop. */
export function kms(): KMSClient {
  kmsClient ??= measured('kms', new KMSClient(limits));
  return kmsClient;
}

/** The container's SQS client; every HTTP request, retries included, counts as one `queue` hop. */
export function sqs(): SQSClient {
  // Otherwise the SDK sends to the host of the queue's URL, whatever endpoint is configured.
  sqsClient ??= measured('queue', new SQSClient({ ...limits, useQueueUrlAsEndpoint: false }));
  return sqsClient;
}

function measured<C extends DynamoDBClient | KMSClient | SQSClient>(hop: Hop, client: C): C {
  const stack = client.middlewareStack as DynamoDBClient['middlewareStack'];
  // The SDK's logger copies every input and output field by field, for a log that nobody has asked for.
  stack.remove('loggerMiddleware');
  stack.add(
    (next) => async (request) => {
      const sentAt = Date.now();
      const result = await timed(hop, () => next(request));
      const headers = (result.response as { headers?: Record<string, string> } | undefined)?.headers;
      observeTableDate(headers?.date, sentAt, Date.now());
      return result;
    },
    { step: 'deserialize', name: 'oemsHop' },
  );
  return client;
}
