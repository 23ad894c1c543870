import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { kebabCase } from '../../lib/contract/routes.ts';
import { callsExchange, keepsJournal, writesLedger } from './granted.ts';
import { type FunctionId, grants } from './grants.ts';

/** A metric of log lines of the functions (lib/aws/log.ts). */
export interface LogMetric {
  readonly name: string;
  /** JSON filter syntax of CloudWatch. A test matches each pattern against the log lines of the code. */
  readonly pattern: string;
  /** True for functions that can write the log line. */
  readonly from: (id: FunctionId) => boolean;
}

export const logMetrics = {
  /**
   * The first look of the resolver is after the end of the sending call, so an unsettled order is older than half a
   * minute.
   */
  unknownOutcomes: {
    name: 'UnknownOutcomes',
    pattern: '{ $.message = "entry resolved" && $.outcome = "UNKNOWN" }',
    from: (id) => id === 'resolveOrders',
  },
  manualOutcomes: {
    name: 'ManualOutcomes',
    pattern: '{ $.message = "entry resolved" && $.outcome = "NEEDS_REVIEW" }',
    from: keepsJournal,
  },
  unjournaledVerdicts: {
    name: 'UnjournaledVerdicts',
    pattern: '{ $.message = "verdict not journaled" }',
    from: keepsJournal,
  },
  /** Items of a newer release. A guess of this release could lose money, so such an entry stays unsettled and such a symbol unpulled. */
  unreadableEntries: {
    name: 'UnreadableEntries',
    pattern: '{ $.message = "entry unreadable" }',
    from: (id) => ['resolveOrders', 'followOrders', 'listChanges', 'listEvents', 'dispatchPulls'].includes(id),
  },
  /** Calls that needed two nonces or more. */
  nonceRetries: {
    name: 'NonceRetries',
    pattern: '{ $.message = "nonce accepted after retries" }',
    from: callsExchange,
  },
  /** Calls that failed because no nonce was accepted, or because the nonce counter could not be repaired. */
  nonceRefusals: {
    name: 'NonceRefusals',
    pattern: '{ $.code = "NONCE_REJECTED" || $.message = "nonce counter could not be repaired*" }',
    from: callsExchange,
  },
  /** Calls that failed because KMS or DynamoDB throttled the request. */
  throttledCalls: {
    name: 'ThrottledCalls',
    pattern:
      '{ $.message = "unexpected error" && ( $.error = "ThrottlingException*" || $.error = "ProvisionedThroughputExceededException*" ) }',
    from: (id) => grants[id].length > 0,
  },
  /** The exchange returned a ledger entry with a known id and different content. */
  ledgerConflicts: {
    name: 'LedgerConflicts',
    pattern: '{ $.message = "ledger conflict" }',
    from: writesLedger,
  },
  /** The sum of the ledger entries of a wallet differs from the change of the balance. */
  ledgerMismatches: {
    name: 'LedgerMismatches',
    pattern: '{ $.message = "ledger mismatch" }',
    from: writesLedger,
  },
  pullFailures: {
    name: 'PullFailures',
    pattern: '{ $.message = "pull failed" }',
    from: writesLedger,
  },
  /** Processed messages of the pull queues, with or without success of the pull. */
  pulls: {
    name: 'Pulls',
    pattern: '{ $.message = "message done" }',
    from: writesLedger,
  },
} as const satisfies Record<string, LogMetric>;

export type LogMetricId = keyof typeof logMetrics;

function namespaceOf(stage: string): string {
  return `oems/${stage}`;
}

/** All functions share a metric: a dimension for the function would cost a metric per function. */
export function addLogMetrics(scope: Construct, stage: string, id: FunctionId, logGroup: ILogGroup): void {
  for (const { name, pattern, from } of Object.values(logMetrics) as LogMetric[]) {
    if (!from(id)) continue;
    new MetricFilter(scope, `${kebabCase(id)}-${name}`, {
      logGroup,
      metricNamespace: namespaceOf(stage),
      metricName: name,
      metricValue: '1',
      filterPattern: FilterPattern.literal(pattern),
    });
  }
}

/** Number of log lines in a period. */
export function logMetric(stage: string, id: LogMetricId): Metric {
  return new Metric({
    namespace: namespaceOf(stage),
    metricName: logMetrics[id].name,
    statistic: 'Sum',
  });
}
