import {
  maxReceiveCount,
  type QueueJob,
  type queues,
  type ScheduledJob,
  spreadSeconds,
  visibilitySeconds,
} from '../../lib/api/jobs.ts';
import { type EventSource, startEventSource } from './event-source.ts';
import type { Invocation } from './function-thread.ts';
import { DISPATCHER } from './pull-now.ts';
import { parseRate } from './schedules.ts';
import type { LocalSqs } from './sqs.ts';
import { createQueue, type LocalQueue } from './sqs-queue.ts';

/** A job as the local stack reads it. */
export type LocalJob =
  | Pick<ScheduledJob, 'schedule' | 'timeoutSeconds'>
  | (Omit<QueueJob, 'queue' | 'summary' | 'memoryMb'> & { readonly queue: string });

export interface JobTables {
  readonly jobs: Readonly<Record<string, LocalJob>>;
  readonly queues: Readonly<Record<string, (typeof queues)['pulls']>>;
}

/** A queue and the job behind it. */
export interface JobQueue {
  readonly jobId: string;
  readonly job: Extract<LocalJob, { readonly queue: string }>;
  readonly queue: LocalQueue;
  /** In which whoever sends to it finds its URL. */
  readonly variable: string;
}

/** The queues of the tables with the terms that infra/aws/queues.ts deploys. */
export function createJobQueues({ jobs, queues }: JobTables): JobQueue[] {
  return Object.entries(jobs).flatMap(([jobId, job]) => {
    if ('schedule' in job) return [];
    const deadLetters = createQueue({ name: `${job.queue}-dead-letters` });
    return (queues[job.queue] ?? []).map(({ exchange, variable }) => {
      const name = `${job.queue}-${exchange}`;
      const redrive = { deadLetters, maxReceiveCount };
      return { jobId, job, variable, queue: createQueue({ name, visibilitySeconds: visibilitySeconds(job), redrive }) };
    });
  });
}

/** What the functions are told of the queues, beside their endpoint. */
export function pullEnvironment(
  { jobs }: JobTables,
  jobQueues: readonly JobQueue[],
  sqs: LocalSqs,
): Record<string, string> {
  const dispatcher = jobs[DISPATCHER];
  const periodMs = dispatcher !== undefined && 'schedule' in dispatcher ? parseRate(dispatcher.schedule) : 0;
  return {
    AWS_ENDPOINT_URL_SQS: sqs.url,
    OEMS_PULL_SPREAD_SECONDS: String(spreadSeconds(periodMs / 60_000)),
    ...Object.fromEntries(jobQueues.map(({ variable, queue }) => [variable, sqs.urlOf(queue)])),
  };
}

/** Each queue and, once, the one for its dead letters. */
export function withDeadLetters(queues: readonly LocalQueue[]): LocalQueue[] {
  return [
    ...new Set(queues.flatMap((queue) => [queue, ...(queue.terms.redrive ? [queue.terms.redrive.deadLetters] : [])])),
  ];
}

export function startJobSource(
  { jobId, job, queue }: JobQueue,
  invoke: (jobId: string, event: unknown) => Promise<Invocation>,
): EventSource {
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
