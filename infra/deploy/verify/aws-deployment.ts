import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricStatisticsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { kebabCase } from '../../../lib/contract/routes.ts';
import { namespaceOf } from '../../aws/function-metrics.ts';
import { type DeployedStack, readDeployedStack } from '../deployed-stack.ts';
import { recordOf } from './calls.ts';
import { CheckFailure, type Deployment, type LoggingFunction, type LogLine } from './deployment.ts';
import { linesIn } from './local-deployment.ts';

interface AwsPlace {
  readonly stage: string;
  /** A client of the stage's file with all scopes; undefined with an external issuer. */
  readonly client: string | undefined;
  /** A token of an external issuer. */
  readonly token: string | undefined;
}

/** The stack of a stage, read with the credentials and the region of the environment. */
export async function awsDeployment(place: AwsPlace): Promise<Deployment> {
  const { stage } = place;
  const stackName = `oems-${stage}`;
  const stack = await readDeployedStack(stackName);
  if (stack === null) throw new CheckFailure(`${stackName} is not deployed`, `npm run deploy -- ${stage}`);
  const { ApiUrl: url = '', AlarmTopic: topic = '' } = stack.outputs;
  return {
    stage,
    url: url.replace(/\/+$/, ''),
    token: () => tokenOf(place, stack),
    logLines: async (functionId, since) => linesOf(await logGroupOf(stackName, stack, functionId), since),
    hasMetric: (name, exchange, since) => hasMetric(stage, { name, exchange, since }),
    alarmMail: () => ring(stage, topic),
    differences: () => cdkDiff(stackName),
  };
}

/** The token of the given client, or of the environment with an external issuer. */
async function tokenOf({ client, token }: AwsPlace, { outputs }: DeployedStack): Promise<string> {
  if (token !== undefined) return token;
  const { TokenUrl, Clients = '{}', ClientSecretCommand = '' } = outputs;
  const id = recordOf(JSON.parse(Clients))[client ?? ''];
  if (TokenUrl === undefined) throw new CheckFailure('the stage has an issuer of its own', 'set OEMS_TOKEN');
  if (typeof id !== 'string')
    throw new CheckFailure(`--client: no client ${client ?? ''} in ${Clients}`, 'name a client with all three scopes');
  const [, UserPoolId] = /--user-pool-id (\S+)/.exec(ClientSecretCommand) ?? [];
  const described = await new CognitoIdentityProviderClient().send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId: id }),
  );
  return fetchToken(TokenUrl, id, described.UserPoolClient?.ClientSecret ?? '');
}

async function fetchToken(url: string, id: string, secret: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(20_000),
  });
  const { access_token: token } = recordOf(await response.json().catch(() => null));
  if (typeof token === 'string') return token;
  throw new CheckFailure(`${url} answered ${response.status} without a token`, 'look at the client in the user pool');
}

/** The log groups have generated names: the template says which resource belongs to a function, and the stack its name. */
async function logGroupOf(stackName: string, { template }: DeployedStack, id: LoggingFunction): Promise<string> {
  const functions = Object.values(template.Resources).map(({ Properties }) => recordOf(Properties));
  const own = functions.find(({ FunctionName }) => FunctionName === `${stackName}-${kebabCase(id)}`);
  const { Ref: LogicalResourceId } = recordOf(recordOf(own?.LoggingConfig).LogGroup);
  if (typeof LogicalResourceId !== 'string')
    throw new CheckFailure(`${stackName} has no function ${kebabCase(id)}`, 'deploy this checkout first');
  const wanted = new DescribeStackResourceCommand({ StackName: stackName, LogicalResourceId });
  const { StackResourceDetail: found } = await new CloudFormationClient().send(wanted);
  return found?.PhysicalResourceId ?? '';
}

async function linesOf(logGroupName: string, startTime: number): Promise<readonly LogLine[]> {
  const pages = paginateFilterLogEvents({ client: new CloudWatchLogsClient() }, { logGroupName, startTime });
  const lines: LogLine[] = [];
  for await (const { events = [] } of pages) lines.push(...events.flatMap(({ message = '' }) => linesIn(message)));
  return lines;
}

interface WantedMetric {
  readonly name: string;
  readonly exchange: string;
  readonly since: number;
}

async function hasMetric(stage: string, { name, exchange, since }: WantedMetric): Promise<boolean> {
  const { Datapoints = [] } = await new CloudWatchClient().send(
    new GetMetricStatisticsCommand({
      Namespace: namespaceOf(stage),
      MetricName: name,
      Dimensions: [{ Name: 'exchange', Value: exchange }],
      StartTime: new Date(since),
      EndTime: new Date(),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.some(({ Sum = 0 }) => Sum > 0);
}

/** An alarm of no danger is set off by hand. CloudWatch sets the alarm back at the next look. */
async function ring(stage: string, TopicArn: string): Promise<readonly string[]> {
  const addresses = await confirmedAddresses(TopicArn);
  await new CloudWatchClient().send(
    new SetAlarmStateCommand({
      AlarmName: `oems-${stage}-order-latency`,
      StateValue: 'ALARM',
      StateReason: 'verify-deployment: a test of the mail, nothing is wrong',
    }),
  );
  return addresses;
}

async function confirmedAddresses(TopicArn: string): Promise<readonly string[]> {
  const subscriptions: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client: new SNSClient() }, { TopicArn }))
    subscriptions.push(...(page.Subscriptions ?? []));
  const waiting = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const names = (some: readonly Subscription[]) => some.map(({ Endpoint = '' }) => Endpoint);
  if (subscriptions.length === 0)
    throw new CheckFailure('nobody hears of an alarm', 'set alarmEmail in the file of the stage, and deploy');
  if (waiting.length > 0)
    throw new CheckFailure(`${names(waiting).join(', ')}: not confirmed`, 'confirm the mail of SNS, then verify again');
  return names(subscriptions);
}

/** The text of `cdk diff`; empty without a difference. The assembly in cdk.out must be fresh. */
function cdkDiff(stackName: string): Promise<string> {
  const program = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const command = [program, 'diff', stackName, '--fail', '--app', 'cdk.out'];
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, stdout, stderr) =>
      resolve(error === null ? '' : `cdk diff: ${stdout}${stderr}`.trim()),
    );
  });
}
