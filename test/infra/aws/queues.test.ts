import { describe, expect, it } from 'vitest';
import { jobs, queues } from '../../../lib/jobs/jobs.ts';
import { everyOption, flat, lambdaOf, type Resource, resourcesOf, synthesize, type Variant } from './fixture-stack.ts';

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
  it('the queue is encrypted and accepts only TLS', () => {
    expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
    const [policy] = resourcesOf(dev, 'AWS::SQS::QueuePolicy').filter(
      ([, each]) => flat((each.Properties.Queues as unknown[])[0]) === queueId,
    );
    const document = policy?.[1].Properties.PolicyDocument ?? {};
    const { Statement = [] } = document as { Statement?: { readonly Effect: string }[] };
    const [denied, ...others] = Statement.filter(({ Effect }) => Effect === 'Deny');
    expect([denied, others]).toMatchObject([{ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, []]);
    // The rule about the keys of KMS leaves undelivered mails here.
    for (const allowed of Statement.filter(({ Effect }) => Effect === 'Allow'))
      expect(allowed).toMatchObject({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': {} } },
      });
  });
});

describe.each(pulls)('the pull queue %s', (queueId, { Properties }) => {
  it('the visibility timeout is six times the timeout of the function', () => {
    expect(Properties.VisibilityTimeout).toBe(6 * jobs.pullHistory.timeoutSeconds);
  });

  it('a message that fails five times goes to a dead-letter queue for two weeks', () => {
    const { deadLetterTargetArn, maxReceiveCount } = Properties.RedrivePolicy as Record<string, unknown>;
    const target = deadLetters.find(([id]) => flat(deadLetterTargetArn) === `arn:${id}`);
    expect(maxReceiveCount).toBe(5);
    expect(target?.[1].Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it('the queue feeds only the worker: full batches, low concurrency, failures per message', () => {
    const [lambdaId] = lambdaOf(dev, 'pullHistory');
    const own = mappings.filter(({ EventSourceArn }) => flat(EventSourceArn) === `arn:${queueId}`);
    expect(own).toEqual([
      {
        EventSourceArn: { 'Fn::GetAtt': [queueId, 'Arn'] },
        FunctionName: { Ref: lambdaId },
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ]);
  });

  it('an alarm watches for messages that wait too long', () => {
    expect(alarmsOn('ApproximateAgeOfOldestMessage', queueId)).toHaveLength(1);
  });
});

describe('all queues', () => {
  it('there is a pull queue per exchange and a dead-letter queue each for pulls and jobs', () => {
    expect([pulls.length, deadLetters.length]).toEqual([queues.pulls.length, 2]);
    expect(mappings).toHaveLength(queues.pulls.length);
  });

  it('an alarm watches each dead-letter queue for the first message', () => {
    for (const [queueId] of deadLetters)
      expect(alarmsOn('ApproximateNumberOfMessagesVisible', queueId)).toMatchObject([{ Properties: { Threshold: 1 } }]);
  });

  it('the dispatcher gets the URL of every pull queue', () => {
    const { Variables } = lambdaOf(dev, 'dispatchPulls')[1].Properties.Environment as {
      Variables: Record<string, unknown>;
    };
    const told = queues.pulls.map(({ variable }) => flat(Variables[variable] ?? ''));
    expect(told).toEqual(pulls.map(([queueId]) => queueId));
  });
});

describe('the retention of the ledger', () => {
  const variablesOf = (variant: Variant) =>
    (lambdaOf(synthesize(variant), 'pullHistory')[1].Properties.Environment as { Variables: Record<string, unknown> })
      .Variables;

  it('the worker gets the ledger retention only if the option is set', () => {
    expect(variablesOf({})).not.toHaveProperty('OEMS_LEDGER_RETENTION_DAYS');
    expect(variablesOf(everyOption)).toMatchObject({ OEMS_LEDGER_RETENTION_DAYS: '400' });
  });
});
