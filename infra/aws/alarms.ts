import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeployOptions } from './context.ts';
import { logMetric } from './log-metrics.ts';
import { pullAlarms } from './pull-alarms.ts';
import { type AlarmTerms, functionOf, type Watched } from './watched.ts';

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

/** Each alarm goes to the topic, and again when it is over. */
export function createAlarms(scope: Construct, options: DeployOptions, watched: Watched, topic: ITopic): Alarm[] {
  const construct = new Construct(scope, 'alarms');
  const { stage } = options;
  const all = {
    ...orderAlarms(stage, watched),
    ...apiAlarms(stage, watched),
    ...jobAlarms(watched),
    ...pullAlarms(options, watched),
  };
  return Object.entries(all).map(([name, terms]) => {
    const { metric, threshold, periods, description, whenSilent } = terms;
    const alarm = new Alarm(construct, name, {
      alarmName: `oems-${stage}-${name}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: whenSilent
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenSilent ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

function orderAlarms(stage: string, { functions }: Watched): Record<string, AlarmTerms> {
  return {
    'unknown-outcomes': {
      metric: logMetric(stage, 'unknownOutcomes').with({ period: minute }),
      threshold: 1,
      periods: 2,
      description: 'An order or transfer has been of unknown fate for more than a minute: the exchange does not tell.',
    },
    'manual-outcomes': {
      metric: logMetric(stage, 'manualOutcomes').with({ period: minute }),
      threshold: 1,
      periods: 1,
      description: 'An order or transfer that only a person can settle: look for it at the exchange.',
    },
    'unjournaled-verdicts': {
      metric: logMetric(stage, 'unjournaledVerdicts').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'The table did not take the verdict on an order or transfer; the resolver will find it again.',
    },
    'order-latency': {
      metric: functionOf(functions, 'createOrder').lambda.metricDuration({ statistic: 'p99', period: fiveMinutes }),
      threshold: 10_000,
      periods: 3,
      description: 'One order in a hundred takes longer than 10 s: the exchange or its look-ups are slow.',
    },
  };
}

function apiAlarms(stage: string, { api }: Watched): Record<string, AlarmTerms> {
  return {
    'api-errors': {
      metric: api.stage.metric('5xx', { statistic: 'Sum', period: fiveMinutes }),
      threshold: 5,
      periods: 1,
      description:
        'Calls end in 5xx: our fault, or an exchange that is away (see the code in the functions\' "call" lines).',
    },
    'nonce-retry-rate': {
      metric: new MathExpression({
        // Of few calls one retry is a large share and means nothing.
        expression: 'IF(calls >= 100, 100 * FILL(retries, 0) / calls, 0)',
        usingMetrics: {
          retries: logMetric(stage, 'nonceRetries'),
          calls: api.stage.metric('Count', { statistic: 'SampleCount' }),
        },
        period: fiveMinutes,
        label: 'Nonce retries, % of calls',
      }),
      threshold: 1,
      periods: 2,
      description:
        'More than 1 % of calls need another nonce: another program uses the same keys, or their nonce windows are small.',
    },
    'nonce-refusals': {
      metric: logMetric(stage, 'nonceRefusals').with({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'Calls fail for want of an accepted nonce: a key that another program has moved far ahead.',
    },
    'throttled-calls': {
      metric: logMetric(stage, 'throttledCalls').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'KMS or DynamoDB throttles: raise the quota of KMS requests, or look for a hot account.',
    },
  };
}

function jobAlarms({ jobs }: Watched): Record<string, AlarmTerms> {
  const resolver = functionOf(jobs.functions, 'resolveOrders').lambda;
  const markets = functionOf(jobs.functions, 'refreshMarkets').lambda;
  return {
    'dead-letters': {
      metric: jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
      threshold: 1,
      periods: 1,
      description: 'A job could not be started or failed for good; the message tells which and why.',
    },
    'resolver-errors': {
      metric: resolver.metricErrors({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'The job that settles orders of unknown fate keeps failing.',
    },
    'resolver-silent': {
      metric: resolver.metricInvocations({ period: fiveMinutes }),
      threshold: 1,
      periods: 2,
      whenSilent: true,
      description: 'The job that settles orders of unknown fate has not run for ten minutes.',
    },
    'markets-errors': {
      metric: markets.metricErrors({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: "An exchange's markets could not be refreshed; the stored ones stay in use.",
    },
  };
}
