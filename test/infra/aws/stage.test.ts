import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { checkStage, editorSchema, readStage, STAGES_FOLDER, StageError, stagesIn } from '../../../infra/aws/stage.ts';
import { regionIn, weaknesses } from '../../../infra/aws/weaknesses.ts';
import { compiledCode } from '../compiled-code.ts';
import { everyOption, optionsOf } from './fixture-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'oems-stages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clients = { bot: { tenant: 'acme', scopes: ['trade'] } };
function manyClients(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, clients.bot]));
}

const least = { data: 'destroy', identity: { kind: 'cognito', clients } };

function problemsOf(value: unknown): string {
  try {
    checkStage('x.json', value);
  } catch (error) {
    if (error instanceof StageError) return error.message;
    throw error;
  }
  return '';
}

describe('the file of a stage', () => {
  it('data and identity have no default; each other field has a safe one', () => {
    expect(checkStage('x.json', least)).toEqual({
      data: 'destroy',
      identity: { kind: 'cognito', clients: { bot: { tenant: 'acme', scopes: ['trade'], tokenMinutes: 15 } } },
      alarmEmail: null,
      fixedEgressIp: false,
      pullMinutes: 15,
      ledgerRetentionDays: null,
      journalRetentionDays: null,
      auditRetentionDays: 2557,
      logRetentionDays: null,
      corsOrigins: [],
      apiReference: false,
      customDomain: null,
      throttles: {},
      tenantBudgets: {},
      tags: {},
      safetyConcurrency: null,
      lambdaConcurrency: 1000,
      pullConcurrency: 2,
      accountsPerTenant: 100,
      maxReadRequestUnits: 12_000,
      maxWriteRequestUnits: 4000,
      monthlyBudgetUsd: null,
      permissionsBoundaryArn: null,
      tableName: null,
      restoredTo: null,
    });
    expect(problemsOf({})).toMatch(/^x.json: data: .*\nx.json: identity: /);
  });

  it('the shipped stages are read, and the example keeps the data', () => {
    expect(stagesIn()).toEqual(['dev', 'example']);
    expect(readStage('dev').data).toBe('destroy');
    expect(readStage('example')).toMatchObject({ stage: 'example', data: 'keep' });
  });

  it('the schema for editors is the schema of the check', () => {
    const file = join(STAGES_FOLDER, 'schema.json');
    if (process.env.OEMS_WRITE_SCHEMA) writeFileSync(file, `${JSON.stringify(editorSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(editorSchema());
  });

  it('a stage without a file is refused with the way to a file', () => {
    expect(() => readStage('prod')).toThrow('infra/stages/prod.json does not exist: copy infra/stages/example.json');
    expect(() => readStage(undefined)).toThrow('name a stage: dev, example');
    expect(() => readStage('../prod')).toThrow('"../prod" is not the name of a stage');
  });

  it.each(['aws', 'my-cognito', 'amazonas'])(
    'a stage cannot be named %s: Cognito gives its pool no domain',
    (stage) => {
      expect(() => readStage(stage, folder)).toThrow(/Cognito takes no domain with the word (aws|cognito|amazon)/);
    },
  );

  it('a field that is given twice is refused: of two values JSON keeps the last in silence', () => {
    const text = JSON.stringify(least).replace('{', '{"data":"keep",');
    writeFileSync(join(folder, 'twice.json'), text);
    expect(() => readStage('twice', folder)).toThrow(/twice.json: data: is given twice/);
    rmSync(join(folder, 'twice.json'));
  });

  it('two stages cannot work on one restored table', () => {
    const restored = { ...least, tableName: 'oems-restored', restoredTo: '2026-05-20T10:30:00Z' };
    writeFileSync(join(folder, 'one.json'), JSON.stringify(restored));
    expect(readStage('one', folder).tableName).toBe('oems-restored');
    writeFileSync(join(folder, 'broken.json'), '{');
    writeFileSync(join(folder, 'two.json'), JSON.stringify({ ...restored, pullMinutes: 30 }));
    expect(() => readStage('one', folder)).toThrow(/one.json: tableName: .*two.json names the same table/);
    for (const name of ['one', 'two', 'broken']) rmSync(join(folder, `${name}.json`));
  });

  it('a file that is no JSON is refused by its name', () => {
    writeFileSync(join(folder, 'prod.json'), '{"data": keep}');
    expect(() => readStage('prod', folder)).toThrow(join(folder, 'prod.json'));
  });
});

const external = { kind: 'external', issuer: 'https://id.example', audience: ['oems'], tenantClaim: 'org_id' };

describe('wrong fields', () => {
  it.each([
    [{ fixedEgressIP: true }, /Unrecognized key: "fixedEgressIP"/],
    [{ data: 'production' }, /^x.json: data: .*"keep"\|"destroy"/],
    [{ fixedEgressIp: 'true' }, /^x.json: fixedEgressIp: .*boolean/],
    [{ alarmEmail: 'nobody' }, /^x.json: alarmEmail: .*email/],
    [{ pullMinutes: 4 }, /^x.json: pullMinutes: .*5/],
    [{ pullMinutes: 721 }, /^x.json: pullMinutes: .*720/],
    [{ ledgerRetentionDays: 6 }, /^x.json: ledgerRetentionDays: .*7/],
    [{ logRetentionDays: 31 }, /^x.json: logRetentionDays: /],
    [{ tableName: 'oems-restored' }, /^x.json: restoredTo: tableName and restoredTo belong together/],
    [{ restoredTo: '2026-05-20T10:30:00Z' }, /^x.json: restoredTo: tableName and restoredTo belong together/],
    [{ tableName: 'a b', restoredTo: '2026-05-20T10:30:00Z' }, /^x.json: tableName: the name of a table/],
    [{ tableName: 'oems-restored', restoredTo: '20 May 2026' }, /^x.json: restoredTo: a time in UTC/],
    [{ tableName: 'oems-restored', restoredTo: '2999-01-01T00:00:00Z' }, /^x.json: restoredTo: a moment in the past/],
    [{ safetyConcurrency: 200 }, /^x.json: safetyConcurrency: .* 100 executions of lambdaConcurrency unreserved/],
    [{ safetyConcurrency: 10, lambdaConcurrency: 100 }, /^x.json: safetyConcurrency: /],
    [{ journalRetentionDays: 29 }, /^x.json: journalRetentionDays: .*30/],
    [{ pullConcurrency: 1 }, /^x.json: pullConcurrency: .*2/],
    [{ customDomain: { name: 'https://api.example.com', certificateArn: 'arn:x' } }, /^x.json: customDomain: name: /],
    [{ corsOrigins: ['*'] }, /^x.json: corsOrigins: 0: /],
    [{ corsOrigins: ['https://desk.example/'] }, /^x.json: corsOrigins: 0: an origin/],
    [{ corsOrigins: ['https://desk.example/app'] }, /^x.json: corsOrigins: 0: an origin/],
    [{ corsOrigins: ['https://Desk.example'] }, /^x.json: corsOrigins: 0: an origin/],
    [{ tags: { stage: 'live' } }, /^x.json: tags: stage: the stack sets this tag itself/],
    [{ tags: { Application: 'x' } }, /^x.json: tags: Application: the stack sets this tag itself/],
    [{ tags: { 'aws:cost': 'x' } }, /^x.json: tags: aws:cost: tags with aws: belong to AWS/],
    [{ tags: { 'cost;center': 'x' } }, /^x.json: tags: cost;center: a tag has/],
    [{ monthlyBudgetUsd: 100 }, /^x.json: monthlyBudgetUsd: the budget needs alarmEmail/],
    [{ tableName: 't'.repeat(129), restoredTo: '2026-05-20T10:30:00Z' }, /^x.json: tableName: the name of a table/],
    [{ identity: { kind: 'cognito', clients: {} } }, /name at least one client/],
    [{ identity: { kind: 'cognito', clients: manyClients(51) } }, /API Gateway takes 50 clients at most/],
    [
      { identity: { kind: 'cognito', clients: { ...clients, two: { tenant: 'Acme', scopes: ['read'] } } } },
      /two tenants differ in capitals alone/,
    ],
    [
      { identity: { kind: 'cognito', clients: { bot: { tenant: 'a b', scopes: ['read'] } } } },
      /identity: clients: bot: tenant: a tenant has/,
    ],
    [
      { identity: { kind: 'cognito', clients: { bot: { tenant: 'a', scopes: [] } } } },
      /identity: clients: bot: scopes: /,
    ],
    [{ identity: { kind: 'cognito', clients: { Bot: clients.bot } } }, /a client has 1 to 40/],
    [{ identity: { ...external, issuer: 'http://id.example' } }, /identity: issuer: an https URL/],
    [{ identity: { ...external, audience: [] } }, /identity: audience: /],
    [
      { identity: { ...external, audience: Object.keys(manyClients(51)) } },
      /identity: audience: API Gateway takes 50 audiences at most/,
    ],
    [{ identity: { kind: 'external', issuer: external.issuer } }, /identity: audience: .*\n.*identity: tenantClaim: /],
  ])('%o is refused by the name of the field', (fields, message) => {
    expect(problemsOf({ ...least, ...fields })).toMatch(message);
  });

  it.each(['iss', 'aud', 'exp', 'iat', 'jti', 'scope', 'scp', 'token_use'])(
    'a claim that all tokens share, or that each token has for itself, is no tenant: %s is refused',
    (tenantClaim) => {
      expect(problemsOf({ ...least, identity: { ...external, tenantClaim } })).toMatch(
        /describes the token, not the tenant/,
      );
    },
  );

  it.each(['sub', 'client_id', 'azp', 'appid', 'cid', 'oid'])(
    'the tenant is never the client id: %s is refused',
    (tenantClaim) => {
      expect(problemsOf({ ...least, identity: { ...external, tenantClaim } })).toMatch(
        /names the program, not the tenant/,
      );
    },
  );

  it('all wrong fields are reported together', () => {
    expect(problemsOf({ ...least, data: 'x', alarmEmail: 'y', colour: 'red' }).split('\n')).toHaveLength(3);
  });
});

describe('weak choices', () => {
  it('a stage that keeps data hears of missing alarms and of missing reserved concurrency', () => {
    const lines = weaknesses(optionsOf({ data: 'keep' }), undefined).join('\n');
    expect(lines).toContain('alarmEmail is null');
    expect(lines).toContain('safetyConcurrency is null');
  });

  it('a stage with every option, or whose data may go, hears nothing', () => {
    expect(weaknesses(optionsOf(everyOption), 'eu-central-1')).toEqual([]);
    expect(weaknesses(optionsOf(), undefined)).toEqual([]);
  });

  it.each(['us-east-1', 'us-gov-west-1', 'cn-north-1'])(
    'a stage in %s hears which exchange refuses its addresses, fixed or not',
    (region) => {
      const lines = [optionsOf({ fixedEgressIp: true }), optionsOf()].map((options) =>
        weaknesses(options, region).join('\n'),
      );
      for (const line of lines) {
        expect(line).toMatch(
          new RegExp(`Bybit refuses .* and ${region} lies there\\. .* Deploy the stage to another region`),
        );
        expect(line).not.toContain('Kraken');
      }
    },
  );

  it('the region is that of AWS_REGION, else that of the CDK command', () => {
    expect(regionIn({ AWS_REGION: 'a', CDK_DEFAULT_REGION: 'b' })).toBe('a');
    expect(regionIn({ CDK_DEFAULT_REGION: 'b' })).toBe('b');
    expect(regionIn({ AWS_REGION: '' })).toBeUndefined();
  });
});

it('npm run synth without a stage names the stages', async () => {
  const app = join(import.meta.dirname, '../../../infra/aws/app.ts');
  const run = promisify(execFile)(process.execPath, [app], {
    env: { ...compiledCode(), PATH: process.env.PATH ?? '' },
  });
  await expect(run).rejects.toMatchObject({ code: 1, stderr: 'name a stage: dev, example\n' });
});
