import type { Invocation } from '../lambda/function-thread.ts';
import { scheduledEvent } from '../stack/stack.ts';
import type { Enforcer } from './enforce.ts';
import { type Caller, serviceMay } from './iam-authorize.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { ACCOUNT } from './physical-names.ts';
import type { DeployedFunction } from './read-functions.ts';
import type { DeployedSchedule } from './read-schedules.ts';
import type { Deployment } from './read-template.ts';
import { TemplateError } from './synthesis.ts';

/** A failed start or a failed run in a dead-letter queue. */
export interface DeadLetter {
  /** ARN of the queue. */
  readonly queue: string;
  readonly functionName: string;
  readonly errorMessage: string;
}

export interface JobStarter {
  /** Starts the function as the schedule would; never rejects. */
  start(functionName: string, event?: unknown): Promise<Invocation>;
  readonly deadLetters: readonly DeadLetter[];
}

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;

interface StarterState {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  readonly invoke: Invoke;
  readonly deadLetters: DeadLetter[];
}

/**
 * Starts functions as EventBridge Scheduler does, in the role of the schedule. Runs are asynchronous events of
 * Lambda.
 */
export function createJobStarter(deployment: Deployment, enforcer: Enforcer, invoke: Invoke): JobStarter {
  for (const schedule of deployment.schedules) assertAssumable(deployment, schedule);
  const state: StarterState = { deployment, enforcer, invoke, deadLetters: [] };
  return {
    start: (functionName, event = scheduledEvent()) => start(state, functionName, event),
    deadLetters: state.deadLetters,
  };
}

async function start(state: StarterState, functionName: string, event: unknown): Promise<Invocation> {
  const { schedules, functions } = state.deployment;
  const schedule = schedules.find((entry) => entry.functionName === functionName);
  const started = functions.find(({ name }) => name === functionName);
  if (schedule === undefined || started === undefined) return failure('ResourceNotFoundException', functionName);
  const scheduler = schedulerOf(state.deployment, schedule);
  const refused = state.enforcer.check(scheduler, access('lambda:InvokeFunction', started.arn));
  if (refused === null) return run(state, started, event);
  bury(state, scheduler, { queue: schedule.deadLetters, functionName, errorMessage: refused });
  return failure('AccessDeniedException', refused);
}

/**
 * Lambda waits a minute before the first retry and two minutes before the second retry. Here retries follow at once.
 */
async function run(state: StarterState, started: DeployedFunction, event: unknown): Promise<Invocation> {
  const { name, timeoutSeconds, onFailure } = started;
  const invoke = () => state.invoke(name, event, timeoutSeconds * 1000);
  let last = await invoke();
  for (let retry = 0; retry < onFailure.retries && !last.ok; retry += 1) last = await invoke();
  if (last.ok) return last;
  const letter = { queue: onFailure.destination, functionName: name, errorMessage: last.errorMessage };
  bury(state, state.enforcer.callerOf(name), letter);
  return last;
}

type Letter = Omit<DeadLetter, 'queue'> & { readonly queue: string | undefined };

/** Without a queue, or without the right to send to the queue, AWS drops the event. */
function bury({ enforcer, deadLetters }: StarterState, sender: Caller, { queue, ...letter }: Letter): void {
  if (queue === undefined || enforcer.check(sender, access('sqs:SendMessage', queue)) !== null) return;
  deadLetters.push({ queue, ...letter });
}

function access(action: string, resource: string): Access {
  return { action, resource, context: contextOf({}) };
}

/** EventBridge refuses to create a schedule with a role that does not trust the scheduler. */
function assertAssumable({ policies }: Deployment, { roleArn, groupArn, functionName }: DeployedSchedule): void {
  const context = contextOf({ 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': groupArn });
  const assume: Access = { action: 'sts:AssumeRole', resource: roleArn, context };
  if (serviceMay(policies.trust.get(roleArn) ?? [], 'scheduler.amazonaws.com', assume)) return;
  throw new TemplateError(
    `schedule of ${functionName}`,
    'RoleArn',
    `${roleArn} does not trust scheduler.amazonaws.com`,
  );
}

function schedulerOf({ policies }: Deployment, { roleArn, functionName }: DeployedSchedule): Caller {
  return { session: `${functionName}-schedule`, roleArn, roleName: policies.roleNames.get(roleArn) ?? '' };
}

function failure(errorType: string, errorMessage: string): Invocation {
  return { ok: false, errorType, errorMessage };
}
