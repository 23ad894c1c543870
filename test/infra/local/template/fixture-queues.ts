import type { TemplateResource } from '../../../../infra/local/template/synthesis.ts';
import { fixtureResources } from './fixture-template.ts';

type Resources = Record<string, TemplateResource>;

function getAtt(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

function allow(role: string, ...Action: string[]): TemplateResource {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: role }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: getAtt('Work') }] },
    },
  };
}

/** The fixture with a queue that the writer sends to and that feeds the reader. */
export function queueResources(changes: Record<string, object> = {}): Resources {
  const resources: Resources = {
    ...fixtureResources(),
    Dead: { Type: 'AWS::SQS::Queue' },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 30,
        RedrivePolicy: { deadLetterTargetArn: getAtt('Dead'), maxReceiveCount: 5 },
        SqsManagedSseEnabled: true,
      },
    },
    WorkPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Work' }],
        PolicyDocument: {
          Statement: [
            {
              ...{ Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' }, Resource: getAtt('Work') },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: getAtt('Work'),
        FunctionName: { Ref: 'reader' },
        BatchSize: 2,
        MaximumBatchingWindowInSeconds: 0,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    writerSends: allow('writerRole', 'sqs:SendMessage'),
    readerReceives: allow('readerRole', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
  };
  for (const [id, properties] of Object.entries(changes)) {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`the fixture has no ${id}`);
    resources[id] = { ...resource, Properties: { ...resource.Properties, ...properties } };
  }
  return resources;
}
