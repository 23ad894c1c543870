import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { kebabCase } from '../../lib/contract/routes.ts';
import { callsExchange, type FunctionId, grants, keepsJournal, writesLedger } from './grants.ts';

/** A number read from the functions' log lines (lib/aws/log.ts). */
export interface LogMetric {
  readonly name: string;
  /** CloudWatch's JSON filter syntax. A test matches each against the lines that the code writes. */
  readonly pattern: string;
  /** The functions that can write such a line. */
  readonly from: (id: FunctionId) => boolean;
}

export const logMetrics = {
  /** The resolver looks first when the call that sent the order has ended: what it cannot settle is older than half a minute. */
  unknownOutcomes: {
    name: 'UnknownOutcomes',
    pattern: '{ $.message = "line resolved" && $.outcome = "UNKNOWN" }',
    from: (id) => id === 'resolveOrders',
  },
  manualOutcomes: {
    name: 'ManualOutcomes',
    pattern: '{ $.message = "line resolved" && $.outcome = "NEEDS_REVIEW" }',
    from: keepsJournal,
  },
  unjournaledVerdicts: {
    name: 'UnjournaledVerdicts',
    pattern: '{ $.message = "verdict not journaled" }',
    from: keepsJournal,
  },
  /** Calls that needed more than one nonce. */
  nonceRetries: {
    name: 'NonceRetries',
    pattern: '{ $.message = "nonce accepted after retries" }',
    from: callsExchange,
  },
  /** Calls that failed because no nonce was accepted, or whose counter could not be repaired. */
  nonceRefusals: {
    name: 'NonceRefusals',
    pattern: '{ $.code = "NONCE_REJECTED" || $.message = "nonce counter could not be repaired*" }',
    from: callsExchange,
  },
  /** Calls that failed because KMS or DynamoDB throttled them (their exceptions' names). */
  throttledCalls: {
    name: 'ThrottledCalls',
    pattern:
      '{ $.message = "unexpected error" && ( $.error = "ThrottlingException*" || $.error = "ProvisionedThroughputExceededException*" ) }',
    from: (id) => grants[id].length > 0,
  },
  /** An id of the exchange's books came back with other content. */
  ledgerConflicts: {
    name: 'LedgerConflicts',
    pattern: '{ $.message = "ledger conflict" }',
    from: writesLedger,
  },
  /** The sum of a wallet's events is not the change of its balance. */
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
  /** Messages of pull queues that were worked off, whatever came of the pulls. */
  pulls: {
    name: 'Pulls',
    pattern: '{ $.message = "message done" }',
    from: writesLedger,
  },
} as const satisfies Record<string, LogMetric>;

export type LogMetricId = keyof typeof logMetrics;

export function namespaceOf(stage: string): string {
  return `oems/${stage}`;
}

/** All filters of one metric add up in it: a dimension per function would cost a metric per function. */
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

/** Lines in a period. */
export function logMetric(stage: string, id: LogMetricId): Metric {
  return new Metric({
    namespace: namespaceOf(stage),
    metricName: logMetrics[id].name,
    statistic: 'Sum',
  });
}
