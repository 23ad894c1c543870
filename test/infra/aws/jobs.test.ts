import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../infra/aws/grants.ts';
import { type Job, jobs } from '../../../lib/api/jobs.ts';
import { isAllowed, listOf, type Statement, statementsOf } from './fixture-iam.ts';
import { flat, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const [[queueId] = ['']] = resourcesOf(dev, 'AWS::SQS::Queue');

describe.each(Object.entries(jobs) as [JobId, Job][])('the job %s', (id, { schedule }) => {
  const [lambdaId] = lambdaOf(dev, id);
  const [found] = resourcesOf(dev, 'AWS::Scheduler::Schedule').filter(([, { Properties }]) => {
    const { Arn } = Properties.Target as { Arn: unknown };
    return flat(Arn) === `arn:${lambdaId}`;
  });
  const target = found?.[1].Properties.Target as { RoleArn: unknown };

  it('is started by its schedule, with few retries and a dead-letter queue', () => {
    expect(found?.[1].Properties).toMatchObject({
      ScheduleExpression: schedule,
      Target: {
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queueId, 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 },
      },
    });
  });

  it('is started by a role that can start it alone, and that only this stage may take', () => {
    const role = flat(target.RoleArn).slice('arn:'.length);
    const statements = resourcesOf(dev, 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => listOf(Properties.Roles as unknown[]).some((each) => flat(each) === role))
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
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

  it('that fails for good is kept in the dead-letter queue, which its role may write', () => {
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

describe('queues', () => {
  it('of functions are none but the dead-letter queue: encrypted, for two weeks, over TLS alone', () => {
    expect(theOnly(dev, 'AWS::SQS::Queue').Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
    const { PolicyDocument } = theOnly(dev, 'AWS::SQS::QueuePolicy').Properties;
    expect((PolicyDocument as { Statement: Statement[] }).Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('are watched by an alarm', () => {
    const watched = resourcesOf(dev, 'AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    expect(watched).toHaveLength(1);
  });
});
