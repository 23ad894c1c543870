import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { exchangeMetric, functionMetric, type WithoutDimension } from './function-metrics.ts';
import type { FunctionId } from './grants.ts';
import { overOperations } from './platform-alarms.ts';
import { functionOf, type Watched } from './watched.ts';

/** A dashboard of the alarms, then calls, orders, nonces, exchanges, jobs, pulls and what AWS refuses. */
export function createDashboard(scope: Construct, stage: string, watched: Watched, alarms: Alarm[]): Dashboard {
  const lines = (...ids: WithoutDimension[]): IMetric[] => ids.map((id) => functionMetric(stage, id));
  const rows: IWidget[][] = [
    [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 3 })],
    callWidgets(watched),
    [
      graph(
        'Orders and transfers without an outcome',
        lines(
          'EntriesInReview',
          'EntriesUnknown',
          'UnknownOutcomes',
          'ManualOutcomes',
          'UnjournaledVerdicts',
          'UnreadableEntries',
          'UnstoredAudits',
        ),
      ),
      graph('Nonces', lines('NonceRetries', 'NonceRefusals')),
      graph(
        'Unexpected errors, incomplete halts',
        lines('ThrottledCalls', 'UnexpectedErrors', 'HaltsIncomplete', 'HaltsOpen'),
      ),
    ],
    exchangeWidgets(stage, watched),
    jobWidgets(watched),
    pullWidgets(stage, watched),
    platformWidgets(watched),
  ];
  return new Dashboard(scope, 'dashboard', {
    dashboardName: `oems-${stage}`,
    defaultInterval: Duration.hours(6),
    widgets: rows,
  });
}

function exchangeWidgets(stage: string, { queues }: Watched): IWidget[] {
  const ofEach = (name: Parameters<typeof exchangeMetric>[1], statistic: 'Sum' | 'Maximum') =>
    queues.pulls.map(({ exchange }) => exchangeMetric(stage, name, exchange, statistic));
  return [
    graph('Exchanges away, keys refused, addresses banned', [
      ...ofEach('ExchangeAway', 'Sum'),
      ...ofEach('KeyRefusals', 'Sum'),
      functionMetric(stage, 'AddressBans'),
    ]),
    graph('Age of old markets in use, s', ofEach('MarketsAge', 'Maximum')),
    graph('Keys that can withdraw, keys changed', [
      functionMetric(stage, 'KeysAbleToWithdraw'),
      functionMetric(stage, 'KeysChanged'),
    ]),
    graph('Offset of clocks, ms', [functionMetric(stage, 'ClockOffset', 'Maximum')]),
  ];
}

function callWidgets({ api, functions }: Watched): IWidget[] {
  const stageMetric = (name: string, statistic: string): IMetric => api.stage.metric(name, { statistic });
  const durations = (['createOrder', 'cancelOrder', 'getBalance'] as const satisfies FunctionId[]).map((id) =>
    functionOf(functions, id).lambda.metricDuration({ statistic: 'p99', label: `${id} p99` }),
  );
  return [
    graph('Calls and errors', [
      stageMetric('Count', 'SampleCount'),
      stageMetric('4xx', 'Sum'),
      stageMetric('5xx', 'Sum'),
    ]),
    graph('Latency of the API, ms', [stageMetric('Latency', 'p50'), stageMetric('Latency', 'p99')]),
    graph('Duration of functions, ms', durations),
  ];
}

function jobWidgets({ jobs }: Watched): IWidget[] {
  return [
    graph(
      'Runs of jobs',
      jobs.functions.map(({ id, lambda }) => lambda.metricInvocations({ label: id })),
    ),
    graph(
      'Failed runs of jobs',
      jobs.functions.map(({ id, lambda }) => lambda.metricErrors({ label: id })),
    ),
    graph('Dead letters', [jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' })]),
  ];
}

function pullWidgets(stage: string, { queues }: Watched): IWidget[] {
  return [
    graph(
      'Pulls',
      (['Pulls', 'PullFailures'] as const).map((id) => functionMetric(stage, id)),
    ),
    graph('Waiting pulls, and age in seconds', [
      ...queues.pulls.flatMap(({ exchange, queue }) => [
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: `${exchange}: messages` }),
        queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: `${exchange}: oldest, s` }),
      ]),
      queues.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: 'dead letters' }),
    ]),
    graph(
      'Ledger conflicts and mismatches',
      (['LedgerConflicts', 'LedgerMismatches'] as const).map((id) => functionMetric(stage, id)),
    ),
  ];
}

function platformWidgets(watched: Watched): IWidget[] {
  return [
    graph('Executions at once, and refused invocations, of the AWS account', [
      LambdaFunction.metricAllConcurrentExecutions({ statistic: 'Maximum' }),
      LambdaFunction.metricAllThrottles({ statistic: 'Sum' }),
    ]),
    // METRICS() means all metrics of a graph, so each sum has a graph.
    graph('Requests that the table throttled', [overOperations(watched, 'ThrottledRequests')]),
    graph('Requests that the table failed', [overOperations(watched, 'SystemErrors')]),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
