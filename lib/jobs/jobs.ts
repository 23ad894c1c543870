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
  /** The job ends what a halt began: a share of the concurrency is kept free for the job. */
  readonly safety?: true;
}

/** A function behind queues. The limit of concurrency holds per queue, so a slow queue delays no second queue. */
export interface QueueJob extends JobTerms {
  readonly queue: QueueId;
  /** Messages of an invocation, 10 at most. */
  readonly batchSize: number;
  /** The longest wait for a full batch. */
  readonly batchWindowSeconds: number;
  /** Concurrent invocations per queue, 2 at least. A deployment has a number of its own (infra/aws/stage-schema.ts). */
  readonly maxConcurrency: number;
}

/** A function that an operator invokes with rights of AWS, in place of a token. */
export interface DirectJob extends JobTerms {
  readonly invokedBy: 'operator';
  readonly safety?: true;
}

/** File name in functions/jobs = job id in kebab-case. */
export type Job = ScheduledJob | QueueJob | DirectJob;

/** Queues by logical name. Every exchange has a queue, so an exchange that is down does not delay other exchanges. */
export const queues = {
  pulls: exchangeIds.map((exchange) => ({ exchange, variable: pullQueueVariable(exchange) })),
} as const;

export type QueueId = keyof typeof queues;

export const jobs = {
  refreshMarkets: {
    schedule: 'rate(12 hours)',
    summary: 'Stores the markets of every exchange, so that a cold function reads the markets from the table',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  resolveOrders: {
    schedule: 'rate(1 minute)',
    safety: true,
    summary:
      'Settles orders and transfers of unknown outcome, carries halts on until nothing is open, and raises an alarm when that fails',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  followOrders: {
    schedule: 'rate(1 minute)',
    summary: 'Brings resting orders up to date with their exchange, so that lists are true without being asked twice',
    timeoutSeconds: 58,
    memoryMb: 1024,
  },
  listChanges: {
    schedule: 'rate(1 minute)',
    summary:
      'Moves the changes that wait in orders, transfers, accounts and ledgers into the list of events of their tenant',
    timeoutSeconds: 58,
    memoryMb: 512,
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
    summary: 'Copies new ledger entries of accounts and published funding rates from the exchanges',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  operatorHalt: {
    invokedBy: 'operator',
    safety: true,
    summary: 'Halts an account, a tenant or all accounts of an exchange, for an operator without a token of the tenant',
    timeoutSeconds: 60,
    memoryMb: 1024,
  },
} as const satisfies Record<string, Job>;

export function isScheduled(job: Job): job is ScheduledJob {
  return 'schedule' in job;
}

export function isDirect(job: Job): job is DirectJob {
  return 'invokedBy' in job;
}

/** After so many failed deliveries a message becomes a dead letter. */
export const maxReceiveCount = 5;

/**
 * The time for which a received message is invisible to further consumers. Lambda recommends six times the function's timeout, for retries.
 */
export function visibilitySeconds({ timeoutSeconds }: Pick<QueueJob, 'timeoutSeconds'>): number {
  return 6 * timeoutSeconds;
}

/** Seconds over which the pulls of one period are spread: at most the longest delay of an SQS message. */
export function spreadSeconds(pullMinutes: number): number {
  return Math.min(900, pullMinutes * 60);
}
