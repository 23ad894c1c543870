import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Route } from '../../lib/contract/route.ts';
import { routes } from '../../lib/contract/routes.ts';
import { namespaceOf } from './function-metrics.ts';
import type { Grant } from './grant.ts';
import { grants } from './grants.ts';
import type { DeployOptions } from './stage.ts';
import type { AlarmTerms, Watched } from './watched.ts';

const fiveMinutes = Duration.minutes(5);
/** Of the limit of concurrent executions. */
const nearLimit = 0.7;

/** What AWS itself refuses: throttles and faults that no function can log. */
export function platformAlarms(
  scope: Construct,
  { stage, lambdaConcurrency }: Pick<DeployOptions, 'stage' | 'lambdaConcurrency'>,
  watched: Watched,
): Record<string, AlarmTerms> {
  return {
    'table-throttled': {
      metric: overOperations(watched, 'ThrottledRequests'),
      threshold: 1,
      periods: 1,
      description: 'DynamoDB throttles requests to the table: a busy partition, or maxReadRequestUnits is too low.',
    },
    'table-errors': {
      metric: overOperations(watched, 'SystemErrors'),
      threshold: 3,
      periods: 1,
      description: 'DynamoDB answers with errors of its own: look at the health of the region.',
    },
    'lambda-throttles': {
      // Over all functions of the account and region: the functions share one limit.
      metric: LambdaFunction.metricAllThrottles({ period: fiveMinutes, statistic: 'Sum' }),
      threshold: 1,
      periods: 1,
      description: 'Lambda refuses invocations: the limit of concurrent executions is reached, or a reserved share is.',
    },
    'lambda-concurrency': {
      metric: LambdaFunction.metricAllConcurrentExecutions({ period: fiveMinutes, statistic: 'Maximum' }),
      threshold: Math.ceil(lambdaConcurrency * nearLimit),
      periods: 1,
      description:
        'Concurrent executions come near the limit of the account (lambdaConcurrency): find the busy caller, or raise the quota.',
    },
    'safety-throttled': {
      metric: safetyThrottled(scope, stage, watched),
      threshold: 1,
      periods: 1,
      description:
        'A halt, a cancellation or a change of the trading state was answered with 429: repeat the call, then look who floods.',
    },
  };
}

/** DynamoDB counts by operation; SUM ignores an operation without data. An alarm reads ten metrics at most. */
export function overOperations({ table }: Watched, name: 'ThrottledRequests' | 'SystemErrors'): IMetric {
  const metricOf = (Operation: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: name,
      dimensionsMap: { TableName: table.tableName, Operation },
      statistic: 'Sum',
      period: fiveMinutes,
    });
  const usingMetrics = Object.fromEntries(tableOperations().map((each, index) => [`m${index}`, metricOf(each)]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, period: fiveMinutes, label: name });
}

/** The operations that any function may use. */
export function tableOperations(): string[] {
  const all: readonly Grant[] = Object.values(grants).flat();
  const actionsOf = (grant: Grant): readonly string[] =>
    'items' in grant ? grant.actions : 'index' in grant ? ['Query'] : [];
  return [...new Set(all.flatMap(actionsOf))].toSorted();
}

/** API Gateway refuses a call before any function hears of the call, so only the access log tells. */
function safetyThrottled(scope: Construct, stage: string, { api }: Watched): IMetric {
  const filter = new MetricFilter(scope, 'safety-throttled-filter', {
    logGroup: api.accessLog,
    metricNamespace: namespaceOf(stage),
    metricName: 'SafetyCallsThrottled',
    metricValue: '1',
    filterPattern: FilterPattern.literal(`{ $.status = "429" && ( ${safetyRoutes().join(' || ')} ) }`),
  });
  return filter.metric({ statistic: 'Sum', period: Duration.minutes(1) });
}

function safetyRoutes(): string[] {
  const all: readonly Route[] = Object.values(routes);
  return all.filter(({ safety }) => safety).map(({ method, path }) => `$.route = "${method} ${path}"`);
}
