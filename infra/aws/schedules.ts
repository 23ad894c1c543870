import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { kebabCase } from '../../lib/contract/routes.ts';
import { isDirect, isScheduled, type Job, jobs, type QueueJob, type ScheduledJob } from '../../lib/jobs/jobs.ts';
import type { FunctionSetting } from './function-setting.ts';
import { createFunction, type DeployedFunction } from './functions.ts';
import type { JobId } from './grants.ts';
import type { DeployOptions } from './stage.ts';

export interface Jobs {
  readonly functions: readonly DeployedFunction[];
  /** Failed starts of functions, and runs that failed for good. */
  readonly deadLetters: Queue;
}

/** A function for every job, with a schedule, with queues, or for an operator. */
export function createJobs(scope: Construct, setting: FunctionSetting): Jobs {
  const construct = new Construct(scope, 'jobs');
  const deadLetters = createDeadLetters(construct);
  const group = new CfnScheduleGroup(construct, 'schedules', { name: `oems-${setting.options.stage}` });
  const scheduling = { group, deadLetters, options: setting.options };
  const functions = (Object.entries(jobs) as [JobId, Job][]).map(([id, job]) => {
    // Only principals of the AWS account with a policy of their own may invoke the function.
    if (isDirect(job)) return createFunction(construct, id, job, setting);
    return isScheduled(job)
      ? createScheduledJob(construct, id, job, setting, scheduling)
      : createQueueJob(construct, id, job, setting);
  });
  return { functions, deadLetters };
}

/** A job is safe to repeat, so both the start and the run are retried. */
function createScheduledJob(
  scope: Construct,
  id: JobId,
  job: ScheduledJob,
  setting: FunctionSetting,
  scheduling: ScheduleSetting,
): DeployedFunction {
  const { deadLetters } = scheduling;
  const maySend = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] });
  const deployed = createFunction(scope, id, job, setting, [maySend]);
  deployed.lambda.configureAsyncInvoke({
    retryAttempts: 1,
    maxEventAge: Duration.minutes(5),
    onFailure: new SqsDestination(deadLetters),
  });
  createSchedule(scope, job, deployed, scheduling);
  return deployed;
}

/** SqsEventSource of CDK would add rights to the role beyond the grants table. EventSourceMapping adds no rights. */
function createQueueJob(scope: Construct, id: JobId, job: QueueJob, setting: FunctionSetting): DeployedFunction {
  const deployed = createFunction(scope, id, job, setting);
  const sources = new Construct(scope, `${kebabCase(id)}-sources`);
  for (const { exchange, queue } of setting.queues[job.queue])
    new EventSourceMapping(sources, exchange, {
      target: deployed.lambda,
      eventSourceArn: queue.queueArn,
      batchSize: job.batchSize,
      maxBatchingWindow: Duration.seconds(job.batchWindowSeconds),
      maxConcurrency: setting.options.pullConcurrency,
      reportBatchItemFailures: true,
    });
  return deployed;
}

function createDeadLetters(scope: Construct): Queue {
  return new Queue(scope, 'dead-letters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

interface ScheduleSetting {
  readonly group: CfnScheduleGroup;
  readonly deadLetters: Queue;
  readonly options: DeployOptions;
}

/**
 * The next start follows soon, so a failed start is retried for five minutes and not for a day, the default of
 * EventBridge.
 */
function createSchedule(
  scope: Construct,
  job: ScheduledJob,
  { id, lambda }: DeployedFunction,
  { group, deadLetters, options }: ScheduleSetting,
): void {
  const construct = new Construct(scope, `${kebabCase(id)}-schedule`);
  const role = createSchedulerRole(construct, options, [
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
  ]);
  new CfnSchedule(construct, 'schedule', {
    description: job.summary,
    groupName: group.ref,
    scheduleExpression: id === 'dispatchPulls' ? `rate(${options.pullMinutes} minutes)` : job.schedule,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: lambda.functionArn,
      roleArn: role.roleArn,
      deadLetterConfig: { arn: deadLetters.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 3 },
    },
  });
}

/**
 * Only schedules of this stage may assume the role (EventBridge Scheduler user guide, "Confused deputy prevention").
 */
function createSchedulerRole(scope: Construct, { stage }: DeployOptions, statements: PolicyStatement[]): Role {
  const stack = Stack.of(scope);
  const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: `oems-${stage}` });
  const assumedBy = new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
  });
  return new Role(scope, 'role', { assumedBy, inlinePolicies: { rights: new PolicyDocument({ statements }) } });
}
