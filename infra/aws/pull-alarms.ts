import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { functionMetric } from './function-metrics.ts';
import type { DeployOptions } from './stage.ts';
import { type AlarmTerms, functionOf, type Watched } from './watched.ts';

type Alarms = Record<string, AlarmTerms>;

const fiveMinutes = Duration.minutes(5);

export function pullAlarms(options: DeployOptions, watched: Watched): Alarms {
  return {
    ...dispatcherAlarms(options, watched),
    ...workerAlarms(watched),
    ...queueAlarms(watched),
    ...ledgerAlarms(options),
  };
}

function dispatcherAlarms({ pullMinutes }: DeployOptions, { jobs }: Watched): Alarms {
  const { lambda } = functionOf(jobs.functions, 'dispatchPulls');
  return {
    'dispatcher-errors': {
      metric: lambda.metricErrors({ period: fiveMinutes }),
      // A failed run is retried within minutes.
      threshold: 2,
      periods: 1,
      description: 'The job that requests the pulls keeps failing: some accounts are not being pulled.',
    },
    'dispatcher-silent': {
      metric: lambda.metricInvocations({ period: Duration.minutes(pullMinutes) }),
      threshold: 1,
      periods: 2,
      whenSilent: true,
      description: 'The job that requests the pulls has not run for two periods: no account is being pulled.',
    },
  };
}

function queueAlarms({ queues }: Watched): Alarms {
  return {
    'pull-dead-letters': {
      metric: queues.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: fiveMinutes,
        statistic: 'Maximum',
      }),
      threshold: 1,
      periods: 1,
      description:
        'A pull failed for good by a fault of the OEMS: see the log of pull-history, then redrive the messages.',
    },
    ...Object.fromEntries(
      queues.pulls.map(({ exchange, queue }): [string, AlarmTerms] => [
        `pull-backlog-${exchange}`,
        {
          metric: queue.metricApproximateAgeOfOldestMessage({ period: fiveMinutes, statistic: 'Maximum' }),
          // The spread delays a message up to a quarter of an hour; two failed tries add the rest.
          threshold: 3600,
          periods: 2,
          description: `Pulls of ${exchange} wait for an hour: pull-history is too slow for the number of accounts, or fails.`,
        },
      ]),
    ),
  };
}

function workerAlarms({ jobs }: Watched): Alarms {
  return {
    'puller-errors': {
      metric: functionOf(jobs.functions, 'pullHistory').lambda.metricErrors({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'The function that pulls crashes or runs out of time. A message comes back at most five times.',
    },
  };
}

function ledgerAlarms({ stage, pullMinutes }: DeployOptions): Alarms {
  return {
    'ledger-conflicts': {
      metric: functionMetric(stage, 'LedgerConflicts').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description:
        'The exchange returned a known ledger entry with different content. The ledger keeps the first version: compare both versions.',
    },
    'ledger-mismatches': {
      metric: functionMetric(stage, 'LedgerMismatches').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description:
        'The ledger entries of a wallet do not add up to the change of the balance: entries are missing or wrong.',
    },
    'pull-failure-rate': {
      metric: new MathExpression({
        expression: '100 * FILL(failures, 0) / pulls',
        usingMetrics: { failures: functionMetric(stage, 'PullFailures'), pulls: functionMetric(stage, 'Pulls') },
        period: Duration.minutes(pullMinutes),
        label: 'Failed pulls, % of pulls',
      }),
      threshold: 10,
      periods: 2,
      description:
        'More than 10 % of pulls fail: the exchange is unavailable, or keys were revoked (each account shows the last error).',
    },
  };
}
