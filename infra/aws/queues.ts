import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { jobs, maxReceiveCount, type QueueId, queues, visibilitySeconds } from '../../lib/jobs/jobs.ts';

/** The queue of an exchange, and the environment variable with the URL of the queue. */
interface ExchangeQueue {
  readonly exchange: string;
  readonly variable: string;
  readonly queue: Queue;
}

export type Queues = Readonly<Record<QueueId, readonly ExchangeQueue[]>> & {
  /** Messages of all queues that failed for good. SQS can move each message back (StartMessageMoveTask). */
  readonly deadLetters: Queue;
};

export function createQueues(scope: Construct): Queues {
  const construct = new Construct(scope, 'pulls');
  const deadLetters = new Queue(construct, 'dead-letters', { ...guarded, retentionPeriod: Duration.days(14) });
  const pulls = queues.pulls.map(({ exchange, variable }) => ({
    exchange,
    variable,
    queue: createPullQueue(construct, exchange, deadLetters),
  }));
  return { pulls, deadLetters };
}

const guarded = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/**
 * Every period requests a pull of every account again, so a message of six hours ago is obsolete and only adds load.
 */
function createPullQueue(scope: Construct, exchange: string, deadLetters: Queue): Queue {
  return new Queue(scope, exchange, {
    ...guarded,
    retentionPeriod: Duration.hours(6),
    visibilityTimeout: Duration.seconds(visibilitySeconds(jobs.pullHistory)),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
}
