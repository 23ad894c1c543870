import { describe, expect, it } from 'vitest';
import { grants } from '../../../infra/aws/grants.ts';
import type { Route } from '../../../lib/contract/route.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { matches } from './fixture-filter-pattern.ts';
import { everyOption, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const alarms = resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('alarms', () => {
  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))(
    '%s says what to do and tells the topic',
    (_name, alarm) => {
      const [[topic] = ['']] = resourcesOf(dev, 'AWS::SNS::Topic');
      expect(String(alarm.AlarmDescription).length).toBeGreaterThan(40);
      expect(alarm.AlarmActions).toEqual([{ Ref: topic }]);
      expect(alarm.OKActions).toEqual([{ Ref: topic }]);
    },
  );

  it('alarms are quiet without data, except alarms on silence', () => {
    const loud = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(loud.map(({ AlarmName }) => AlarmName)).toEqual([
      'oems-dev-resolver-silent',
      'oems-dev-follower-silent',
      'oems-dev-lister-silent',
      'oems-dev-dispatcher-silent',
    ]);
  });

  it('the alarms on gauges last until the gauge says zero, also while the gauge is silent', () => {
    const lasting = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'ignore');
    expect(lasting.map(({ AlarmName, Statistic }) => [AlarmName, Statistic])).toEqual([
      ['oems-dev-entries-in-review', 'Maximum'],
      ['oems-dev-entries-unknown', 'Maximum'],
      ['oems-dev-halts-open', 'Maximum'],
    ]);
    const quiet = alarms.length - lasting.length - 4;
    expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === 'notBreaching')).toHaveLength(quiet);
  });

  it('alarms reach the given e-mail address, and undelivered alarms are kept', () => {
    expect(resourcesOf(dev, 'AWS::SNS::Subscription')).toEqual([]);
    const subscription = theOnly(synthesize(everyOption), 'AWS::SNS::Subscription').Properties;
    expect(subscription).toMatchObject({ Protocol: 'email', Endpoint: 'desk@example.com' });
    expect(subscription).toHaveProperty('RedrivePolicy');
  });

  it('only CloudWatch and the rule about the keys can publish alarms, and only over TLS', () => {
    const policy = JSON.stringify(theOnly(dev, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument);
    expect(policy.match(/\w+\.amazonaws\.com/g)?.toSorted()).toEqual([
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
    ]);
    expect(policy).toContain('aws:SecureTransport');
  });
});

/** The line that API Gateway writes for a call. */
function accessLine(route: string, status: number): Record<string, string> {
  const { Format = '' } = theOnly(dev, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as { Format?: string };
  const text = Format.replaceAll('$context.routeKey', route).replaceAll('$context.status', String(status));
  return JSON.parse(text);
}

describe('throttled calls that stop trading', () => {
  const filter = theOnly(dev, 'AWS::Logs::MetricFilter').Properties;
  const pattern = String(filter.FilterPattern);
  const all = Object.values(routes) as Route[];
  const keyOf = ({ method, path }: Route) => `${method} ${path}`;

  it('are counted in the access log, each of them and no other call', () => {
    const counted = all.filter((route) => matches(pattern, accessLine(keyOf(route), 429)));
    expect(counted).toEqual(all.filter(({ safety }) => safety));
    expect(counted.length).toBeGreaterThan(3);
    for (const route of all) expect(matches(pattern, accessLine(keyOf(route), 200))).toBe(false);
  });

  it('are counted in the log that API Gateway writes to', () => {
    const { DestinationArn } = theOnly(dev, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as {
      DestinationArn: unknown;
    };
    expect(JSON.stringify(DestinationArn)).toContain((filter.LogGroupName as { Ref: string }).Ref);
  });
});

describe('a call that can take a key away', () => {
  const [, rule] = resourcesOf(dev, 'AWS::Events::Rule')[0] ?? [];
  const pattern = JSON.stringify(rule?.Properties.EventPattern);

  it.each(['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'])('%s of either key goes to the topic', (call) => {
    expect(pattern).toContain(`"${call}"`);
    const keys = resourcesOf(dev, 'AWS::KMS::Key').map(([id]) => id);
    expect(keys).toHaveLength(2);
    for (const id of keys) expect(pattern).toContain(`{"Ref":"${id}"},{"Fn::GetAtt":["${id}","Arn"]}`);
    const [[topic] = ['']] = resourcesOf(dev, 'AWS::SNS::Topic');
    expect(rule?.Properties.Targets).toMatchObject([{ Arn: { Ref: topic }, DeadLetterConfig: {} }]);
  });
});

describe('the dashboard', () => {
  it('shows what AWS refuses: executions, invocations, requests to the table', () => {
    const body = JSON.stringify(theOnly(dev, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const name of ['ConcurrentExecutions', 'Throttles', 'ThrottledRequests', 'SystemErrors'])
      expect(body).toContain(`\\"${name}\\"`);
  });
});

describe('requests that DynamoDB throttles', () => {
  it('are counted over every operation that a function may use', () => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === 'oems-dev-table-throttled');
    const actions = Object.values(grants)
      .flat()
      .flatMap((grant) => ('items' in grant ? [...grant.actions] : []));
    for (const action of [...actions, 'Query']) expect(JSON.stringify(alarm)).toContain(`"Value":"${action}"`);
    expect(((alarm?.Metrics ?? []) as unknown[]).length, 'an alarm reads ten metrics at most').toBeLessThanOrEqual(11);
  });
});

describe('the budget of a month', () => {
  it('is absent unless the stage names an amount', () => {
    expect(resourcesOf(dev, 'AWS::Budgets::Budget')).toEqual([]);
  });

  it('sends a mail to the address of the alarms at 80 % and for a forecast above the amount', () => {
    const { Budget, NotificationsWithSubscribers } = theOnly(
      synthesize(everyOption),
      'AWS::Budgets::Budget',
    ).Properties;
    expect(Budget).toMatchObject({ BudgetLimit: { Amount: 500, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    expect(Budget).toMatchObject({ CostFilters: { TagKeyValue: ['user:stage$prod'] } });
    const subscribers = [{ SubscriptionType: 'EMAIL', Address: 'desk@example.com' }];
    expect(NotificationsWithSubscribers).toMatchObject([
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80 }, Subscribers: subscribers },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 }, Subscribers: subscribers },
    ]);
  });

  it('needs an address: a budget that tells nobody is none', () => {
    expect(() => synthesize({ monthlyBudgetUsd: 500 })).toThrow('monthlyBudgetUsd: the budget needs alarmEmail');
  });
});

describe('the stack', () => {
  it('leaves room below the 500 resources that CloudFormation allows', () => {
    expect(Object.keys(synthesize(everyOption).template.Resources).length).toBeLessThan(450);
  });
});

it('the alarm on concurrency follows the limit of the stage', () => {
  const thresholdOf = (synthesis: typeof dev) =>
    resourcesOf(synthesis, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .find(({ AlarmName }) => String(AlarmName).endsWith('-lambda-concurrency'))?.Threshold;
  expect([thresholdOf(dev), thresholdOf(synthesize(everyOption))]).toEqual([700, 2100]);
});
