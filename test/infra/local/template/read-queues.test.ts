import { beforeAll, describe, expect, it } from 'vitest';
import { readDeployment } from '../../../../infra/local/template/read-template.ts';
import type { Synthesis } from '../../../../infra/local/template/synthesis.ts';
import { queueResources } from './fixture-queues.ts';
import { fixtureSynthesis } from './fixture-template.ts';

let synthesis: Synthesis;

beforeAll(async () => {
  synthesis = await fixtureSynthesis();
});

function read(changes: Record<string, object> = {}) {
  return readDeployment({ ...synthesis, resources: queueResources(changes) });
}
function arn(name: string) {
  return `arn:aws:sqs:us-east-1:123456789012:${name}`;
}

describe('the queues of a template', () => {
  it('queues have the visibility timeout and the dead letters of the template', () => {
    const { queues } = read();
    expect(queues).toEqual([
      { name: 'Dead', arn: arn('Dead'), visibilitySeconds: 30, redrive: undefined },
      {
        ...{ name: 'Work', arn: arn('Work'), visibilitySeconds: 30 },
        redrive: { deadLetterArn: arn('Dead'), maxReceiveCount: 5 },
      },
    ]);
  });

  it('queues feed the functions of the template at the pace of the template', () => {
    const { eventSources } = read();
    expect(eventSources).toEqual([
      {
        ...{ queueArn: arn('Work'), functionName: 'reader', batchSize: 2, windowSeconds: 0 },
        ...{ maxConcurrency: 2, reportsFailures: true },
      },
    ]);
  });

  it('queues feed functions at the default pace of Lambda without a pace in the template', () => {
    const unset = { BatchSize: undefined, ScalingConfig: undefined, FunctionResponseTypes: undefined };
    const { eventSources } = read({ Mapping: unset });
    expect(eventSources).toMatchObject([{ batchSize: 10, maxConcurrency: 1000, reportsFailures: false }]);
  });

  it.each([
    ['Work', { FifoQueue: true }, 'Work.FifoQueue'],
    ['Work', { DelaySeconds: 5 }, 'Work.DelaySeconds'],
    ['Work', { VisibilityTimeout: 4 }, 'Mapping.EventSourceArn: has a visibility timeout below the 5 s of reader'],
    [
      'Work',
      { RedrivePolicy: { deadLetterTargetArn: arn('Elsewhere'), maxReceiveCount: 5 } },
      'Work has dead letters in no queue of this template',
    ],
    ['Mapping', { FilterCriteria: {} }, 'Mapping.FilterCriteria'],
    ['Mapping', { Enabled: false }, 'Mapping.Enabled'],
    ['Mapping', { EventSourceArn: arn('Elsewhere') }, 'Mapping.EventSourceArn'],
    ['Mapping', { FunctionName: 'stranger' }, 'Mapping.FunctionName'],
    ['Mapping', { BatchSize: 100 }, 'Mapping.BatchSize'],
    ['Mapping', { ScalingConfig: { MaximumConcurrency: 1 } }, 'Mapping.ScalingConfig'],
  ])('the resource %s with %j is refused', (id, properties, message) => {
    expect(() => read({ [id]: properties })).toThrow(message);
  });
});
