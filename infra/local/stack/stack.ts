import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsServer } from '../aws/aws-server.ts';
import { startDynamoDb } from '../aws/dynamodb.ts';
import { type LocalKms, startKms } from '../aws/kms.ts';
import type { LocalSqs } from '../aws/sqs.ts';
import type { LocalServer } from '../http-server.ts';
import type { EventSource } from '../lambda/event-source.ts';
import { createFunctionPool, type Invocation } from '../lambda/function-pool.ts';
import { type GatewayRoute, startGateway } from '../lambda/gateway.ts';
import { createTable } from './create-table.ts';
import { type JobTables, startJobQueues } from './job-queues.ts';
import { DISPATCHER, PULL_NOW, pullCalls } from './pull-now.ts';
import { startSchedules } from './schedules.ts';
import type { StackSettings } from './settings.ts';
import { createTokenIssuer, openTokenIssuer } from './token-issuer.ts';

/** The tables of lib/api, as far as the stack reads them. Keys are operation ids. */
export interface Operations extends JobTables {
  readonly routes: Readonly<Record<string, Omit<GatewayRoute, 'functionName'>>>;
}

export interface LocalStack {
  /** The gateway. */
  readonly url: string;
  readonly dynamodbUrl: string;
  readonly kmsUrl: string;
  readonly tableName: string;
  /** The embedded services, for request counts and faults; undefined when replaced by external ones. */
  readonly dynamodb: AwsServer | undefined;
  readonly kms: LocalKms | undefined;
  /** Always an embedded one, with what is in it in memory. */
  readonly sqs: LocalSqs;
  /** What feeds the queues to their functions. */
  readonly eventSources: readonly EventSource[];
  /** The environment the functions have. */
  readonly functionEnv: Readonly<Record<string, string>>;
  /** A bearer token that is valid for an hour. `scope` is space separated. */
  token(tenant: string, scope: string): Promise<string>;
  /** Runs a job now. `name` is its key in the jobs table. */
  invokeJob(name: string): Promise<Invocation>;
  /** Kills a function's workers in the middle of what they do; answers how many were running. */
  kill(functionName: string): Promise<number>;
  close(): Promise<void>;
}

const SECRETS_KEY_ALIAS = 'alias/oems-secrets';

/** Starts everything behind the gateway. Rejects, with what was started closed again, when a part cannot start. */
export async function startStack(settings: StackSettings, operations: Operations): Promise<LocalStack> {
  await using parts = new AsyncDisposableStack();
  const dynamodb = settings.dynamodbUrl
    ? undefined
    : parts.adopt(await startDynamoDb(folder(settings, 'dynamodb')), close);
  const kms = settings.kmsUrl ? undefined : parts.adopt(await startKms(folder(settings, 'kms')), close);
  kms?.ensureAlias(SECRETS_KEY_ALIAS);
  const dynamodbUrl = settings.dynamodbUrl ?? dynamodb?.url ?? '';
  const kmsUrl = settings.kmsUrl ?? kms?.url ?? '';
  const { sqs, environment: queueEnv, feed } = await startJobQueues(operations);
  parts.adopt(sqs, close);
  const functionEnv: Record<string, string> = {
    ...environment(dynamodbUrl, kmsUrl),
    ...queueEnv,
    ...settings.functionEnv,
  };
  const tableName = functionEnv.OEMS_TABLE ?? '';
  await ensureTable(functionEnv, dynamodbUrl, tableName);

  const tokenDir = settings.tokenDir ?? settings.dataDir;
  const tokens = await (tokenDir ? openTokenIssuer(tokenDir) : createTokenIssuer());
  const pool = parts.adopt(createFunctionPool({ ...settings, env: functionEnv }), close);
  const runJob = (name: string, event: unknown = scheduledEvent()) =>
    pool.invoke(functionName(name), event, jobTimeoutMs(operations, name));
  const schedules = startSchedules(schedulesOf(operations), (name) => runJob(name));
  parts.defer(() => schedules.close());
  const sources = feed(runJob);
  for (const source of sources) parts.defer(() => source.close());
  const ownCalls = pullCalls({ queues: sqs.queues, sources, dispatch: () => runJob(DISPATCHER, PULL_NOW) });
  const routes = routesOf(operations);
  const gateway = parts.adopt(
    await startGateway({ ...settings, routes, tokens, ownCalls, invoke: pool.invoke }),
    close,
  );

  const running = parts.move();
  return {
    url: gateway.url,
    dynamodbUrl,
    kmsUrl,
    tableName,
    dynamodb,
    kms,
    sqs,
    eventSources: sources,
    functionEnv,
    token: (tenant, scope) => tokens.issueToken({ tenant, scope }),
    invokeJob: schedules.runNow,
    kill: pool.kill,
    close: () => running.disposeAsync(),
  };
}

function close(part: Pick<LocalServer, 'close'>): Promise<void> {
  return part.close();
}

/** `getBalance` -> `get-balance`: the name of the bundle, and of the Lambda. */
export function functionName(operationId: string): string {
  return operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function routesOf({ routes }: Operations): GatewayRoute[] {
  return Object.entries(routes).map(([id, route]) => ({ ...route, functionName: functionName(id) }));
}

function schedulesOf({ jobs }: Operations): Record<string, string> {
  return Object.fromEntries(
    Object.entries(jobs).flatMap(([id, job]) => ('schedule' in job ? [[id, job.schedule]] : [])),
  );
}

function jobTimeoutMs({ jobs }: Operations, name: string): number {
  return (jobs[name]?.timeoutSeconds ?? 0) * 1000;
}

function folder({ dataDir }: StackSettings, name: string): { path?: string } {
  return dataDir ? { path: join(dataDir, name) } : {};
}

/** What every function has; the queues' and the settings' come on top. */
function environment(dynamodbUrl: string, kmsUrl: string): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_KMS: kmsUrl,
    OEMS_TABLE: 'oems',
    OEMS_SECRETS_KEY_ID: SECRETS_KEY_ALIAS,
    OEMS_TENANT_CLAIM: 'sub',
    NODE_OPTIONS: '',
    TZ: 'UTC',
  };
}

/** With the functions' own identity, so that an external table that they cannot reach is found at the start. */
async function ensureTable(env: Record<string, string>, endpoint: string, tableName: string): Promise<void> {
  const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
  const client = new DynamoDBClient({ endpoint, region: AWS_REGION, credentials });
  try {
    await createTable(client, tableName);
  } finally {
    client.destroy();
  }
}

/** What a function behind an EventBridge schedule gets. */
export function scheduledEvent() {
  return {
    version: '0',
    id: crypto.randomUUID(),
    source: 'aws.scheduler',
    'detail-type': 'Scheduled Event',
    time: new Date().toISOString(),
    detail: {},
  };
}
