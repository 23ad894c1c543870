import { describe, expect, it } from 'vitest';
import { everyOption, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);
const own = synthesize({ data: 'keep' });
const kept = [
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
];

describe('the stage', () => {
  it('a deleted dev stack leaves nothing', () => {
    const policies = Object.values(dev.template.Resources).map(({ DeletionPolicy }) => DeletionPolicy ?? '');
    expect(policies.filter((policy) => policy.startsWith('Retain'))).toEqual([]);
    expect(theOnly(dev, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(false);
  });

  it.each(kept)(
    'a deleted stack of kept data keeps every %s, and a first deployment that fails leaves none',
    (type) => {
      const found = resourcesOf(own, type);
      expect(found.length).toBeGreaterThan(0);
      for (const [, { DeletionPolicy }] of found) expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    },
  );

  it('the fixed address, which exchange keys allow, stays with the data', () => {
    expect(theOnly(prod, 'AWS::EC2::EIP').DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('kept data refuses the deletion of the table and deletes keys only after 30 days', () => {
    expect(theOnly(prod, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(true);
    for (const [, { Properties }] of resourcesOf(prod, 'AWS::KMS::Key'))
      expect(Properties.PendingWindowInDays).toBe(30);
  });

  it('resource names contain the stage, so that both stages fit in an account', () => {
    const names = (synthesis: typeof dev) =>
      JSON.stringify(
        Object.values(synthesis.template.Resources).map(({ Properties }) => [
          Properties?.FunctionName,
          Properties?.AliasName,
          Properties?.AlarmName,
          Properties?.DashboardName,
          Properties?.Name,
        ]),
      );
    expect(names(dev)).toContain('alias/oems-dev-secrets');
    expect(names(prod)).toContain('alias/oems-prod-secrets');
    expect(names(prod)).not.toContain('oems-dev');
  });
});
