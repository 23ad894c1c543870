import { describe, expect, it } from 'vitest';
import { type FunctionId, grants } from '../../../infra/aws/grants.ts';
import { kmsAllows, type Statement, statementsOf } from './fixture-iam.ts';
import { flat, functionIds, lambdaOf, resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();

function keyOf(construct: string): { id: string; policy: Statement[] } {
  const [found] = resourcesOf(dev, 'AWS::KMS::Key').filter(([id]) => id.startsWith(construct));
  if (found === undefined) throw new Error(`no key in ${construct}`);
  const [id, { Properties }] = found;
  return { id, policy: (Properties.KeyPolicy as { Statement: Statement[] }).Statement };
}

describe('the key of the exchange secrets', () => {
  const { id: secretsId, policy: keyPolicy } = keyOf('secrets');
  const roleOf = (id: FunctionId) => ({
    role: flat(lambdaOf(dev, id)[1].Properties.Role),
    statements: statementsOf(dev, id),
  });
  const anybody = {
    role: 'arn:aws:iam::111122223333:role/admin',
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' } as const],
  };
  const bound = { app: ['oems'], tenant: ['acme'], account: ['main'] };
  const request = (action: string, names: Partial<Record<keyof typeof bound, string[]>>) => ({
    action: `kms:${action}`,
    resource: `arn:${secretsId}`,
    context: Object.fromEntries(Object.entries(names).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  });

  it.each(functionIds)('%s may use the secrets key as the grants say', (id) => {
    const allowed = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'CreateGrant'].filter((action) =>
      kmsAllows(keyPolicy, roleOf(id), request(action, bound)),
    );
    expect(allowed).toEqual(grants[id].flatMap((grant) => ('secrets' in grant ? [grant.secrets] : [])));
  });

  it.each([
    ['without any context', {}],
    ['of another app', { ...bound, app: ['other'] }],
    ['without its app', { tenant: bound.tenant, account: bound.account }],
    ['without a tenant', { app: bound.app, account: bound.account }],
    ['without an account', { app: bound.app, tenant: bound.tenant }],
  ])('the secrets key refuses a call %s', (_what, names) => {
    expect(kmsAllows(keyPolicy, roleOf('getBalance'), request('Decrypt', names))).toBe(false);
    expect(kmsAllows(keyPolicy, roleOf('setCredentials'), request('Encrypt', names))).toBe(false);
  });

  it('an explicit deny refuses calls without context even against an allow', () => {
    const careless: Statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: '*' } };
    expect(kmsAllows([...keyPolicy, careless], anybody, request('Decrypt', bound))).toBe(true);
    for (const missing of Object.keys(bound)) {
      const names = Object.fromEntries(Object.entries(bound).filter(([name]) => name !== missing));
      expect(kmsAllows([...keyPolicy, careless], anybody, request('Decrypt', names))).toBe(false);
    }
  });

  it('the use of the secrets key needs both the role policy and the key policy', () => {
    const stripped = { ...roleOf('getBalance'), statements: [] };
    expect(kmsAllows(keyPolicy, roleOf('getBalance'), request('Decrypt', bound))).toBe(true);
    expect(kmsAllows(keyPolicy, stripped, request('Decrypt', bound))).toBe(false);
  });

  it('an administrator cannot use the secrets key but can change the key policy', () => {
    for (const action of ['Encrypt', 'Decrypt', 'GenerateDataKey', 'CreateGrant'])
      expect(kmsAllows(keyPolicy, anybody, request(action, bound))).toBe(false);
    expect(kmsAllows(keyPolicy, anybody, request('PutKeyPolicy', {}))).toBe(true);
  });
});
