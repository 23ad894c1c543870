import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../infra/aws/grants.ts';
import { isScheduled, type Job, jobs, type ScheduledJob } from '../../../lib/jobs/jobs.ts';
import { isAllowed, type Statement, statementsOf, statementsOfRole } from './fixture-iam.ts';
import { everyOption, flat, lambdaOf, resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();
const scheduled = (Object.entries(jobs) as [JobId, Job][]).filter((entry): entry is [JobId, ScheduledJob] =>
  isScheduled(entry[1]),
);
const [queueId = ''] = resourcesOf(dev, 'AWS::SQS::Queue')
  .map(([id]) => id)
  .filter((id) => id.startsWith('jobs'));

function scheduleOf(id: JobId, synthesis = dev) {
  const [lambdaId] = lambdaOf(synthesis, id);
  return resourcesOf(synthesis, 'AWS::Scheduler::Schedule').find(([, { Properties }]) => {
    const { Arn } = Properties.Target as { Arn: unknown };
    return flat(Arn) === `arn:${lambdaId}`;
  });
}

describe.each(scheduled)('the job %s', (id, { schedule }) => {
  const [lambdaId] = lambdaOf(dev, id);
  const found = scheduleOf(id);
  const target = found?.[1].Properties.Target as { RoleArn: unknown };

  it('the job is started by the schedule with few retries and a dead-letter queue', () => {
    expect(found?.[1].Properties).toMatchObject({
      ScheduleExpression: schedule,
      Target: {
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queueId, 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 },
      },
    });
  });

  it('the schedule role can start only this job, and only this stage may assume the role', () => {
    const role = flat(target.RoleArn).slice('arn:'.length);
    const statements = statementsOfRole(dev, role);
    expect(statements.map(({ Action, Resource }) => [Action, flat(Resource)])).toEqual([
      ['lambda:InvokeFunction', `arn:${lambdaId}`],
      ['sqs:SendMessage', `arn:${queueId}`],
    ]);
    const trust = dev.template.Resources[role]?.Properties.AssumeRolePolicyDocument as { Statement: Statement[] };
    expect(Object.keys(trust.Statement[0]?.Condition?.StringEquals ?? {})).toEqual([
      'aws:SourceAccount',
      'aws:SourceArn',
    ]);
  });

  it('a job that fails for good goes to the dead-letter queue, and the role may write to the queue', () => {
    const [config] = resourcesOf(dev, 'AWS::Lambda::EventInvokeConfig').filter(
      ([, { Properties }]) => flat(Properties.FunctionName) === lambdaId,
    );
    expect(config?.[1].Properties).toMatchObject({
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queueId, 'Arn'] } } },
    });
    const send = { action: 'sqs:SendMessage', resource: `arn:${queueId}`, context: {} };
    expect(isAllowed(statementsOf(dev, id), send)).toBe(true);
  });
});

describe('schedules', () => {
  it('the schedules are exactly the schedules of the table', () => {
    expect(resourcesOf(dev, 'AWS::Scheduler::Schedule')).toHaveLength(scheduled.length);
  });

  it('the schedule of the pulls follows the option pullMinutes, and so does the spread', () => {
    const prod = synthesize({ ...everyOption, pullMinutes: 5 });
    expect(scheduleOf('dispatchPulls', prod)?.[1].Properties.ScheduleExpression).toBe('rate(5 minutes)');
    const spread = (synthesis: typeof dev) =>
      lambdaOf(synthesis, 'dispatchPulls')[1].Properties.Environment as { Variables: Record<string, unknown> };
    expect(spread(prod).Variables.OEMS_PULL_SPREAD_SECONDS).toBe('300');
    expect(spread(dev).Variables.OEMS_PULL_SPREAD_SECONDS).toBe('900');
    expect(spread(synthesize(everyOption)).Variables.OEMS_PULL_SPREAD_SECONDS).toBe('900');
  });
});
