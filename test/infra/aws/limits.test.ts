import { describe, expect, it } from 'vitest';
import { everyOption, resourcesOf, type Synthesis, synthesize, type Variant } from './fixture-stack.ts';

/** The largest stages: as many clients as an authorizer takes, and a restored table with the longest name, which every right repeats. */
const clients = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [
    `client-${index}-${'c'.repeat(29)}`,
    { tenant: `${'t'.repeat(60)}-${index}`, scopes: ['read', 'trade', 'admin'] },
  ]),
);
const many: Variant = { ...everyOption, stage: 's'.repeat(20), identity: { kind: 'cognito', clients } };
const restored: Variant = {
  ...{ ...everyOption, stage: 's'.repeat(20) },
  ...{ tableName: 't'.repeat(128), restoredTo: '2026-05-20T10:30:00Z' },
};
const stacks = [many, restored].map((variant) => synthesize(variant));

/** As long as names of AWS can be: the region, and the names that CloudFormation makes. */
const longRegion = 'ap-southeast-1';
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Ref') return known[argument as string] ?? `${'s'.repeat(20)}-${argument}-ABCDEFGHIJKL`;
  if (name === 'Fn::GetAtt')
    return `arn:aws:service:${longRegion}:111122223333:${'s'.repeat(24)}-${argument}-ABCDEFGHIJKL`;
  if (name === 'Fn::Join') {
    const [glue, parts] = argument as [string, unknown[]];
    return parts.map(filled).join(glue);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each)]));
}
const known: Record<string, string> = {
  ...{ 'AWS::Partition': 'aws', 'AWS::Region': longRegion, 'AWS::AccountId': '111122223333' },
  'AWS::URLSuffix': 'amazonaws.com',
};

function sizes(of: (synthesis: Synthesis) => readonly unknown[]): number {
  return Math.max(...stacks.flatMap(of).map((value) => JSON.stringify(filled(value)).length));
}

function properties(type: string, name: string) {
  return (synthesis: Synthesis) => resourcesOf(synthesis, type).flatMap(([, { Properties }]) => Properties[name] ?? []);
}

/** The limits are those of the guides of each service; a deployment beyond fails in the middle. */
describe('the largest stages', () => {
  it('have fewer than 500 resources', () => {
    for (const { template } of stacks) expect(Object.keys(template.Resources).length).toBeLessThan(490);
  });

  it('have roles with rights below 10,240 characters', () => {
    expect(sizes(properties('AWS::IAM::Policy', 'PolicyDocument'))).toBeLessThan(9500);
    expect(sizes(properties('AWS::IAM::Role', 'Policies'))).toBeLessThan(9500);
  });

  it('have endpoint policies below 20,480 characters, and key policies below 32 KB', () => {
    expect(sizes(properties('AWS::EC2::VPCEndpoint', 'PolicyDocument'))).toBeLessThan(19_000);
    expect(sizes(properties('AWS::KMS::Key', 'KeyPolicy'))).toBeLessThan(30_000);
  });

  it('have environments below 4 KB', () => {
    expect(sizes(properties('AWS::Lambda::Function', 'Environment'))).toBeLessThan(3500);
  });

  it('have function names of at most 64 characters, and descriptions of at most 256', () => {
    const texts = (name: string) => stacks.flatMap(properties('AWS::Lambda::Function', name)).map(String);
    expect(Math.max(...texts('FunctionName').map((text) => text.length))).toBeLessThanOrEqual(64);
    expect(Math.max(...texts('Description').map((text) => text.length))).toBeLessThanOrEqual(256);
  });

  it('have an access log format below 3 KB, and at most ten metrics in an alarm', () => {
    expect(sizes(properties('AWS::ApiGatewayV2::Stage', 'AccessLogSettings'))).toBeLessThan(3000);
    for (const metrics of stacks.flatMap((one) =>
      resourcesOf(one, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.Metrics ?? []),
    ))
      expect((metrics as unknown[]).filter((each) => JSON.stringify(each).includes('MetricStat')).length).toBeLessThan(
        11,
      );
  });
});
