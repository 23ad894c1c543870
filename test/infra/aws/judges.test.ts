import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { acknowledgementsFor } from '../../../infra/aws/acknowledgements.ts';
import { readOptions } from '../../../infra/aws/context.ts';
import { everyOption, synthesize, synthesizeAnew } from './fixture-stack.ts';

const rulesBroken = ({ judges }: ReturnType<typeof synthesize>): string[] =>
  judges.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

describe('every variant', () => {
  it.each([
    ['the default', {}],
    ['all options', everyOption],
  ])('%s passes cdk-nag AwsSolutions, cdk-nag Serverless and the CloudFormation schemas', (_name, context) => {
    const synthesis = synthesize(context);
    expect(synthesis.judges.map(({ pluginName }) => pluginName).toSorted()).toEqual([
      'AwsSolutions',
      'CloudFormation Validate',
      'Serverless',
    ]);
    expect(rulesBroken(synthesis)).toEqual([]);
    expect(synthesis.exitCode).toBe(0);
  });
});

describe('a finding nobody has acknowledged', () => {
  const spoilt = (spoil: (stack: Stack) => unknown) =>
    synthesizeAnew({}, (app) => void spoil(app.node.findChild('oems-dev') as Stack));

  it('of cdk-nag fails the command', () => {
    const synthesis = spoilt((stack) => new Bucket(stack, 'open'));
    expect(rulesBroken(synthesis)).toContain('AwsSolutions::AwsSolutions-S1');
    expect(synthesis.exitCode).toBe(1);
  });

  it('of the CloudFormation schemas fails the command', () => {
    const synthesis = spoilt(
      (stack) => new CfnResource(stack, 'bad', { type: 'AWS::SQS::Queue', properties: { DelaySecond: 'soon' } }),
    );
    expect(synthesis.exitCode).toBe(1);
    const schemas = synthesis.judges.find(({ pluginName }) => pluginName === 'CloudFormation Validate');
    expect(schemas?.violations.length).toBeGreaterThan(0);
  });
});

describe('acknowledgements', () => {
  const all = acknowledgementsFor(readOptions({}));

  it('are these six', () => {
    expect(all.map(({ id, at }) => `${id} x${at.length}`)).toEqual([
      'AwsSolutions-IAM5[Resource::*] x28',
      'Serverless-LambdaDLQ x28',
      'AwsSolutions-APIG4 x2',
      'AwsSolutions-SQS3 x1',
      'Serverless-SQSRedrivePolicy x1',
      'AwsSolutions-COG8 x1',
    ]);
  });

  it('each have a reason that can be judged', () => {
    for (const { reason } of all) expect(reason.length).toBeGreaterThan(60);
  });
});
