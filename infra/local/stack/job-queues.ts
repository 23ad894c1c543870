import {
  type DirectJob,
  maxReceiveCount,
  type QueueJob,
  type queues,
  type ScheduledJob,
  spreadSeconds,
  visibilitySeconds,
} from '../../../lib/jobs/jobs.ts';
import { type LocalSqs, startSqs } from '../aws/sqs.ts';
import { createQueue, type LocalQueue } from '../aws/sqs-queue.ts';
import { type EventSource, startEventSource } from '../lambda/event-source.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import { DISPATCHER } from './pull-now.ts';
import { parseRate } from './schedules.ts';

/** The columns of a job that the local stack reads. */
type LocalJob =
  | Pick<ScheduledJob, 'schedule' | 'timeoutSeconds'>
  | Pick<DirectJob, 'invokedBy' | 'timeoutSeconds'>
  | (Omit<QueueJob, 'queue' | 'summary' | 'memoryMb'> & { readonly queue: string });

export interface JobTables {
  readonly jobs: Readonly<Record<string, LocalJob>>;
  readonly queues: Readonly<Record<string, (typeof queues)['pulls']>>;
}

/** A queue and the job that works on the messages. */
interface JobQueue {
  readonly jobId: string;
  readonly job: Extract<LocalJob, { readonly queue: string }>;
  readonly queue: LocalQueue;
  /** Environment variable with the URL of the queue. */
  readonly variable: string;
}

type Invoke = (jobId: string, event: unknown) => Promise<Invocation>;

export interface JobQueues {
  readonly sqs: LocalSqs;
  /** Environment variables of the functions about the queues. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts to feed the queues to the jobs. */
  feed(invoke: Invoke): EventSource[];
}

/** The queues of the tables, with the same terms as in infra/aws/queues.ts. */
export async function startJobQueues(tables: JobTables): Promise<JobQueues> {
  const jobQueues = Object.entries(tables.jobs).flatMap(([jobId, job]) =>
    'queue' in job ? createQueues(tables, jobId, job) : [],
  );
  const queues = jobQueues.flatMap(({ queue }) => [queue, queue.terms.redrive?.deadLetters ?? []].flat());
  const sqs = await startSqs({ queues: [...new Set(queues)] });
  return {
    sqs,
    environment: {
      AWS_ENDPOINT_URL_SQS: sqs.url,
      OEMS_PULL_SPREAD_SECONDS: String(spreadSeconds(dispatcherMinutes(tables))),
      ...Object.fromEntries(jobQueues.map(({ variable, queue }) => [variable, sqs.urlOf(queue)])),
    },
    feed: (invoke) => jobQueues.map((jobQueue) => startSource(jobQueue, invoke)),
  };
}

function createQueues({ queues }: JobTables, jobId: string, job: JobQueue['job']): JobQueue[] {
  const deadLetters = createQueue({ name: `${job.queue}-dead-letters` });
  const redrive = { deadLetters, maxReceiveCount };
  return (queues[job.queue] ?? []).map(({ exchange, variable }) => {
    const name = `${job.queue}-${exchange}`;
    const queue = createQueue({ name, visibilitySeconds: visibilitySeconds(job), redrive });
    return { jobId, job, variable, queue };
  });
}

function dispatcherMinutes({ jobs }: JobTables): number {
  const dispatcher = jobs[DISPATCHER];
  return dispatcher !== undefined && 'schedule' in dispatcher ? parseRate(dispatcher.schedule) / 60_000 : 0;
}

function startSource({ jobId, job, queue }: JobQueue, invoke: Invoke): EventSource {
  return startEventSource({
    queue,
    queueArn: `arn:aws:sqs:us-east-1:000000000000:${queue.name}`,
    batchSize: job.batchSize,
    windowMs: job.batchWindowSeconds * 1000,
    maxConcurrency: job.maxConcurrency,
    reportsFailures: true,
    invoke: (event) => invoke(jobId, event),
    may: () => true,
  });
}
