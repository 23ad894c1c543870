import { parseRate } from '../stack/schedules.ts';
import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, assertOneOf, problem, textOf } from './known-properties.ts';
import { arn } from './physical-names.ts';
import type { DeployedFunction } from './read-functions.ts';

/** An EventBridge schedule that starts a function. */
export interface DeployedSchedule {
  /** Name of the started function. */
  readonly functionName: string;
  /** `rate(…)` */
  readonly expression: string;
  /** Role of EventBridge Scheduler for the start. */
  readonly roleArn: string;
  /** ARN of the schedule group, for conditions in trust policies. */
  readonly groupArn: string;
  /** ARN of the queue for starts that failed. */
  readonly deadLetters: string | undefined;
}

interface Target {
  readonly Arn?: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: unknown;
}

const SCHEDULE = ['FlexibleTimeWindow', 'GroupName', 'ScheduleExpression', 'State', 'Target'];

export function readSchedules(resolver: Resolver, functions: readonly DeployedFunction[]): DeployedSchedule[] {
  return resolver.resources('AWS::Scheduler::Schedule').map((schedule) => {
    assertKnown(schedule, SCHEDULE, ['Description', 'Name']);
    assertOneOf(schedule, 'State', undefined, 'ENABLED');
    const { Arn, RoleArn, DeadLetterConfig, RetryPolicy: _, ...others } = schedule.property('Target') as Target;
    const [other] = Object.keys(others);
    if (other !== undefined) throw problem(schedule, `Target.${other}`, 'is not understood');
    const started = functions.find((deployed) => deployed.arn === Arn);
    if (started === undefined)
      throw problem(schedule, 'Target.Arn', `is ${Arn}, which is no function of this template`);
    return {
      functionName: started.name,
      expression: expressionOf(schedule),
      roleArn: RoleArn ?? '',
      groupArn: arn('scheduler', `schedule-group/${schedule.property('GroupName') ?? 'default'}`),
      deadLetters: DeadLetterConfig?.Arn,
    };
  });
}

function expressionOf(schedule: Resource): string {
  const expression = textOf(schedule, 'ScheduleExpression');
  try {
    parseRate(expression);
    return expression;
  } catch (error) {
    throw problem(schedule, 'ScheduleExpression', error instanceof Error ? error.message : String(error));
  }
}
