import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { jobs, maxReceiveCount, type QueueId, queues, visibilitySeconds } from '../../lib/jobs/jobs.ts';

/** One exchange's queue, and the variable in which whoever sends to it finds its URL. */
export interface ExchangeQueue {
  readonly exchange: string;
  readonly variable: string;
  readonly queue: Queue;
}

export type Queues = Readonly<Record<QueueId, readonly ExchangeQueue[]>> & {
  /** Messages that failed for good, of all queues: SQS moves each back to its own (StartMessageMoveTask). */
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

/** Every period asks for every account anew: after six hours a message has long been overtaken, and there would be no end of them. */
function createPullQueue(scope: Construct, exchange: string, deadLetters: Queue): Queue {
  return new Queue(scope, exchange, {
    ...guarded,
    retentionPeriod: Duration.hours(6),
    visibilityTimeout: Duration.seconds(visibilitySeconds(jobs.pullHistory)),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
}
