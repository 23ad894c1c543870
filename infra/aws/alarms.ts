import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { functionMetric } from './function-metrics.ts';
import { platformAlarms } from './platform-alarms.ts';
import { pullAlarms } from './pull-alarms.ts';
import type { DeployOptions } from './stage.ts';
import { troubleAlarms } from './trouble-alarms.ts';
import { type AlarmTerms, functionOf, type Watched } from './watched.ts';

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

/** Each alarm notifies the topic at the start and at the end. */
export function createAlarms(scope: Construct, options: DeployOptions, watched: Watched, topic: ITopic): Alarm[] {
  const construct = new Construct(scope, 'alarms');
  const { stage } = options;
  const all = {
    ...orderAlarms(stage, watched),
    ...apiAlarms(stage, watched),
    ...jobAlarms(watched),
    ...pullAlarms(options, watched),
    ...troubleAlarms(stage),
    ...platformAlarms(construct, options, watched),
  };
  return Object.entries(all).map(([name, terms]) => {
    const { metric, threshold, periods, description, whenSilent, whileMissing } = terms;
    const alarm = new Alarm(construct, name, {
      alarmName: `oems-${stage}-${name}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: whenSilent
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missingData(whenSilent, whileMissing),
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

function missingData(whenSilent?: true, whileMissing?: 'lasts'): TreatMissingData {
  if (whenSilent) return TreatMissingData.BREACHING;
  return whileMissing === 'lasts' ? TreatMissingData.IGNORE : TreatMissingData.NOT_BREACHING;
}

function orderAlarms(stage: string, { functions }: Watched): Record<string, AlarmTerms> {
  return {
    'unknown-outcomes': {
      metric: functionMetric(stage, 'UnknownOutcomes').with({ period: minute }),
      threshold: 1,
      periods: 2,
      description: 'An order or transfer has been unknown for more than a minute: the exchange gives no answer.',
    },
    'manual-outcomes': {
      metric: functionMetric(stage, 'ManualOutcomes').with({ period: minute }),
      threshold: 1,
      periods: 1,
      description: 'Only a person can settle an order or transfer: look for the order or transfer at the exchange.',
    },
    'entries-in-review': {
      metric: functionMetric(stage, 'EntriesInReview', 'Maximum').with({ period: minute }),
      threshold: 1,
      periods: 1,
      whileMissing: 'lasts',
      description: 'Orders or transfers wait for a person, now. The alarm lasts until each of them has a verdict.',
    },
    'entries-unknown': {
      metric: functionMetric(stage, 'EntriesUnknown', 'Maximum').with({ period: minute }),
      threshold: 1,
      periods: 5,
      whileMissing: 'lasts',
      description: 'No verdict for five minutes: the exchange, a key, KMS or the table is away.',
    },
    'unjournaled-verdicts': {
      metric: functionMetric(stage, 'UnjournaledVerdicts').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description:
        'The table refused the outcome of an order or transfer. The resolver will look up the outcome again.',
    },
    'unreadable-entries': {
      metric: functionMetric(stage, 'UnreadableEntries').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'An open order or transfer was written by a newer release: deploy that release, which settles it.',
    },
    'order-latency': {
      metric: functionOf(functions, 'createOrder').lambda.metricDuration({ statistic: 'p99', period: fiveMinutes }),
      threshold: 10_000,
      periods: 3,
      description: 'More than 1 % of orders take longer than 10 s: the exchange or the look-ups are slow.',
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
        'Calls end in 5xx: a fault of the OEMS, or an unavailable exchange (see the code in the "call" lines of the functions).',
    },
    'nonce-retry-rate': {
      metric: new MathExpression({
        // With few calls, a single retry is a large share without meaning.
        expression: 'IF(calls >= 100, 100 * FILL(retries, 0) / calls, 0)',
        usingMetrics: {
          retries: functionMetric(stage, 'NonceRetries'),
          calls: api.stage.metric('Count', { statistic: 'SampleCount' }),
        },
        period: fiveMinutes,
        label: 'Nonce retries, % of calls',
      }),
      threshold: 1,
      periods: 2,
      description:
        'More than 1 % of calls need a second nonce: a second program uses the same keys, or the nonce windows are small.',
    },
    'nonce-refusals': {
      metric: functionMetric(stage, 'NonceRefusals').with({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'Calls fail because no nonce was accepted: a second program has moved the nonce of a key far ahead.',
    },
    'throttled-calls': {
      metric: functionMetric(stage, 'ThrottledCalls').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'KMS or DynamoDB throttles calls: raise the quota of KMS requests, or look for a busy account.',
    },
  };
}

function jobAlarms({ jobs }: Watched): Record<string, AlarmTerms> {
  const resolver = functionOf(jobs.functions, 'resolveOrders').lambda;
  const follower = functionOf(jobs.functions, 'followOrders').lambda;
  const lister = functionOf(jobs.functions, 'listChanges').lambda;
  const markets = functionOf(jobs.functions, 'refreshMarkets').lambda;
  return {
    'dead-letters': {
      metric: jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
      threshold: 1,
      periods: 1,
      description: 'A job could not be started or failed for good. The message names the job and the error.',
    },
    'resolver-errors': {
      metric: resolver.metricErrors({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'The job that settles orders with an unknown outcome keeps failing.',
    },
    'resolver-silent': {
      metric: resolver.metricInvocations({ period: fiveMinutes }),
      threshold: 1,
      periods: 2,
      whenSilent: true,
      description: 'The job that settles orders with an unknown outcome has not run for ten minutes.',
    },
    'follower-errors': {
      metric: follower.metricErrors({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'The job that follows resting orders keeps failing: lists show orders as they were.',
    },
    'follower-silent': {
      metric: follower.metricInvocations({ period: fiveMinutes }),
      threshold: 1,
      periods: 2,
      whenSilent: true,
      description: 'The job that follows resting orders has not run for ten minutes.',
    },
    'lister-errors': {
      metric: lister.metricErrors({ period: fiveMinutes }),
      threshold: 3,
      periods: 1,
      description: 'The job that lists changes keeps failing: events come late, and none is lost.',
    },
    'lister-silent': {
      metric: lister.metricInvocations({ period: fiveMinutes }),
      threshold: 1,
      periods: 2,
      whenSilent: true,
      description: 'The job that lists changes has not run for ten minutes.',
    },
    'markets-errors': {
      metric: markets.metricErrors({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'The markets of an exchange could not be refreshed. The stored markets stay in use.',
    },
  };
}
