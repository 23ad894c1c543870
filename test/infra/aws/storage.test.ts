import { describe, expect, it } from 'vitest';
import { kmsAllows, type Statement } from './fixture-iam.ts';
import { everyOption, flat, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);

function keyOf(construct: string): { id: string; policy: Statement[] } {
  const [found] = resourcesOf(dev, 'AWS::KMS::Key').filter(([id]) => id.startsWith(construct));
  if (found === undefined) throw new Error(`no key in ${construct}`);
  const [id, { Properties }] = found;
  return { id, policy: (Properties.KeyPolicy as { Statement: Statement[] }).Statement };
}

describe.each([
  ['dev', dev],
  ['prod', prod],
] as const)('the table of %s', (_stage, synthesis) => {
  const { Properties } = theOnly(synthesis, 'AWS::DynamoDB::Table');

  it('the table is on demand, encrypted with a separate key, and has point-in-time recovery and TTL', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    const { KMSMasterKeyId } = Properties.SSESpecification as { KMSMasterKeyId: unknown };
    const secrets = resourcesOf(synthesis, 'AWS::KMS::Alias').map(([, alias]) => flat(alias.Properties.TargetKeyId));
    expect(secrets).not.toContain(flat(KMSMasterKeyId));
  });

  it('the table has the indexes of the definition', () => {
    const indexes = Properties.GlobalSecondaryIndexes as { IndexName: string }[];
    expect(indexes.map(({ IndexName }) => IndexName).toSorted()).toEqual([
      ...['accounts', 'changes', 'orderIds', 'orders', 'pending', 'resting'],
    ]);
  });

  it('both KMS keys are rotated', () => {
    const keys = resourcesOf(synthesis, 'AWS::KMS::Key');
    expect(keys).toHaveLength(2);
    for (const [, key] of keys) expect(key.Properties.EnableKeyRotation).toBe(true);
  });
});

it('the table has a limit of reads and writes by default, and an index takes two writes for one of the table', () => {
  const limitsOf = (synthesis: typeof dev) => {
    const { OnDemandThroughput, GlobalSecondaryIndexes } = theOnly(synthesis, 'AWS::DynamoDB::Table').Properties;
    const indexes = GlobalSecondaryIndexes as { OnDemandThroughput: unknown }[];
    return [OnDemandThroughput, ...new Set(indexes.map((index) => JSON.stringify(index.OnDemandThroughput)))];
  };
  const index = (reads: number, writes: number) =>
    JSON.stringify({ MaxReadRequestUnits: reads, MaxWriteRequestUnits: writes });
  expect(limitsOf(dev)).toEqual([{ MaxReadRequestUnits: 12_000, MaxWriteRequestUnits: 4000 }, index(12_000, 8000)]);
  expect(limitsOf(prod)).toEqual([{ MaxReadRequestUnits: 5000, MaxWriteRequestUnits: 3000 }, index(5000, 6000)]);
});

describe('the key of the table', () => {
  const { id, policy } = keyOf('storage');
  const caller = { role: 'arn:aws:iam::111122223333:role/any', statements: [] };
  const decrypt = (context: Record<string, string[]>) =>
    kmsAllows(policy, caller, { action: 'kms:Decrypt', resource: `arn:${id}`, context });
  const through = { 'kms:ViaService': ['dynamodb.eu-central-1.amazonaws.com'], 'kms:CallerAccount': ['111122223333'] };

  it('the table key opens through DynamoDB for callers of the account and never directly', () => {
    expect(decrypt(through)).toBe(true);
    expect(decrypt({ 'kms:CallerAccount': ['111122223333'] })).toBe(false);
    expect(decrypt({ ...through, 'kms:CallerAccount': ['999988887777'] })).toBe(false);
    expect(decrypt({ ...through, 'kms:ViaService': ['s3.eu-central-1.amazonaws.com'] })).toBe(false);
  });
});
