import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import type { JobId } from '../../infra/aws/grants.ts';
import type { Refusal } from '../../infra/local/template/enforce.ts';
import type { TemplateStack } from '../../infra/local/template/template-stack.ts';
import type { OperationId } from '../../lib/contract/routes.ts';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { isDirect, isScheduled, type Job, jobs } from '../../lib/jobs/jobs.ts';
import type { Forge } from './fixture-forge.ts';
import { type Grant, without } from './fixture-grants.ts';
import { type Oems, paramsOf } from './fixture-oems.ts';
import {
  byOperator,
  type Probe,
  pullAccount,
  pullFrom,
  type Scenario,
  type Step,
  scenarios,
} from './fixture-probes.ts';

/** What became of a grant that was taken away. */
export interface Outcome {
  readonly grant: Grant;
  /** What AWS would have said; undefined when nobody missed the grant. */
  readonly refusal: Refusal | undefined;
  /** What came of the call, or the job, within a moment after the refusal. */
  readonly end: 'failed' | 'succeeded' | 'still running';
  /** What each step was answered, for the report of a grant that nobody missed. */
  readonly answers: readonly string[];
}

export interface Bench {
  readonly oems: Oems;
  readonly stack: TemplateStack;
  readonly forge: Forge;
}

/** `oems-dev-get-balance` -> `getBalance` */
export function operationOf(functionName: string): keyof typeof scenarios {
  return functionName
    .replace(/^oems-\w+?-/, '')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof typeof scenarios;
}

/** Grants of one kind, at most one of each role: roles do not know each other, so each misses its own and nothing else. */
export function phasesOf(grants: readonly Grant[]): Grant[][] {
  const phases = new Map<string, Grant[]>();
  for (const grant of grants) {
    const what = grant.partitions ?? (/^arn:aws:(dynamodb|sqs)/.test(grant.resource) ? grant.resource : '');
    const kind = [grant.isSchedule, grant.policy, grant.action, what].join(' ');
    const key = phases.get(kind)?.some(({ roleArn }) => roleArn === grant.roleArn) ? `${kind} ${randomUUID()}` : kind;
    phases.set(key, [...(phases.get(key) ?? []), grant]);
  }
  return [...phases.values()];
}

/** Takes one grant from each role of the phase, and has every function do what needs it, each on an account of its own. */
export async function deprive(bench: Bench, phase: readonly Grant[]): Promise<Outcome[]> {
  const { stack, oems, forge } = bench;
  const [
    { action, resource, partitions, isSchedule } = { action: '', resource: '', partitions: null, isSchedule: false },
  ] = phase;
  stack.enforcer.use(stack.deployment.policies);
  // What a dispatcher under probe has asked for comes later by itself, and would warm the containers of the next phases.
  for (const queue of stack.sqs.queues) queue.purge();
  if (partitions === 'MARKETS#*') await oems.stack.invokeJob('refreshMarkets');
  const probes = await inTurns(phase, (grant) => prepare(bench, grant));
  if (partitions === 'MARKETS#*') await disturbMarkets(bench, action);
  const also = isSchedule && action === 'sqs:SendMessage' ? startsOf(bench, phase) : [];
  if (!isSchedule && action === 'sqs:SendMessage' && !isFed(bench, resource)) failJobs(bench);
  stack.enforcer.use(without(stack.deployment.policies, [...phase, ...also]));
  const outcomes = await inTurns(probes, ({ grant, probe }) => run(bench, grant, probe));
  stack.dynamodb?.faults.clear();
  stack.enforcer.use(stack.deployment.policies);
  await forge.sweep();
  return outcomes;
}

/** What a container holds in memory it does not ask for: the markets are read by a cold one, and from where they are. */
async function disturbMarkets({ forge, stack }: Bench, action: string): Promise<void> {
  for (const { name } of stack.deployment.functions) await stack.kill(name);
  const markets = exchangeIds.flatMap((exchange) => marketTypes.map((marketType) => ({ exchange, marketType })));
  for (const market of markets) {
    if (action === 'dynamodb:PutItem') await forge.dropMarkets(market);
    if (action === 'dynamodb:Query') await forge.splitMarkets(market);
  }
}

/** Whether a function works the queue off; else it holds dead letters. */
function isFed({ stack }: Bench, queueArn: string): boolean {
  return stack.deployment.eventSources.some((source) => source.queueArn === queueArn);
}

/** A dead letter is written for a start that failed; it fails when the schedule may not start its function. */
function startsOf({ stack }: Bench, phase: readonly Grant[]): Grant[] {
  return phase.flatMap((grant) => {
    const statements = stack.deployment.policies.identity.get(grant.roleArn) ?? [];
    const statement = statements.findIndex(({ json }) => json.Action === 'lambda:InvokeFunction');
    const resource = String(statements[statement]?.json.Resource);
    return [{ ...grant, action: 'lambda:InvokeFunction', resource, statement }];
  });
}

/** ...and for a run that failed for good. */
function failJobs({ stack }: Bench): void {
  for (const operation of ['Query', 'PutItem']) stack.dynamodb?.faults.arm({ operation, kind: 'error', times: 1000 });
}

async function prepare({ oems, forge }: Bench, grant: Grant): Promise<{ grant: Grant; probe: Probe }> {
  const tenant = `tenant-${randomUUID()}`;
  const client = await oems.client(tenant);
  const spot = await oems.mintSpot({ customer: tenant });
  const futures = await oems.mintFutures({ customer: tenant, permissions: { general: 'full', withdrawal: 'full' } });
  oems.stack.world.deposit('futures', tenant, 'USD', new Decimal(1000));
  const params = paramsOf(spot, futures);
  const id = 'probe';
  const keys = { params, verify: false, allow_withdraw: true };
  await client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', ...keys });
  const probe = {
    client,
    tenant,
    id,
    spot,
    forge,
    oems,
    placed: { spot: '', swap: '', open: '' },
    ids: { swap: '', open: '' },
  };
  if (!isLight(grant)) await scenarioOf(grant).prepare?.(probe);
  return { grant, probe };
}

function scenarioOf({ functionName }: Grant): Scenario {
  return scenarios[operationOf(functionName)];
}

/** What AWS does around a function is missed whatever the function is asked. */
function isLight({ action }: Grant): boolean {
  return !/^(dynamodb|kms):/.test(action);
}

function lightStep(operation: OperationId | JobId, { action, resource }: Grant): Step {
  const job: Job | undefined = { ...jobs }[operation as JobId];
  if (job === undefined) return ({ client }) => client.call(operation as OperationId);
  if (isDirect(job)) return ({ oems, tenant }) => oems.stack.invokeJob(operation, { ...byOperator, tenant });
  if (isScheduled(job)) return ({ oems }) => oems.stack.invokeJob(operation);
  return action.startsWith('sqs:') ? pullFrom(resource) : pullAccount;
}

function stepsOf(grant: Grant): readonly Step[] {
  return isLight(grant) ? [lightStep(operationOf(grant.functionName), grant)] : scenarioOf(grant).steps;
}

/** Stops at the first refusal: the rest of the scenario needs other grants. */
async function run({ stack }: Bench, grant: Grant, probe: Probe): Promise<Outcome> {
  const { functionName, isSchedule, action, resource } = grant;
  const session = isSchedule ? `${functionName}-schedule` : functionName;
  const since = stack.refusals.length;
  const find = (): Refusal | undefined =>
    stack.refusals
      .slice(since)
      .find((entry) => entry.session === session && entry.action === action && isPartOf(entry.resource, resource));
  let end: Outcome['end'] = 'succeeded';
  const answers: string[] = [];
  for (const step of stepsOf(grant)) {
    const asked = step(probe);
    asked.then((answer) => answers.push(JSON.stringify(answer)?.slice(0, 2000) ?? 'nothing')).catch(() => undefined);
    const stepEnd = await endOf(asked, () => find() !== undefined);
    if (stepEnd !== 'succeeded') end = stepEnd;
    if (stepEnd === 'still running') await stack.kill(functionName);
    if (find() !== undefined) break;
  }
  return { grant, refusal: find(), end, answers };
}

const graceMs = 400;

/** A function that takes a refusal for a passing fault tries again until its time is up: nobody waits for that. */
async function endOf(step: Promise<unknown>, isRefused: () => boolean): Promise<Outcome['end']> {
  const answered = step.then((answer): Outcome['end'] => (hasFailed(answer) ? 'failed' : 'succeeded'));
  for (;;) {
    const wasRefused = isRefused();
    const first = await Promise.race([answered, sleep(wasRefused ? graceMs : 25, 'still running' as const)]);
    if (first !== 'still running' || wasRefused) return first;
  }
}

/** A log stream is part of its group, whose ARN ends with a wildcard. */
function isPartOf(resource: string, granted: string): boolean {
  return resource === granted || (granted.endsWith('*') && resource.startsWith(granted.slice(0, -1)));
}

function hasFailed(answer: unknown): boolean {
  const { status, ok } = answer as { status?: number; ok?: boolean };
  return ok === false || (status ?? 0) >= 500;
}

const AT_ONCE = 4;

async function inTurns<T, R>(entries: readonly T[], work: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = entries.entries();
  const worker = async (): Promise<void> => {
    for (const [index, entry] of queue) results[index] = await work(entry);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
