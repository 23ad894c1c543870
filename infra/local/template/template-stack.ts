import { kebabCase } from '../../../lib/contract/routes.ts';
import type { LocalServer } from '../http-server.ts';
import { createFunctionPool, type FunctionPool } from '../lambda/function-pool.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import { startGateway } from '../lambda/gateway.ts';
import type { OwnCalls } from '../lambda/gateway-answer.ts';
import { failingLedgers } from '../stack/failing-ledgers.ts';
import { DISPATCHER, PULL_NOW, pullCalls } from '../stack/pull-now.ts';
import { startSchedules } from '../stack/schedules.ts';
import { SettingsError, type StackSettings } from '../stack/settings.ts';
import type { LocalStack } from '../stack/stack.ts';
import { tokenIssuerIn } from '../stack/token-issuer.ts';
import { limitConcurrency } from './concurrency.ts';
import { type EmulatedAws, startEmulatedAws } from './emulated-aws.ts';
import { ADMINISTRATOR, createEnforcer, type Enforcer, type Refusal } from './enforce.ts';
import { startDeployedSources } from './feed-functions.ts';
import { functionSettings, sharedEnvironment } from './function-environment.ts';
import { gatewayInvoke } from './invoke-routes.ts';
import { REGION } from './physical-names.ts';
import type { Deployment } from './read-template.ts';
import { createRuntimeRole } from './runtime-role.ts';
import { createJobStarter, type DeadLetter } from './start-jobs.ts';
import { tokenShapeOf, tokensFor } from './tokens.ts';

/** The local stack, run from a synthesized template and bound by the policies of the template. */
export interface TemplateStack extends LocalStack {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  /** Every refused access since the start. */
  readonly refusals: readonly Refusal[];
  readonly deadLetters: readonly DeadLetter[];
  /** Names of the functions whose invocations a limit of concurrency has refused, one for each. */
  readonly throttled: readonly string[];
  /** From now on a job runs only when invoked: nothing depends on the clock of the machine. */
  readonly stopTimers: () => void;
}

interface TemplateSettings extends StackSettings {
  /** Concurrent executions of the AWS account. Default: no limit. */
  readonly concurrency?: number;
}

/**
 * Starts the functions, queues, schedules and routes of the template. `distDir` of the settings is ignored: the code
 * is in the assets of the synthesis. Jobs and functions have two names: the deployed name and the name of the bundle
 * (`get-balance`).
 */
export async function startTemplateStack(settings: TemplateSettings, deployment: Deployment): Promise<TemplateStack> {
  if (settings.dynamodbUrl ?? settings.kmsUrl) throw new SettingsError(EXTERNAL);
  await using parts = new AsyncDisposableStack();
  const { enforcer, refusals, log } = recordRefusals(settings, deployment);
  const services = await startEmulatedAws(parts, settings, deployment, enforcer);
  const functionEnv = sharedEnvironment(settings, services);
  const run = startFunctions(parts, settings, { deployment, enforcer, functionEnv, log });
  const throttled: string[] = [];
  const { concurrency = null } = settings;
  const invoke = limitConcurrency(deployment.functions, concurrency, run.invoke, (name) => throttled.push(name));
  const jobs = startJobs(parts, { deployment, enforcer, services, invoke });
  const invokeRoute = gatewayInvoke(deployment, enforcer, invoke);
  const ownCalls = beside(deployment, { ...settings.ownCalls, ...jobs.ownCalls });
  const api = await startApi(parts, { ...settings, ownCalls }, deployment, invokeRoute);
  const deployedName = nameFinder(deployment);
  const running = parts.move();
  return {
    ...describeServices(services, deployment),
    ...{ deployment, enforcer, refusals, url: api.url },
    eventSources: jobs.eventSources,
    deadLetters: jobs.deadLetters,
    throttled,
    // In a function, the access key id is the name of the function instead.
    functionEnv: { ...functionEnv, AWS_ACCESS_KEY_ID: ADMINISTRATOR },
    token: (tenant, scope) => api.issuer.issueToken({ tenant, scope, shape: tokenShapeOf(deployment) }),
    invokeJob: async (name, event) =>
      event === undefined
        ? jobs.runNow(deployedName(name))
        : invokeNow(run.invoke, deployment, deployedName(name), event),
    stopTimers: jobs.stopTimers,
    kill: async (name) => run.kill(deployedName(name)),
    close: () => running.disposeAsync(),
  };
}

/** A page that the template serves, such as the API reference, is the page of the template. */
function beside({ api }: Deployment, ownCalls: OwnCalls): OwnCalls {
  const deployed = new Set(api.routes.map(({ method, path }) => `${method} ${path}`));
  return Object.fromEntries(Object.entries(ownCalls).filter(([name]) => !deployed.has(name)));
}

const EXTERNAL =
  'the template runs on the embedded DynamoDB and KMS only: unset AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_KMS';

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;
type LogLine = (line: string, functionName: string) => void;

function recordRefusals({ onLog }: StackSettings, deployment: Deployment) {
  const log: LogLine = onLog ?? ((line) => void process.stderr.write(`${line}\n`));
  const refusals: Refusal[] = [];
  const enforcer = createEnforcer(deployment, (refusal) => {
    refusals.push(refusal);
    log(`refused: ${refusal.message}`, refusal.session);
  });
  return { enforcer, refusals, log };
}

function describeServices({ dynamodb, kms, sqs }: EmulatedAws, { table }: Deployment) {
  const tableName = table.definition.TableName;
  return { dynamodbUrl: dynamodb.url, kmsUrl: kms.url, tableName, dynamodb, kms, sqs };
}

interface FunctionSetup {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  readonly functionEnv: Readonly<Record<string, string>>;
  readonly log: LogLine;
}

function startFunctions(
  parts: AsyncDisposableStack,
  settings: StackSettings,
  { deployment, enforcer, functionEnv, log }: FunctionSetup,
): Pick<FunctionPool, 'invoke' | 'kill'> {
  const runtime = createRuntimeRole(deployment.functions, enforcer);
  const onLog: LogLine = (line, name) => (runtime.mayLog(name) ? log(line, name) : undefined);
  const functions = functionSettings(deployment);
  const pool = parts.adopt(createFunctionPool({ ...settings, env: functionEnv, functions, onLog }), close);
  const invoke: Invoke = (functionName, event, timeoutMs) => {
    runtime.trace(functionName);
    return pool.invoke(functionName, event, timeoutMs);
  };
  return { invoke, kill: pool.kill };
}

/** As a principal with the right to invoke the function does. */
function invokeNow(invoke: Invoke, { functions }: Deployment, name: string, event: unknown): Promise<Invocation> {
  const timeoutSeconds = functions.find((one) => one.name === name)?.timeoutSeconds ?? 0;
  return invoke(name, event, timeoutSeconds * 1000);
}

interface JobSetup {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  readonly services: EmulatedAws;
  readonly invoke: Invoke;
}

function startJobs(parts: AsyncDisposableStack, { deployment, enforcer, services, invoke }: JobSetup) {
  const starter = createJobStarter(deployment, enforcer, invoke);
  const schedules = startSchedules(expressionsOf(deployment), starter.start);
  parts.defer(() => schedules.close());
  const { queues, sqs } = services;
  const eventSources = startDeployedSources(deployment, queues, enforcer, invoke);
  for (const source of eventSources) parts.defer(() => source.close());
  const dispatch = () => starter.start(nameFinder(deployment)(DISPATCHER), PULL_NOW);
  const { dynamodbUrl, tableName } = describeServices(services, deployment);
  const administrator = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: ADMINISTRATOR, AWS_SECRET_ACCESS_KEY: 'local' };
  const failing = () => failingLedgers(administrator, dynamodbUrl, tableName);
  const ownCalls = pullCalls({ queues: sqs.queues, sources: eventSources, dispatch, failing });
  const { runNow, close: stopTimers } = schedules;
  return { ownCalls, runNow, stopTimers, eventSources, deadLetters: starter.deadLetters };
}

async function startApi(
  parts: AsyncDisposableStack,
  settings: StackSettings,
  deployment: Deployment,
  invoke: ReturnType<typeof gatewayInvoke>,
) {
  const issuer = await tokenIssuerIn(settings.tokenDir ?? settings.dataDir);
  const { routes } = deployment.api;
  const started = await startGateway({ ...settings, routes, tokens: tokensFor(deployment, issuer), invoke });
  return { url: parts.adopt(started, close).url, issuer };
}

function expressionsOf({ schedules }: Deployment): Record<string, string> {
  return Object.fromEntries(schedules.map(({ functionName, expression }) => [functionName, expression]));
}

function close(part: Pick<LocalServer, 'close'>): Promise<void> {
  return part.close();
}

/** `getBalance` or `get-balance` -> `oems-dev-get-balance`: callers may leave out the common prefix of all names. */
function nameFinder({ functions }: Deployment): (name: string) => string {
  const names = functions.map(({ name }) => name);
  const prefix = commonPrefix(names);
  return (name) => [name, prefix + kebabCase(name)].find((candidate) => names.includes(candidate)) ?? name;
}

function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  const length = [...first].findIndex((letter, index) => names.some((name) => name[index] !== letter));
  return first.slice(0, first.lastIndexOf('-', length - 1) + 1);
}
