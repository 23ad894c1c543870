import { pullQueueVariable } from '../aws/env.ts';
import { exchangeIds } from '../exchanges/exchanges.ts';

interface JobTerms {
  readonly summary: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** A function that a schedule starts. */
export interface ScheduledJob extends JobTerms {
  /** EventBridge Scheduler expression. */
  readonly schedule: string;
}

/** A function that works off queues, each with a share of its own: one that is slow takes no turn from the others. */
export interface QueueJob extends JobTerms {
  readonly queue: QueueId;
  /** Messages of one invocation, 10 at most. */
  readonly batchSize: number;
  /** How long a batch may wait to be full. */
  readonly batchWindowSeconds: number;
  /** Invocations at once per queue, 2 at least. */
  readonly maxConcurrency: number;
}

/** File name in functions/jobs = job id in kebab-case. */
export type Job = ScheduledJob | QueueJob;

/** By what the functions that send to them call them: one queue per exchange, so that one that is away holds up no other. */
export const queues = {
  pulls: exchangeIds.map((exchange) => ({ exchange, variable: pullQueueVariable(exchange) })),
} as const;

export type QueueId = keyof typeof queues;

export const jobs = {
  refreshMarkets: {
    schedule: 'rate(12 hours)',
    summary: 'Stores the markets of every exchange, so that no cold function has to load them',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  resolveOrders: {
    schedule: 'rate(1 minute)',
    summary: 'Settles orders and transfers whose fate no call has told, and alarms on those it cannot settle',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  dispatchPulls: {
    schedule: 'rate(15 minutes)',
    summary: 'Asks for a pull of every account and of the funding rates in use, spread over the period',
    timeoutSeconds: 120,
    memoryMb: 512,
  },
  pullHistory: {
    queue: 'pulls',
    batchSize: 10,
    batchWindowSeconds: 1,
    maxConcurrency: 10,
    summary: 'Copies what is new in the books of accounts, and published funding rates, into the ledger',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
} as const satisfies Record<string, Job>;

export function isScheduled(job: Job): job is ScheduledJob {
  return 'schedule' in job;
}

/** After so many failed tries a message is a dead letter. */
export const maxReceiveCount = 5;

/** For how long a taken message is nobody else's. Lambda asks for six times the function's own time, so that its retries fit in. */
export function visibilitySeconds({ timeoutSeconds }: Pick<QueueJob, 'timeoutSeconds'>): number {
  return 6 * timeoutSeconds;
}

/** Over how many seconds the pulls of one period are spread: as long as SQS can hold a message back, at most. */
export function spreadSeconds(pullMinutes: number): number {
  return Math.min(900, pullMinutes * 60);
}
