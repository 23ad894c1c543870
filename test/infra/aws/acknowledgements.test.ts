import { type App, CfnResource } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { acknowledgementsFor } from '../../../infra/aws/acknowledgements.ts';
import { usesSecrets } from '../../../infra/aws/granted.ts';
import { type FunctionId, grants } from '../../../infra/aws/grants.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { everyOption, optionsOf, synthesizeJudged } from './fixture-stack.ts';

describe('judges of every variant', () => {
  it.each([
    ['the default', {}],
    ['all options', everyOption],
    ['a restored table', { tableName: 'oems-restored', restoredTo: '2026-05-20T10:30:00Z' }],
  ])(
    '%s passes cdk-nag AwsSolutions, cdk-nag Serverless and the CloudFormation schemas',
    (_name, variant) => {
      expect(Object.keys(synthesizeJudged(variant).template.Resources).length).toBeGreaterThan(200);
    },
    120_000,
  );
});

describe('a finding without an acknowledgement', () => {
  const spoilt = (type: string, properties: Record<string, unknown>) => () =>
    synthesizeJudged({}, (app) => {
      const stack = app.node.findChild('oems-dev');
      new CfnResource(stack, 'spoilt', { type, properties });
    });

  it('an unacknowledged finding of cdk-nag AwsSolutions fails the command', () => {
    const topic = (app: App) => void new Topic(app.node.findChild('oems-dev'), 'spoilt');
    expect(() => synthesizeJudged({}, topic)).toThrow(/AwsSolutions-SNS3/);
  });

  it('an unacknowledged finding of cdk-nag Serverless fails the command', () => {
    const queue = (app: App) => void new Queue(app.node.findChild('oems-dev'), 'spoilt', { enforceSSL: true });
    expect(() => synthesizeJudged({}, queue)).toThrow(/Serverless-SQSRedrivePolicy/);
  });

  it('an unacknowledged finding of the CloudFormation schemas fails the command', () => {
    expect(spoilt('AWS::SQS::Queue', { DelaySecond: 5 })).toThrow(/DelaySecond: Additional properties/);
    expect(spoilt('AWS::SQS::Queue', { DelaySeconds: 'soon' })).toThrow(/DelaySeconds/);
  });
});

describe('acknowledgements', () => {
  const all = acknowledgementsFor(optionsOf());

  it('there are exactly eight acknowledgements', () => {
    const ids = Object.keys(grants) as FunctionId[];
    const functions = ids.length;
    const functionsWithSecrets = ids.filter(usesSecrets).length;
    expect(all.map(({ id, at }) => `${id} x${at.length}`)).toEqual([
      `AwsSolutions-IAM5[Resource::*] x${functions}`,
      `Serverless-LambdaStarPermissions x${functions - functionsWithSecrets}`,
      `Serverless-LambdaDLQ x${functions}`,
      'AwsSolutions-APIG4 x2',
      'AwsSolutions-SQS3 x1',
      `Serverless-LambdaEventSourceMappingDestination x${exchangeIds.length}`,
      'Serverless-SQSRedrivePolicy x2',
      'AwsSolutions-COG8 x1',
    ]);
  });

  it('every acknowledgement has a reason', () => {
    for (const { reason } of all) expect(reason.length).toBeGreaterThan(60);
  });
});
