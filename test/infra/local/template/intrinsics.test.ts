import { describe, expect, it } from 'vitest';
import { createResolver } from '../../../../infra/local/template/intrinsics.ts';

describe('intrinsic functions', () => {
  const resolved = (value: unknown): unknown => {
    const parameters = { Stage: { Default: 'dev' }, Open: {} };
    const resources = { Queue: { Type: 'AWS::SQS::Queue' }, It: { Type: 'It', Properties: { value } } };
    return createResolver({ resources, parameters, assets: new Map() }).resources('It')[0]?.property('value');
  };

  it.each([
    [{ Ref: 'AWS::AccountId' }, '123456789012'],
    [{ Ref: 'Stage' }, 'dev'],
    [{ Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/Queue'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:Queue'],
    [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'Queue'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-dev'],
    [
      { 'Fn::Sub': `\${Queue.Arn}/\${!literal}/\${Stage}` },
      `arn:aws:sqs:us-east-1:123456789012:Queue/\${!literal}/dev`,
    ],
    [{ 'Fn::Sub': [`\${x}`, { x: { Ref: 'Stage' } }] }, 'dev'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
    [[{ Ref: 'AWS::NoValue' }, 'a'], ['a']],
    [{ nested: [{ Ref: 'Stage' }] }, { nested: ['dev'] }],
  ])('the intrinsic function %j resolves to %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it.each([
    [{ 'Fn::If': ['a', 'b', 'c'] }, 'It.value: Fn::If'],
    [{ Ref: 'Open' }, 'It.value: parameter Open has no default'],
    [{ Ref: 'It' }, 'the name of a It is unknown'],
  ])('the intrinsic function %j is refused', (value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });
});
