import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsServer } from '../aws/aws-server.ts';
import { startDynamoDb } from '../aws/dynamodb.ts';
import { startKms } from '../aws/kms.ts';
import { startSqs } from '../aws/sqs.ts';
import { createFunctionPool, type FunctionSettings, type Invocation } from '../lambda/function-pool.ts';
import { type GatewaySettings, startGateway } from '../lambda/gateway.ts';
import { createTableAs } from '../stack/create-table.ts';
import { DISPATCHER, PULL_NOW, pullCalls } from '../stack/pull-now.ts';
import { startSchedules } from '../stack/schedules.ts';
import { SettingsError, type StackSettings } from '../stack/settings.ts';
import { functionName, type LocalStack } from '../stack/stack.ts';
import { createTokenIssuer, openTokenIssuer } from '../stack/token-issuer.ts';
import { ADMINISTRATOR, createEnforcer, type Enforcer, type Refusal } from './enforce.ts';
import { createDeployedQueues, startDeployedSources } from './feed-functions.ts';
import { gatewayInvoke } from './invoke-routes.ts';
import { ACCOUNT, REGION } from './physical-names.ts';
import type { Deployment } from './read-template.ts';
import { createRuntimeRole } from './runtime-role.ts';
import { createJobStarter, type DeadLetter } from './start-jobs.ts';
import { tokensFor } from './tokens.ts';

/** The local stack, run from a synthesized template and bound by its policies. */
export interface TemplateStack extends LocalStack {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  /** Everything that was refused so far. */
  readonly refusals: readonly Refusal[];
  readonly deadLetters: readonly DeadLetter[];
}

/**
 * Starts what the template would deploy. Of the settings, `distDir` counts for nothing: the code is the synthesized
 * assets. Jobs and functions answer to their deployed names and to those of the bundles (`get-balance`).
 */
export async function startTemplateStack(settings: StackSettings, deployment: Deployment): Promise<TemplateStack> {
  if (settings.dynamodbUrl ?? settings.kmsUrl) throw new SettingsError(EXTERNAL);
  await using parts = new AsyncDisposableStack();
  const log = settings.onLog ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const refusals: Refusal[] = [];
  const enforcer = createEnforcer(deployment, (refusal) => {
    refusals.push(refusal);
    log(`refused: ${refusal.message}`, refusal.session);
  });
  const { dynamodb, kms } = await startServices(parts, settings, deployment, enforcer);
  const queues = createDeployedQueues(deployment);
  const sqs = parts.adopt(
    await startSqs({ queues: [...queues.values()], guard: enforcer.sqs, accountId: ACCOUNT }),
    close,
  );
  const functionEnv = sharedEnvironment(settings, { dynamodb, kms, sqs });
  const runtime = createRuntimeRole(deployment.functions, enforcer);
  const onLog = (line: string, name: string) => (runtime.mayLog(name) ? log(line, name) : undefined);
  const functions = functionSettings(deployment);
  const pool = parts.adopt(createFunctionPool({ ...settings, env: functionEnv, functions, onLog }), close);
  const invoke: Invoke = (functionName, event, timeoutMs) => {
    runtime.trace(functionName);
    return pool.invoke(functionName, event, timeoutMs);
  };
  const jobs = createJobStarter(deployment, enforcer, invoke);
  const schedules = startSchedules(expressionsOf(deployment), jobs.start);
  parts.defer(() => schedules.close());
  const sources = startDeployedSources(deployment, queues, enforcer, invoke);
  for (const source of sources) parts.defer(() => source.close());
  const deployedName = nameFinder(deployment);
  const ownCalls = pullCalls({
    queues: [...queues.values()],
    sources,
    dispatch: () => jobs.start(deployedName(DISPATCHER), PULL_NOW),
  });
  const invokeRoute = gatewayInvoke(deployment, enforcer, invoke);
  const { gateway, issuer } = await startApi(parts, { ...settings, ownCalls }, deployment, invokeRoute);

  const running = parts.move();
  return {
    url: gateway.url,
    dynamodbUrl: dynamodb.url,
    kmsUrl: kms.url,
    tableName: deployment.table.definition.TableName,
    dynamodb,
    kms,
    sqs,
    eventSources: sources,
    // Functions have each their own identity in place of this one.
    functionEnv: { ...functionEnv, AWS_ACCESS_KEY_ID: ADMINISTRATOR },
    token: (tenant, scope) => issuer.issueToken({ tenant, scope }),
    invokeJob: async (name) => schedules.runNow(deployedName(name)),
    kill: async (name) => pool.kill(deployedName(name)),
    close: () => running.disposeAsync(),
    deployment,
    enforcer,
    refusals,
    deadLetters: jobs.deadLetters,
  };
}

const EXTERNAL =
  'the template runs on the embedded DynamoDB and KMS only: unset AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_KMS';

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;

/** DynamoDB and KMS with the template's table and keys in them; both ask the enforcer first. */
async function startServices(
  parts: AsyncDisposableStack,
  settings: StackSettings,
  deployment: Deployment,
  enforcer: Enforcer,
) {
  const folder = (name: string) => (settings.dataDir ? { path: join(settings.dataDir, `template-${name}`) } : {});
  const dynamodb = parts.adopt(await startDynamoDb({ ...folder('dynamodb'), guard: enforcer.dynamodb }), close);
  const kms = parts.adopt(await startKms({ ...folder('kms'), guard: enforcer.kms, accountId: ACCOUNT }), close);
  for (const { keyId, aliases } of deployment.keys) kms.ensureKey(keyId, aliases);
  await createDeployedTable(deployment, dynamodb.url);
  return { dynamodb, kms };
}

async function startApi(
  parts: AsyncDisposableStack,
  settings: StackSettings & Pick<GatewaySettings, 'ownCalls'>,
  { api }: Deployment,
  invoke: ReturnType<typeof gatewayInvoke>,
) {
  const tokenDir = settings.tokenDir ?? settings.dataDir;
  const issuer = await (tokenDir ? openTokenIssuer(tokenDir) : createTokenIssuer());
  const { routes } = api;
  const started = await startGateway({ ...settings, routes, tokens: tokensFor(api, issuer), invoke });
  return { gateway: parts.adopt(started, close), issuer };
}

function expressionsOf({ schedules }: Deployment): Record<string, string> {
  return Object.fromEntries(schedules.map(({ functionName, expression }) => [functionName, expression]));
}

function close(part: { close(): Promise<void> }): Promise<void> {
  return part.close();
}

/** What Lambda sets for every function, and the local endpoints. */
function sharedEnvironment(
  settings: StackSettings,
  { dynamodb, kms, sqs }: Record<'dynamodb' | 'kms' | 'sqs', AwsServer>,
): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    NODE_OPTIONS: '',
    TZ: 'UTC',
    ...settings.functionEnv,
  };
}

/** The access key id is how the embedded services know the caller; on Lambda it is the role's. */
function functionSettings({ functions }: Deployment): Map<string, FunctionSettings> {
  return new Map(
    functions.map(({ name, entry, environment, memoryMb }) => {
      const own = { AWS_ACCESS_KEY_ID: name, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb) };
      return [name, { entry, env: { ...environment, ...own } }];
    }),
  );
}

async function createDeployedTable({ table }: Deployment, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: ADMINISTRATOR, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  try {
    await createTableAs(client, table.definition);
  } finally {
    client.destroy();
  }
}

/** `getBalance` or `get-balance` -> `oems-dev-get-balance`: what all names begin with is left out. */
function nameFinder({ functions }: Deployment): (name: string) => string {
  const names = functions.map(({ name }) => name);
  const prefix = commonPrefix(names);
  return (name) => [name, prefix + functionName(name)].find((candidate) => names.includes(candidate)) ?? name;
}

function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  const length = [...first].findIndex((letter, index) => names.some((name) => name[index] !== letter));
  return first.slice(0, first.lastIndexOf('-', length - 1) + 1);
}
