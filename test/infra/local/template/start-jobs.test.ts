import { beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { createEnforcer, type Enforcer } from '../../../../infra/local/template/enforce.ts';
import { type Deployment, readDeployment } from '../../../../infra/local/template/read-template.ts';
import { createJobStarter, type JobStarter } from '../../../../infra/local/template/start-jobs.ts';
import { fixtureResources, fixtureSynthesis } from './fixture-template.ts';

function getAtt(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}
const queue = 'arn:aws:sqs:us-east-1:123456789012:Dead';

function allow(role: string, ...actions: [string, string][]) {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: role }],
      PolicyDocument: {
        Statement: actions.map(([Action, id]) => ({ Effect: 'Allow', Action, Resource: getAtt(id) })),
      },
    },
  };
}

/** The fixture with a schedule that starts the reader; a failed run is retried once. */
function scheduled() {
  return {
    ...fixtureResources(),
    Dead: { Type: 'AWS::SQS::Queue' },
    schedulerRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
    schedulerPolicy: allow('schedulerRole', ['lambda:InvokeFunction', 'reader'], ['sqs:SendMessage', 'Dead']),
    readerMay: allow('readerRole', ['sqs:SendMessage', 'Dead']),
    ReaderRuns: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'reader' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: getAtt('Dead') } },
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpression: 'rate(1 hour)',
        Target: { Arn: getAtt('reader'), RoleArn: getAtt('schedulerRole'), DeadLetterConfig: { Arn: getAtt('Dead') } },
      },
    },
  };
}

let deployment: Deployment;
let enforcer: Enforcer;
let starter: JobStarter;
let refused: string[];
let answers: Invocation[];
let runs: number;

const fine: Invocation = { ok: true, payload: 'null' };
const failed: Invocation = { ok: false, errorType: 'Error', errorMessage: 'broken' };

beforeEach(async () => {
  refused = [];
  answers = [];
  runs = 0;
  deployment = readDeployment(await fixtureSynthesis(scheduled()));
  enforcer = createEnforcer(deployment, ({ session, action }) => refused.push(`${session} ${action}`));
  starter = createJobStarter(deployment, enforcer, async () => {
    runs += 1;
    return answers.shift() ?? fine;
  });
});

/** Keeps only the statements of these actions in every role. */
function keep(...actions: string[]) {
  const identity = [...deployment.policies.identity].map(
    ([role, statements]) => [role, statements.filter(({ json }) => actions.includes(String(json.Action)))] as const,
  );
  enforcer.use({ ...deployment.policies, identity: new Map(identity) });
}

describe('a scheduled function', () => {
  it('a scheduled function is started in the role of the schedule', async () => {
    await expect(starter.start('reader')).resolves.toEqual(fine);
    expect([runs, refused, starter.deadLetters]).toEqual([1, [], []]);
  });

  it('a failed run is retried, and a successful retry leaves no dead letter', async () => {
    answers = [failed, fine];
    await expect(starter.start('reader')).resolves.toEqual(fine);
    expect([runs, starter.deadLetters]).toEqual([2, []]);
  });

  it('a run that fails for good becomes a dead letter', async () => {
    answers = [failed, failed, fine];
    await expect(starter.start('reader')).resolves.toEqual(failed);
    expect([runs, starter.deadLetters]).toEqual([2, [{ queue, functionName: 'reader', errorMessage: 'broken' }]]);
  });

  it('a start without permission does not run and becomes a dead letter', async () => {
    keep('sqs:SendMessage');
    const errorMessage = expect.stringContaining(
      'reader-schedule is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:reader',
    );
    await expect(starter.start('reader')).resolves.toMatchObject({ ok: false, errorMessage });
    expect([runs, starter.deadLetters]).toEqual([0, [{ queue, functionName: 'reader', errorMessage }]]);
  });

  it.each([
    ['its schedule', [], 'reader-schedule sqs:SendMessage'],
    ['its own role', ['lambda:InvokeFunction'], 'reader sqs:SendMessage'],
  ])('the dead letter is lost if %s may not send to the queue', async (_, kept, refusal) => {
    keep(...kept);
    answers = [failed, failed];
    await starter.start('reader');
    expect(refused.at(-1)).toBe(refusal);
    expect(starter.deadLetters).toEqual([]);
  });
});
