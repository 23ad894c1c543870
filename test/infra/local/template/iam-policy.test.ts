import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, type Policies, refusalOf } from '../../../../infra/local/template/iam-authorize.ts';
import { contextOf } from '../../../../infra/local/template/iam-conditions.ts';
import {
  type Access,
  compileStatement,
  identityVerdict,
  type StatementJson,
} from '../../../../infra/local/template/iam-policy.ts';

const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/oems';
const key = 'arn:aws:kms:us-east-1:123456789012:key/k';
const roleArn = 'arn:aws:iam::123456789012:role/reader';
const root = 'arn:aws:iam::123456789012:root';
const caller: Caller = { session: 'get-balance', roleName: 'reader', roleArn };

function access(action: string, resource = table): Access {
  return { action, resource, context: contextOf({}) };
}
function allow(Action: string | string[], Resource: string | string[] = table): StatementJson {
  return {
    Effect: 'Allow',
    Action,
    Resource,
  };
}
function deny(Action: string, Resource = table): StatementJson {
  return { Effect: 'Deny', Action, Resource };
}
function verdict(statements: StatementJson[], wanted: Access) {
  return identityVerdict(statements.map(compileStatement), wanted);
}

describe('an IAM statement', () => {
  it.each([
    [allow('dynamodb:GetItem'), 'allowed'],
    [allow('DynamoDB:getitem'), 'allowed'],
    [allow(['dynamodb:PutItem', 'dynamodb:Get*']), 'allowed'],
    [allow('*', '*'), 'allowed'],
    [allow('dynamodb:PutItem'), 'not-mentioned'],
    [allow('dynamodb:GetItem', `${table}/index/*`), 'not-mentioned'],
    [allow('dynamodb:GetItem', `${table}2`), 'not-mentioned'],
    [deny('dynamodb:GetItem'), 'denied'],
  ])('the statement %j makes GetItem %s', (statement, expected) => {
    expect(verdict([statement], access('dynamodb:GetItem'))).toBe(expected);
  });

  it('NotAction and NotResource cover everything except the named values', () => {
    const others = {
      Effect: 'Allow',
      NotAction: 'dynamodb:PutItem',
      NotResource: `${table}/index/a`,
    } as unknown as StatementJson;
    expect(verdict([others], access('dynamodb:GetItem'))).toBe('allowed');
    expect(verdict([others], access('dynamodb:PutItem'))).toBe('not-mentioned');
    expect(verdict([others], access('dynamodb:GetItem', `${table}/index/a`))).toBe('not-mentioned');
  });

  it.each([
    [{ Effect: 'Allow', Action: 'a:b' }, /Resource/],
    [{ Effect: 'Allow', Action: 'a:b', NotAction: 'a:c', Resource: '*' }, /Action/],
    [{ Effect: 'Allow', Action: 'a:b', Resource: '*', NotPrincipal: '*' }, /NotPrincipal/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own notation
    [{ Effect: 'Allow', Action: 'a:b', Resource: 'arn:aws:s3:::${aws:username}' }, /policy variable/],
  ])('an unknown statement is refused: %j', (statement, message) => {
    expect(() => compileStatement(statement as StatementJson)).toThrow(message);
  });
});

describe('several IAM statements', () => {
  const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:*', '*'];
  const statement = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: fc.constantFrom(...actions),
    Resource: fc.constantFrom(table, `${table}/index/a`, '*'),
  });
  const wanted = access('dynamodb:GetItem');

  it('an explicit deny wins in every position', () => {
    fc.assert(
      fc.property(fc.array(statement), fc.nat(), (others, at) => {
        const position = at % (others.length + 1);
        const all = [...others.slice(0, position), deny('dynamodb:Get*'), ...others.slice(position)];
        expect(verdict(all, wanted)).toBe('denied');
      }),
    );
  });

  it('the removal of an allow never allows more', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1 }), fc.nat(), (all, at) => {
        const without = all.filter((entry, index) => index !== at % all.length || entry.Effect === 'Deny');
        if (verdict(all, wanted) !== 'allowed') expect(verdict(without, wanted)).not.toBe('allowed');
      }),
    );
  });

  it('the order of statements does not matter', () => {
    fc.assert(
      fc.property(fc.array(statement), (all) => {
        expect(verdict(all.toReversed(), wanted)).toBe(verdict(all, wanted));
      }),
    );
  });
});

describe('role policies with resource policies', () => {
  const policies = (identity: StatementJson[], resource?: StatementJson[]): Policies => ({
    identity: new Map([[roleArn, identity.map(compileStatement)]]),
    resource: new Map(resource === undefined ? [] : [[key, resource.map(compileStatement)]]),
    endpoints: new Map(),
  });
  const decrypt = access('kms:Decrypt', key);
  const toRole = { ...allow('kms:Decrypt', '*'), Principal: { AWS: roleArn } };
  const toAccount = { ...allow('kms:*', '*'), Principal: { AWS: root } };
  const toAccountNumber = { ...allow('kms:*', '*'), Principal: { AWS: '123456789012' } };
  const toEverybody = { ...allow('kms:*', '*'), Principal: { AWS: '*' } };
  const toService = { ...allow('kms:*', '*'), Principal: { Service: 'logs.amazonaws.com' } };
  const denyAll = { ...deny('kms:*', '*'), Principal: '*' as const };
  const own = allow('kms:Decrypt', key);

  it.each([
    ['the key names the role', [], [toRole], null],
    ['the key names everybody', [], [toEverybody], null],
    ['the key leaves it to the account, whose policy allows', [own], [toAccount], null],
    ['the key leaves it to the account, by number', [own], [toAccountNumber], null],
    ['the key leaves it to the account, whose policy is silent', [], [toAccount], 'no identity-based policy allows'],
    ['only the role policy allows', [own], [toService], 'no resource-based policy allows'],
    ['the key has no policy', [own], [], 'no resource-based policy allows'],
    ['the key denies', [own], [toRole, denyAll], 'with an explicit deny in a resource-based policy'],
    ['the role policy denies', [deny('kms:*', '*')], [toRole], 'with an explicit deny in an identity-based policy'],
  ])('%s', (_, identity, resource, expected) => {
    const refusal = refusalOf(policies(identity, resource), caller, decrypt);
    if (expected === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(expected);
  });

  it('a resource without a policy needs only the role policy', () => {
    expect(refusalOf(policies([allow('dynamodb:GetItem')]), caller, access('dynamodb:GetItem'))).toBeNull();
  });

  it('a refusal has the text of AWS', () => {
    expect(refusalOf(policies([]), caller, access('dynamodb:PutItem'))).toBe(
      `User: arn:aws:sts::123456789012:assumed-role/reader/get-balance is not authorized to perform: dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    );
  });
});

describe('the endpoints of a VPC', () => {
  const granted = (endpoint: StatementJson[]): Policies => ({
    identity: new Map([
      [roleArn, [compileStatement(allow(['dynamodb:GetItem', 'dynamodb:Query', 'kms:Decrypt'], '*'))]],
    ]),
    resource: new Map([[key, [compileStatement({ ...allow('kms:*', '*'), Principal: { AWS: root } })]]]),
    endpoints: new Map([
      ['dynamodb', endpoint.map(compileStatement)],
      ['kms', []],
    ]),
  });
  const inVpc = { ...caller, isInVpc: true };
  const one = granted([allow('dynamodb:GetItem')]);

  it('a function in the VPC needs the word of the endpoint beside the grant, and is refused in the words of AWS', () => {
    expect(refusalOf(one, inVpc, access('dynamodb:GetItem'))).toBeNull();
    expect(refusalOf(one, inVpc, access('dynamodb:Query'))).toMatch(
      /because no VPC endpoint policy allows the dynamodb:Query action$/,
    );
    expect(refusalOf(one, inVpc, access('kms:Decrypt', key))).toMatch(/because no VPC endpoint policy allows/);
  });

  it('the word of the endpoint is no grant', () => {
    const all = granted([allow('dynamodb:*', '*')]);
    expect(refusalOf(all, inVpc, access('dynamodb:PutItem'))).toMatch(/because no identity-based policy allows/);
  });

  it('an explicit deny of the endpoint holds', () => {
    const both = granted([allow('dynamodb:*', '*'), deny('dynamodb:Query', '*')]);
    expect(refusalOf(both, inVpc, access('dynamodb:Query'))).toMatch(/with an explicit deny in a VPC endpoint policy$/);
  });

  it('a function outside the VPC does not ask the endpoint', () => {
    expect(refusalOf(one, caller, access('dynamodb:Query'))).toBeNull();
  });

  it('DynamoDB uses the key of the table without the endpoint of the caller', () => {
    const byTable = {
      ...access('kms:Decrypt', key),
      context: contextOf({ 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' }),
    };
    expect(refusalOf(one, inVpc, byTable)).toBeNull();
  });
});
