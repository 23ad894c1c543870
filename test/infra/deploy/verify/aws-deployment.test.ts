import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricStatisticsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it, vi } from 'vitest';
import { awsDeployment } from '../../../../infra/deploy/verify/aws-deployment.ts';

const formation = mockClient(CloudFormationClient);
const logs = mockClient(CloudWatchLogsClient);
const watch = mockClient(CloudWatchClient);
const mail = mockClient(SNSClient);

const TemplateBody = JSON.stringify({
  Resources: {
    Logs: { Type: 'AWS::Logs::LogGroup' },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'oems-prod-resolve-orders', LoggingConfig: { LogGroup: { Ref: 'Logs' } } },
    },
  },
});
const outputs = { ApiUrl: 'https://api.example/', AlarmTopic: 'arn:aws:sns:eu-central-1:1:alarms' };

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  for (const mock of [formation, logs, watch, mail]) mock.reset();
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  formation.on(DescribeStacksCommand, { StackName: 'oems-prod' }).resolves({
    Stacks: [{ StackName: 'oems-prod', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE', Outputs }],
  });
  formation.on(GetTemplateCommand).resolves({ TemplateBody });
});

function open() {
  return awsDeployment({ stage: 'prod', client: undefined, token: 'given' });
}

it('the address comes from the stack, and a given token is used', async () => {
  const deployment = await open();
  expect(deployment.url).toBe('https://api.example');
  expect(await deployment.token()).toBe('given');
});

it('the lines of a function come from its log group, page after page, and only JSON objects count', async () => {
  formation
    .on(DescribeStackResourceCommand, { StackName: 'oems-prod', LogicalResourceId: 'Logs' })
    .resolves({ StackResourceDetail: { PhysicalResourceId: 'group-of-resolver' } as never });
  logs
    .on(FilterLogEventsCommand, { logGroupName: 'group-of-resolver', startTime: 5 })
    .resolvesOnce({ events: [{ message: 'START' }, { message: '{"message":"first"}\n' }], nextToken: 'more' })
    .resolvesOnce({ events: [{ message: '{"message":"second"}' }] });
  const lines = await (await open()).logLines('resolveOrders', 5);
  expect(lines).toEqual([{ message: 'first' }, { message: 'second' }]);
});

it('a metric counts when a minute since then has a value', async () => {
  const deployment = await open();
  const metric = () => deployment.hasMetric('KeyRefusals', 'kraken', Date.now() - 60_000);
  watch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Sum: 0 }] });
  expect(await metric()).toBe(false);
  watch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [{ Sum: 0 }, { Sum: 1 }] });
  expect(await metric()).toBe(true);
  expect(watch.commandCalls(GetMetricStatisticsCommand)[0]?.args[0].input).toMatchObject({
    Namespace: 'oems/prod',
    MetricName: 'KeyRefusals',
    Dimensions: [{ Name: 'exchange', Value: 'kraken' }],
  });
});

it('the alarm rings only when every address is confirmed', async () => {
  const deployment = await open();
  mail.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
  await expect(deployment.alarmMail()).rejects.toThrow('nobody hears of an alarm');
  const waiting = { Endpoint: 'new@example.com', SubscriptionArn: 'PendingConfirmation' };
  const confirmed = { Endpoint: 'night@example.com', SubscriptionArn: 'arn:aws:sns:x' };
  mail.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [waiting, confirmed] });
  await expect(deployment.alarmMail()).rejects.toThrow('new@example.com: not confirmed');
  expect(watch.commandCalls(SetAlarmStateCommand)).toHaveLength(0);
  mail.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [confirmed] });
  watch.on(SetAlarmStateCommand).resolves({});
  expect(await deployment.alarmMail()).toEqual(['night@example.com']);
  expect(watch.commandCalls(SetAlarmStateCommand)[0]?.args[0].input).toMatchObject({
    AlarmName: 'oems-prod-order-latency',
    StateValue: 'ALARM',
  });
});

it('a stack that is not deployed is named, with the command that deploys the stack', async () => {
  formation
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error('x does not exist'), { name: 'ValidationError' }));
  await expect(open()).rejects.toThrow('oems-prod is not deployed');
});
