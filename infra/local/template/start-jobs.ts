import type { Invocation } from '../lambda/function-pool.ts';
import { scheduledEvent } from '../stack/stack.ts';
import type { Enforcer } from './enforce.ts';
import { serviceMay } from './iam-authorize.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { ACCOUNT } from './physical-names.ts';
import type { DeployedSchedule } from './read-schedules.ts';
import type { Deployment } from './read-template.ts';
import { TemplateError } from './synthesis.ts';

/** A start or a run that came to nothing, as it lies in a dead-letter queue. */
export interface DeadLetter {
  /** ARN of the queue. */
  readonly queue: string;
  readonly functionName: string;
  readonly errorMessage: string;
}

export interface JobStarter {
  /** Starts the function as its schedule would; never rejects. */
  start(functionName: string, event?: unknown): Promise<Invocation>;
  readonly deadLetters: readonly DeadLetter[];
}

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;

function access(action: string, resource: string): Access {
  return { action, resource, context: contextOf({}) };
}

/** Starts functions as EventBridge Scheduler does, in the schedule's role, and runs them as Lambda runs asynchronous events. */
export function createJobStarter(deployment: Deployment, enforcer: Enforcer, invoke: Invoke): JobStarter {
  const deadLetters: DeadLetter[] = [];
  for (const schedule of deployment.schedules) assertAssumable(deployment, schedule);

  function bury(
    queue: string | undefined,
    caller: Parameters<Enforcer['check']>[0],
    functionName: string,
    errorMessage: string,
  ) {
    if (queue === undefined || enforcer.check(caller, access('sqs:SendMessage', queue)) !== null) return;
    deadLetters.push({ queue, functionName, errorMessage });
  }

  async function start(functionName: string, event: unknown = scheduledEvent()): Promise<Invocation> {
    const schedule = deployment.schedules.find((entry) => entry.functionName === functionName);
    const started = deployment.functions.find(({ name }) => name === functionName);
    if (schedule === undefined || started === undefined) return failure('ResourceNotFoundException', functionName);
    const scheduler = schedulerOf(deployment, schedule);
    const refused = enforcer.check(scheduler, access('lambda:InvokeFunction', started.arn));
    if (refused === null) return run(functionName, event);
    bury(schedule.deadLetters, scheduler, functionName, refused);
    return failure('AccessDeniedException', refused);
  }

  /** Lambda waits a minute before the first retry and two before the second; here they follow at once. */
  async function run(functionName: string, event: unknown): Promise<Invocation> {
    const started = deployment.functions.find(({ name }) => name === functionName);
    const { retries = 0, destination } = started?.onFailure ?? {};
    const timeoutMs = (started?.timeoutSeconds ?? 0) * 1000;
    let last = await invoke(functionName, event, timeoutMs);
    for (let retry = 0; retry < retries && !last.ok; retry += 1) last = await invoke(functionName, event, timeoutMs);
    if (!last.ok) bury(destination, enforcer.callerOf(functionName), functionName, last.errorMessage);
    return last;
  }

  return { start, deadLetters };
}

/** EventBridge refuses to make a schedule whose role it may not take on. */
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

function schedulerOf({ policies }: Deployment, { roleArn, functionName }: DeployedSchedule) {
  return { session: `${functionName}-schedule`, roleArn, roleName: policies.roleNames.get(roleArn) ?? '' };
}

function failure(errorType: string, errorMessage: string): Invocation {
  return { ok: false, errorType, errorMessage };
}
