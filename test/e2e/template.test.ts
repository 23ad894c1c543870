import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Policies } from '../../infra/local/template/iam-authorize.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import { startTemplateStack, type TemplateStack } from '../../infra/local/template/template-stack.ts';
import type { Route } from '../../lib/contract/route.ts';
import { routes } from '../../lib/contract/routes.ts';
import { type Bench, deprive, type Outcome, operationOf, phasesOf } from './fixture-deprive.ts';
import { createForge } from './fixture-forge.ts';
import { type Grant, grantsOf, without } from './fixture-grants.ts';
import { allScopes, paramsOf, startOems } from './fixture-oems.ts';

const root = join(import.meta.dirname, '../..');
let outDir = '';
let bench: Bench;
let stack: TemplateStack;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'oems-template-'));
  await synthesize(outDir);
  const deployment = readDeployment(await readSynthesis(outDir));
  const start = async (settings: Parameters<typeof startTemplateStack>[0]) => {
    const onLog = (line: string, name: string) => {
      appendFileSync(join(outDir, 'log'), `${line}\n`);
      settings.onLog?.(line, name);
    };
    stack = await startTemplateStack({ ...settings, onLog }, deployment);
    return stack;
  };
  const oems = await startOems({ workers: 1, start });
  // The job of a minute would do what a probe has prepared.
  stack.stopTimers();
  bench = { oems, stack, forge: createForge(stack) };
}, 120_000);

afterAll(async () => {
  bench?.forge.close();
  await bench?.oems.close();
  await rm(outDir, { recursive: true, force: true });
});

/** Runs with other policies in force. */
async function under<T>(policies: Policies, run: () => Promise<T>): Promise<T> {
  stack.enforcer.use(policies);
  return run().finally(() => stack.enforcer.use(stack.deployment.policies));
}

async function tour(): Promise<{ code: number; stdout: string }> {
  const { spot, futures } = bench.oems.stack.urls.kraken;
  const addresses = { OEMS_URL: stack.url, OEMS_KRAKEN_SPOT_URL: spot, OEMS_KRAKEN_FUTURES_URL: futures };
  return command(['infra/local/tour/tour.ts'], addresses);
}

/** A program of this project, with a token of a new tenant. */
async function command([script = '', ...args]: string[], variables: Record<string, string | undefined> = {}) {
  const OEMS_TOKEN = await stack.token(`command-${Math.random()}`, allScopes);
  const env = { PATH: process.env.PATH ?? '', ...variables, OEMS_TOKEN };
  const options = { env, maxBuffer: 2 ** 26 };
  return promisify(execFile)(process.execPath, [join(root, script), ...args], options).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout }),
  );
}

describe('the deployed template on this machine', () => {
  it('the deployed template serves every operation of the route table under its scope, and nothing else', () => {
    const wanted = Object.values(routes).map(({ method, path, scope }: Route) => ({ method, path, scope }));
    const served = stack.deployment.api.routes.map(({ method, path, scope }) => ({ method, path, scope }));
    expect(served).toEqual(expect.arrayContaining(wanted));
    expect(served).toHaveLength(wanted.length);
  });

  it('npm run verify-deployment finds nothing wrong with the template, an order and a halt included', async () => {
    const account = join(outDir, 'account.json');
    await writeFile(
      account,
      JSON.stringify({
        exchange: 'kraken',
        params: paramsOf(await bench.oems.mintSpot(), await bench.oems.mintFutures()),
      }),
    );
    await stack.invokeJob('resolveOrders');
    const place = ['--local', stack.url, '--log', join(outDir, 'log'), '--account', account];
    const { code, stdout } = await command(['infra/deploy/verify-deployment.ts', 'dev', ...place]);
    expect(stdout).not.toContain('FAIL');
    expect(stdout).toContain('oems-dev: 11 checks passed, 0 failed, 2 left out');
    expect(code).toBe(0);
  });

  it('the whole guide runs on the template, and no right is missing', async () => {
    const before = stack.refusals.length;
    const { code, stdout } = await tour();
    expect(stdout.split('\n').slice(-3).join('\n')).toMatch(/Tour complete: \d+ calls/);
    expect(code).toBe(0);
    expect(stack.refusals.slice(before)).toEqual([]);
  }, 60_000);

  it('a round of pulls runs from the schedule to the worker, and no right is missing', async () => {
    const client = await bench.oems.client('puller');
    const keys = paramsOf(await bench.oems.mintSpot({ customer: 'puller' }));
    await client.call('registerExchangeAccount', {
      ...{ exchange_account_id: 'main', exchange: 'kraken', params: keys, verify: false },
    });
    const before = stack.refusals.length;
    const answer = await fetch(`${stack.url}/_local/pull`, { method: 'POST' });
    const round = (await answer.json()) as Record<string, number>;
    expect(round).toMatchObject({ waiting: 0, dead_letters: 0 });
    expect(round.accounts).toBeGreaterThan(0);
    expect((round.succeeded ?? 0) + (round.failed ?? 0)).toBe((round.accounts ?? 0) + (round.rates ?? 0));
    expect(stack.refusals.slice(before)).toEqual([]);
  }, 60_000);

  it('the guide fails where one grant is gone, and the refusal is in the log', async () => {
    const grant = grantsOf(stack.deployment).find(
      ({ functionName, action, partitions }) =>
        functionName.endsWith('-create-order') && action === 'dynamodb:PutItem' && partitions === 'ORDER#*',
    );
    if (grant === undefined) throw new Error('createOrder has no such grant');
    const { code, stdout } = await under(without(stack.deployment.policies, [grant]), tour);
    expect(code).toBe(1);
    expect(stdout).toContain('Spot market buy: HTTP status is 503');
    expect(bench.oems.lines.join('\n')).toMatch(
      /refused: User: \S+create-order is not authorized to perform: dynamodb:PutItem on resource: \S+:table\/\S+ because no identity-based policy allows/,
    );
  }, 60_000);
});

describe('a function that API Gateway may not invoke', () => {
  const permissions = () => [...stack.deployment.policies.resource.keys()].filter((arn) => arn.includes(':lambda:'));

  it.each(Object.entries(routes))(
    '%s answers 500 when API Gateway may not invoke the function',
    async (id, { method, path }: Route) => {
      const target = stack.deployment.functions.find(({ name }) => operationOf(name) === id);
      expect(permissions()).toContain(target?.arn);
      const resource = new Map([...stack.deployment.policies.resource].filter(([arn]) => arn !== target?.arn));
      const client = await bench.oems.client('anybody');
      const answer = await under({ ...stack.deployment.policies, resource }, () => client.send(method, path));
      expect([answer.status, answer.body.message]).toEqual([500, 'Internal Server Error']);
    },
  );
});

function nameOf({ functionName, isSchedule, policy, action, resource, partitions }: Grant): string {
  return `${isSchedule ? 'schedule of ' : ''}${operationOf(functionName)}: ${action} on ${partitions ?? resource} (${policy} policy)`;
}

/** Done beside the call's own business, or settled by the resolver: refused, these do not fail the call. */
const forgiven = [
  'dynamodb:PutItem MARKETS#*',
  'dynamodb:PutItem ORDER#*',
  'dynamodb:Query TRANSFER#*',
  'dynamodb:UpdateItem ORDER#*',
  // A count that the table does not take stops no read: the exchange itself refuses what is beyond its limit.
  'dynamodb:UpdateItem LIMITS#*',
];
function forgives({ functionName, action, partitions }: Grant): boolean {
  return (
    /^(logs|xray):/.test(action) ||
    forgiven.includes(`${action} ${partitions}`) ||
    // An open order is listed also where its journal entry cannot be read.
    (operationOf(functionName) === 'getOpenOrders' && partitions === 'ORDER#*') ||
    // The job that follows orders journals an end that a cancellation could not journal.
    (operationOf(functionName) === 'cancelAllOrders' &&
      (`${action} ${partitions}` === 'dynamodb:BatchGetItem ORDER#*' || partitions === 'MARKETS#*')) ||
    // A taken client order id is no verdict where the journals of the neighbours cannot be read: 202, and the resolver looks again.
    (operationOf(functionName) === 'createOrder' &&
      ['dynamodb:Query TENANT#*', 'dynamodb:BatchGetItem ACCOUNT#*', 'dynamodb:GetItem ORDER#*'].includes(
        `${action} ${partitions}`,
      )) ||
    // Nor is the order that is found then: the order stays unknown, and a cancellation of the order by the client order id is not sent.
    (/^(getOrder|amendOrder|cancelOrder|cancelAllOrders|closePosition)$/.test(operationOf(functionName)) &&
      ['dynamodb:Query TENANT#*', 'dynamodb:BatchGetItem ACCOUNT#*'].includes(`${action} ${partitions}`)) ||
    // A record that the table does not take goes to the log: the work is done, and the answer must not fail.
    (partitions === 'AUDIT#*' && action === 'dynamodb:PutItem' && operationOf(functionName) !== 'listChanges') ||
    // A look that fails is an answer, 409: the account may have something open and stays.
    (operationOf(functionName) === 'deleteExchangeAccount' &&
      (action === 'kms:Decrypt' ||
        partitions === 'MARKETS#*' ||
        ['dynamodb:UpdateItem ACCOUNT#*', 'dynamodb:Query ORDER#*'].includes(`${action} ${partitions}`))) ||
    // A fill is told also where the journal does not tell whose fill.
    (operationOf(functionName) === 'getTrades' && partitions === 'ORDER#*') ||
    // A failed look proves nothing: the transfer is told as the journal knows the transfer.
    (operationOf(functionName) === 'getTransfer' && partitions === 'MARKETS#*') ||
    (/^(create|get)Transfer$/.test(operationOf(functionName)) &&
      ['dynamodb:BatchGetItem ACCOUNT#*', 'dynamodb:Query TENANT#*'].includes(`${action} ${partitions}`)) ||
    // A pull that gets no nonce is noted in the wallet's cursor and tried again later.
    (operationOf(functionName) === 'pullHistory' && `${action} ${partitions}` === 'dynamodb:UpdateItem ACCOUNT#*') ||
    // The resolver finds a verdict again that a read could not write.
    (operationOf(functionName) === 'getTransfer' && `${action} ${partitions}` === 'dynamodb:PutItem TRANSFER#*') ||
    // The list is true without the newest changes, which the job lists as well.
    (operationOf(functionName) === 'listEvents' &&
      !['Query EVENT#*', 'GetItem ACCOUNT#*'].some((needed) => `${action} ${partitions}` === `dynamodb:${needed}`)) ||
    // Each of several steps ends for itself: the answer tells which failed.
    ['resolveOrders', 'haltTrading', 'operatorHalt'].includes(operationOf(functionName)) ||
    // A wallet or a price that cannot be read is told as such, and hides no other. Sharers are looked up beside a registration.
    (operationOf(functionName) === 'getPortfolio' && !/TENANT|BatchGetItem/.test(`${action} ${partitions}`)) ||
    (['registerExchangeAccount', 'setCredentials', 'getExchangeAccount'].includes(operationOf(functionName)) &&
      ['dynamodb:Query TENANT#*', 'dynamodb:BatchGetItem ACCOUNT#*'].includes(`${action} ${partitions}`))
  );
}

/** Needed only when a transfer's answer is lost and the books show a booking to attribute, within one call: the probe does not always get there. */
const unprobed = ['createTransfer: dynamodb:Query on TRANSFER#* (identity policy)'];

/**
 * The probes trade at Kraken, whose keys share no limit: test/infra/aws/grants.test.ts, shared-limits.test.ts and known-bans.test.ts hold these
 * grants, and probes of these grants would only take time. A command reads the account and the bans in one batch.
 */
function probedGrants(): Grant[] {
  const all = grantsOf(stack.deployment);
  const statementOf = ({ roleArn, statement }: Grant) => `${roleArn} ${statement}`;
  const withBans = new Set(all.filter(({ partitions }) => partitions === 'LIMITS#*').map(statementOf));
  return all.filter((grant) => grant.policy !== 'identity' || !withBans.has(statementOf(grant)));
}
/** The accounts of the probes are at Kraken: the dispatcher has nothing to send to the queues of other exchanges. */
const emptyQueues = /^dispatchPulls: sqs:SendMessage on \S+:pulls(?!kraken|deadletters)/;

function isUnprobed(grant: Grant): boolean {
  const name = nameOf(grant);
  return unprobed.includes(name) || emptyQueues.test(name);
}

describe('every grant of every role', () => {
  const outcomes: Outcome[] = [];

  it('every grant is missed when taken away: the refusal names function and action', async () => {
    for (const phase of phasesOf(probedGrants())) outcomes.push(...(await deprive(bench, phase)));
    // The job of another probe may have done the work of a probe before the probe: the probe is repeated, alone.
    const isMissing = ({ grant, refusal }: Outcome) => refusal === undefined && !isUnprobed(grant);
    for (const [index, outcome] of outcomes.entries())
      if (isMissing(outcome)) outcomes.splice(index, 1, ...(await deprive(bench, [outcome.grant])));
    const unused = outcomes.filter(({ refusal }) => refusal === undefined);
    console.log(`${outcomes.length} grants, ${outcomes.length - unused.length} refusals`);
    expect(unused.filter(isMissing).map(({ grant, end, answers }) => ({ grant: nameOf(grant), end, answers }))).toEqual(
      [],
    );
    expect(outcomes.length).toBeGreaterThan(200);
  }, 900_000);

  it('a missing grant is refused in the words of AWS', () => {
    for (const { grant, refusal } of outcomes) {
      if (refusal === undefined) continue;
      const { action, functionName, isSchedule } = grant;
      const who = `assumed-role/${stack.deployment.policies.roleNames.get(grant.roleArn)}/${functionName}`;
      const opening = `User: arn:aws:sts::123456789012:${who}${isSchedule ? '-schedule' : ''} is not authorized to perform: ${action} on resource: `;
      expect(refusal.message.slice(0, opening.length)).toBe(opening);
      expect(refusal.message).toMatch(
        new RegExp(` because no (identity|resource)-based policy allows the ${action} action$`),
      );
    }
  });

  it('a missing grant fails the call that needs the grant, unless the call succeeds without the grant', () => {
    const unharmed = outcomes.filter(
      ({ grant, end, refusal }) => refusal !== undefined && end === 'succeeded' && !forgives(grant),
    );
    expect(unharmed.map(({ grant }) => nameOf(grant))).toEqual([]);
  });
});

describe('the keys', () => {
  it('the secrets key serves no function without tenant and account in the encryption context', async () => {
    const functionName = stack.deployment.functions.find(({ name }) => name.endsWith('-set-credentials'))?.name ?? '';
    const credentials = { accessKeyId: functionName, secretAccessKey: 'local' };
    const kms = new KMSClient({ endpoint: stack.kmsUrl, region: 'us-east-1', credentials, maxAttempts: 1 });
    const [{ aliases } = { aliases: [] }] = stack.deployment.keys.filter((key) => key.aliases.length > 0);
    const seal = (EncryptionContext: Record<string, string>) =>
      kms.send(new EncryptCommand({ KeyId: aliases[0], Plaintext: Buffer.from('x'), EncryptionContext }));
    await expect(seal({ app: 'oems', tenant: 't', account: 'a' })).resolves.toBeDefined();
    const incomplete = [{}, { tenant: 't', account: 'a' }, { app: 'oems', tenant: 't' }, { app: 'oems', account: 'a' }];
    for (const context of [...incomplete, { app: 'other', tenant: 't', account: 'a' }]) {
      await expect(seal(context as Record<string, string>)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(/kms:Encrypt .* with an explicit deny in a resource-based policy$/),
      });
    }
    kms.destroy();
  });

  it("the table's key serves functions through the table alone, and without it the table is closed", async () => {
    const { keyArn = '' } = stack.deployment.table;
    const resource = new Map([...stack.deployment.policies.resource].filter(([arn]) => arn !== keyArn));
    const client = await bench.oems.client('anybody');
    expect((await client.call('listExchangeAccounts')).status).toBe(200);
    const closed = await under({ ...stack.deployment.policies, resource }, () => client.call('listExchangeAccounts'));
    expect(closed.status).toBe(500);
    expect(stack.refusals.at(-1)).toMatchObject({ action: 'kms:Decrypt', resource: keyArn });
  });
});
