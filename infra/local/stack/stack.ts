import { join } from 'node:path';
import { kebabCase } from '../../../lib/contract/routes.ts';
import type { AwsServer } from '../aws/aws-server.ts';
import { startDynamoDb } from '../aws/dynamodb.ts';
import { type LocalKms, startKms } from '../aws/kms.ts';
import type { LocalSqs } from '../aws/sqs.ts';
import type { LocalServer } from '../http-server.ts';
import type { EventSource } from '../lambda/event-source.ts';
import { createFunctionPool, type FunctionPool } from '../lambda/function-pool.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import { type GatewayRoute, startGateway } from '../lambda/gateway.ts';
import { createTable, tableClient } from './create-table.ts';
import { failingLedgers } from './failing-ledgers.ts';
import { type JobQueues, type JobTables, startJobQueues } from './job-queues.ts';
import { DISPATCHER, PULL_NOW, pullCalls } from './pull-now.ts';
import { startSchedules } from './schedules.ts';
import type { StackSettings } from './settings.ts';
import { tokenIssuerIn } from './token-issuer.ts';
import { type TokenShapeName, tokenShapes } from './token-shapes.ts';

/** The tables of routes and jobs, with the columns that the stack reads. Keys are operation ids. */
interface Operations extends JobTables {
  readonly routes: Readonly<Record<string, Omit<GatewayRoute, 'functionName'>>>;
}

export interface LocalStack {
  /** Address of the gateway. */
  readonly url: string;
  readonly dynamodbUrl: string;
  readonly kmsUrl: string;
  readonly tableName: string;
  /** The embedded services, for request counts and faults; undefined for an external service. */
  readonly dynamodb: AwsServer | undefined;
  readonly kms: LocalKms | undefined;
  /** Always embedded, with messages in memory. */
  readonly sqs: LocalSqs;
  /** Feed the queues to the functions. */
  readonly eventSources: readonly EventSource[];
  /** Environment of the functions. */
  readonly functionEnv: Readonly<Record<string, string>>;
  /** A bearer token that is valid for an hour. Scopes are separated by spaces. */
  token(tenant: string, scope: string): Promise<string>;
  /** Runs a job now. `name` is the key in the table of jobs. With an event: as an operator invokes the function, past the schedule. */
  invokeJob(name: string, event?: unknown): Promise<Invocation>;
  /** Kills all threads of a function. Returns the number of interrupted events. */
  kill(functionName: string): Promise<number>;
  close(): Promise<void>;
}

const SECRETS_KEY_ALIAS = 'alias/oems-secrets';

/** Starts the gateway and everything behind the gateway. If a part cannot start, all started parts are closed first. */
export async function startStack(settings: StackSettings, operations: Operations): Promise<LocalStack> {
  await using parts = new AsyncDisposableStack();
  const services = await startServices(parts, settings, operations);
  const functionEnv = functionEnvironment(settings, services);
  const tableName = functionEnv.OEMS_TABLE ?? '';
  await ensureTable(functionEnv, services.dynamodbUrl, tableName);
  const tokens = await tokenIssuerIn(settings.tokenDir ?? settings.dataDir);
  const pool = parts.adopt(createFunctionPool({ ...settings, env: functionEnv }), close);
  const { ownCalls, runNow, runJob, eventSources } = startJobs(parts, operations, services, pool, functionEnv);
  const calls = { ...settings.ownCalls, ...ownCalls };
  const routing = { routes: routesOf(operations), tokens, ownCalls: calls, invoke: pool.invoke };
  const { url } = parts.adopt(await startGateway({ ...settings, ...routing }), close);
  const { jobQueues, ...embedded } = services;
  const running = parts.move();
  return {
    ...embedded,
    url,
    tableName,
    sqs: jobQueues.sqs,
    eventSources,
    functionEnv,
    token: (tenant, scope) => tokens.issueToken({ tenant, scope, shape: tokenShapeOf(settings) }),
    invokeJob: (name, event) => (event === undefined ? runNow(name) : runJob(name, event)),
    kill: pool.kill,
    close: () => running.disposeAsync(),
  };
}

/** The emulated AWS services. */
interface Services extends Pick<LocalStack, 'dynamodb' | 'dynamodbUrl' | 'kms' | 'kmsUrl'> {
  readonly jobQueues: JobQueues;
}

async function startServices(
  parts: AsyncDisposableStack,
  settings: StackSettings,
  operations: Operations,
): Promise<Services> {
  const dynamodb = settings.dynamodbUrl
    ? undefined
    : parts.adopt(await startDynamoDb(folder(settings, 'dynamodb')), close);
  const kms = settings.kmsUrl ? undefined : parts.adopt(await startKms(folder(settings, 'kms')), close);
  kms?.ensureAlias(SECRETS_KEY_ALIAS);
  const jobQueues = await startJobQueues(operations);
  parts.adopt(jobQueues.sqs, close);
  const dynamodbUrl = settings.dynamodbUrl ?? dynamodb?.url ?? '';
  const kmsUrl = settings.kmsUrl ?? kms?.url ?? '';
  return { dynamodb, dynamodbUrl, kms, kmsUrl, jobQueues };
}

/** Starts the timers of scheduled jobs, and the event sources of queue jobs. */
function startJobs(
  parts: AsyncDisposableStack,
  operations: Operations,
  { jobQueues, dynamodbUrl }: Services,
  pool: FunctionPool,
  env: Readonly<Record<string, string>>,
) {
  const runJob = (name: string, event: unknown = scheduledEvent()) =>
    pool.invoke(kebabCase(name), event, jobTimeoutMs(operations, name));
  const schedules = startSchedules(schedulesOf(operations), (name) => runJob(name));
  parts.defer(() => schedules.close());
  const eventSources = jobQueues.feed(runJob);
  for (const source of eventSources) parts.defer(() => source.close());
  const dispatch = () => runJob(DISPATCHER, PULL_NOW);
  const failing = () => failingLedgers(env, dynamodbUrl, env.OEMS_TABLE ?? '');
  const ownCalls = pullCalls({ queues: jobQueues.sqs.queues, sources: eventSources, dispatch, failing });
  return { ownCalls, runNow: schedules.runNow, runJob, eventSources };
}

function close(part: Pick<LocalServer, 'close'>): Promise<void> {
  return part.close();
}

function routesOf({ routes }: Operations): GatewayRoute[] {
  return Object.entries(routes).map(([id, route]) => ({ ...route, functionName: kebabCase(id) }));
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

function tokenShapeOf({ tokenShape = 'local' }: StackSettings): TokenShapeName {
  return tokenShape;
}

/** The environment of every function. Settings win over the defaults of the stack. */
function functionEnvironment(settings: StackSettings, services: Services): Record<string, string> {
  const { environment } = tokenShapes[tokenShapeOf(settings)];
  return {
    ...defaultEnvironment(services),
    ...environment,
    ...services.jobQueues.environment,
    // Each tenant trades with the sandbox's keys.
    OEMS_SHARES_KEYS: 'true',
    ...settings.functionEnv,
  };
}

function defaultEnvironment({ dynamodbUrl, kmsUrl }: Services): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_KMS: kmsUrl,
    OEMS_TABLE: 'oems',
    OEMS_SECRETS_KEY_ID: SECRETS_KEY_ALIAS,
    NODE_OPTIONS: '',
    TZ: 'UTC',
  };
}

/** Uses the identity of the functions, so that an external table that the functions cannot reach fails the start. */
async function ensureTable(env: Record<string, string>, endpoint: string, tableName: string): Promise<void> {
  const client = tableClient(env, endpoint);
  try {
    await createTable(client, tableName);
  } finally {
    client.destroy();
  }
}

/** The event that EventBridge Scheduler sends to a function. */
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
