import { describe, expect, it } from 'vitest';
import { everyOption, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);
const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'];

describe('the stage', () => {
  it('a deleted dev stack leaves nothing', () => {
    const policies = Object.values(dev.template.Resources).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies).not.toContain('Retain');
    expect(theOnly(dev, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(false);
  });

  it.each(kept)('a deleted prod stack keeps every %s', (type) => {
    const found = resourcesOf(prod, type);
    expect(found.length).toBeGreaterThan(0);
    for (const [, { DeletionPolicy }] of found) expect(DeletionPolicy).toBe('Retain');
  });

  it('prod refuses the deletion of the table and deletes keys only after 30 days', () => {
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
