import { describe, expect, it } from 'vitest';
import { jobs, queues } from '../../../lib/jobs/jobs.ts';
import { everyOption, flat, lambdaOf, type Resource, resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();
const all = resourcesOf(dev, 'AWS::SQS::Queue');
const pulls = all.filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
const deadLetters = all.filter(([, { Properties }]) => Properties.RedrivePolicy === undefined);
const mappings = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
function alarmsOn(metric: string, queueId: string): Resource[] {
  return resourcesOf(dev, 'AWS::CloudWatch::Alarm')
    .map(([, alarm]) => alarm)
    .filter(({ Properties: { MetricName, Dimensions } }) => {
      const [dimension] = (Dimensions ?? []) as { Value: unknown }[];
      return MetricName === metric && flat(dimension?.Value ?? '') === `${queueId}.QueueName`;
    });
}

describe.each(all)('the queue %s', (queueId, { Properties }) => {
  it('is encrypted and speaks TLS alone', () => {
    expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
    const [policy] = resourcesOf(dev, 'AWS::SQS::QueuePolicy').filter(
      ([, each]) => flat((each.Properties.Queues as unknown[])[0]) === queueId,
    );
    expect(policy?.[1].Properties.PolicyDocument).toMatchObject({
      Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
  });
});

describe.each(pulls)('the pull queue %s', (queueId, { Properties }) => {
  it('keeps a taken message from others for six times the time of its function', () => {
    expect(Properties.VisibilityTimeout).toBe(6 * jobs.pullHistory.timeoutSeconds);
  });

  it('gives a message up after five tries, to a queue that keeps it for two weeks', () => {
    const { deadLetterTargetArn, maxReceiveCount } = Properties.RedrivePolicy as Record<string, unknown>;
    const target = deadLetters.find(([id]) => flat(deadLetterTargetArn) === `arn:${id}`);
    expect(maxReceiveCount).toBe(5);
    expect(target?.[1].Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it('feeds the worker alone: full batches, few at once, each message answered for itself', () => {
    const [lambdaId] = lambdaOf(dev, 'pullHistory');
    const own = mappings.filter(({ EventSourceArn }) => flat(EventSourceArn) === `arn:${queueId}`);
    expect(own).toEqual([
      {
        EventSourceArn: { 'Fn::GetAtt': [queueId, 'Arn'] },
        FunctionName: { Ref: lambdaId },
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 1,
        ScalingConfig: { MaximumConcurrency: 10 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ]);
  });

  it('is watched for messages that nobody takes', () => {
    expect(alarmsOn('ApproximateAgeOfOldestMessage', queueId)).toHaveLength(1);
  });
});

describe('queues', () => {
  it('are one per exchange for pulls, and two for dead letters: of pulls and of jobs', () => {
    expect([pulls.length, deadLetters.length]).toEqual([queues.pulls.length, 2]);
    expect(mappings).toHaveLength(queues.pulls.length);
  });

  it('of dead letters are watched each by an alarm on the first message', () => {
    for (const [queueId] of deadLetters)
      expect(alarmsOn('ApproximateNumberOfMessagesVisible', queueId)).toMatchObject([{ Properties: { Threshold: 1 } }]);
  });

  it('are where the dispatcher is told they are', () => {
    const { Variables } = lambdaOf(dev, 'dispatchPulls')[1].Properties.Environment as {
      Variables: Record<string, unknown>;
    };
    const told = queues.pulls.map(({ variable }) => flat(Variables[variable] ?? ''));
    expect(told).toEqual(pulls.map(([queueId]) => queueId));
  });
});

describe('the retention of the ledger', () => {
  const variablesOf = (context: Record<string, string>) =>
    (lambdaOf(synthesize(context), 'pullHistory')[1].Properties.Environment as { Variables: Record<string, unknown> })
      .Variables;

  it('is told to the worker where it is set, and is for good where it is not', () => {
    expect(variablesOf({})).not.toHaveProperty('OEMS_LEDGER_RETENTION_DAYS');
    expect(variablesOf(everyOption)).toMatchObject({ OEMS_LEDGER_RETENTION_DAYS: '400' });
  });
});
