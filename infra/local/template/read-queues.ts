import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, assertOneOf, numberOf, problem, textOf } from './known-properties.ts';
import type { DeployedFunction } from './read-functions.ts';

/** A queue of the template. */
export interface DeployedQueue {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | undefined;
}

/** A queue that feeds a function. */
export interface DeployedEventSource {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  readonly reportsFailures: boolean;
}

/** Default of SQS. */
const VISIBILITY_SECONDS = 30;

export function readQueues(resolver: Resolver): DeployedQueue[] {
  const queues = resolver.resources('AWS::SQS::Queue').map((queue) => {
    assertKnown(
      queue,
      ['QueueName', 'RedrivePolicy', 'VisibilityTimeout'],
      ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Tags'],
    );
    const { attributes } = resolver.physical(queue.logicalId);
    return {
      name: attributes.QueueName ?? '',
      arn: attributes.Arn ?? '',
      visibilitySeconds: numberOf(queue, 'VisibilityTimeout', VISIBILITY_SECONDS),
      redrive: redriveOf(queue),
    };
  });
  const lost = queues.find(({ redrive }) => redrive && !queues.some(({ arn }) => arn === redrive.deadLetterArn));
  if (lost !== undefined) throw new Error(`${lost.name} has dead letters in no queue of this template`);
  return queues;
}

function redriveOf(queue: Resource): DeployedQueue['redrive'] {
  const policy = queue.property('RedrivePolicy') as
    | { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number }
    | undefined;
  return policy && { deadLetterArn: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) };
}

const MAPPING = [
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
];
/** Defaults of Lambda for a queue: batches of ten, and the concurrency limit of the account. */
const DEFAULT = { batchSize: 10, maxConcurrency: 1000 } as const;
const LARGEST_BATCH_WITHOUT_WINDOW = 10;

export function readEventSources(
  resolver: Resolver,
  queues: readonly DeployedQueue[],
  functions: readonly DeployedFunction[],
): DeployedEventSource[] {
  return resolver.resources('AWS::Lambda::EventSourceMapping').map((mapping) => {
    assertKnown(mapping, MAPPING, ['Tags']);
    assertOneOf(mapping, 'Enabled', undefined, true);
    const named = textOf(mapping, 'FunctionName');
    const fed = functions.find(({ name, arn }) => name === named || arn === named);
    if (fed === undefined) throw problem(mapping, 'FunctionName', `is ${named}, which is no function of this template`);
    const queueArn = queueOf(mapping, queues, fed).arn;
    return { queueArn, functionName: fed.name, ...paceOf(mapping) };
  });
}

/** Lambda refuses a queue with a visibility timeout below the timeout of the function. */
function queueOf(mapping: Resource, queues: readonly DeployedQueue[], fed: DeployedFunction): DeployedQueue {
  const arn = textOf(mapping, 'EventSourceArn');
  const queue = queues.find((each) => each.arn === arn);
  if (queue === undefined) throw problem(mapping, 'EventSourceArn', `is ${arn}, which is no queue of this template`);
  if (queue.visibilitySeconds < fed.timeoutSeconds)
    throw problem(
      mapping,
      'EventSourceArn',
      `has a visibility timeout below the ${fed.timeoutSeconds} s of ${fed.name}`,
    );
  return queue;
}

function paceOf(mapping: Resource) {
  const batchSize = numberOf(mapping, 'BatchSize', DEFAULT.batchSize);
  const windowSeconds = numberOf(mapping, 'MaximumBatchingWindowInSeconds', 0);
  if (batchSize > LARGEST_BATCH_WITHOUT_WINDOW && windowSeconds === 0)
    throw problem(mapping, 'BatchSize', `is ${batchSize}; above ten Lambda demands a batching window`);
  const { MaximumConcurrency = DEFAULT.maxConcurrency } = (mapping.property('ScalingConfig') ?? {}) as {
    readonly MaximumConcurrency?: number;
  };
  if (MaximumConcurrency < 2) throw problem(mapping, 'ScalingConfig', 'Lambda demands a concurrency of at least 2');
  const responses = (mapping.property('FunctionResponseTypes') ?? []) as string[];
  const reportsFailures = responses.includes('ReportBatchItemFailures');
  return { batchSize, windowSeconds, maxConcurrency: MaximumConcurrency, reportsFailures };
}
