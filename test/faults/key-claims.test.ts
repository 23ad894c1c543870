import './harness/mocks.ts';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as deleteExchangeAccount } from '../../functions/api/delete-exchange-account.ts';
import { handler as registerExchangeAccount } from '../../functions/api/register-exchange-account.ts';
import { handler as setCredentials } from '../../functions/api/set-credentials.ts';
import { readAccount } from '../../lib/accounts/account-store.ts';
import { freeClaims, takeClaim } from '../../lib/accounts/key-claims.ts';
import { accountKey } from '../../lib/accounts/partitions.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { forgetTableClock } from '../../lib/aws/clock.ts';
import { env } from '../../lib/aws/env.ts';
import { type Answer, answered, begun } from './harness/account-calls.ts';
import { desk } from './harness/accounts.ts';
import { pullOnce } from './harness/pulls.ts';
import { openScenario, type Scenario, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { keysOf } from './scenes/kraken-keys.ts';

let scenario: Scenario;
let round = 0;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

async function open(): Promise<{ readonly one: string; readonly two: string }> {
  scenario = await openScenario(['desk']);
  round += 1;
  return { one: `claimer-${round}`, two: `rival-${round}` };
}

/** A key that no other account of this file has. */
function invented() {
  const { secret } = keysOf('desk').spot;
  return { apiKey: `Invented${round}`.padEnd(56, 'x'), secret };
}

const id = { exchange_account_id: 'desk' };
const unchecked = { exchange: 'kraken', verify: false };

function register(tenant: string, params: object = invented(), more: object = unchecked): Answer {
  const body = { ...id, exchange: 'kraken', params, ...more };
  return begun(scenario, `register ${tenant}`, registerExchangeAccount, { tenant, body });
}
function registered(tenant: string, params?: object, more?: object): Promise<Answer> {
  return answered(scenario, register(tenant, params, more));
}
function rotated(tenant: string, params: object): Promise<Answer> {
  return answered(
    scenario,
    begun(scenario, 'rotate', setCredentials, { tenant, body: { ...id, params, verify: false } }),
  );
}
function removed(tenant: string): Promise<Answer> {
  return answered(
    scenario,
    begun(scenario, 'remove', deleteExchangeAccount, { tenant, query: { ...id, purge: 'true', force: 'true' } }),
  );
}

describe('a key that another tenant has registered', () => {
  it('is refused with a remedy, without a word of the other tenant, and nothing is stored', async () => {
    const { one, two } = await open();
    expect((await registered(one)).status).toBe(200);
    const refused = await registered(two);
    expect([refused.status, refused.body.code]).toEqual([409, 'ALREADY_EXISTS']);
    const text = JSON.stringify(refused.body);
    expect(text).toContain('create a key for this service alone at the exchange');
    expect(text).not.toContain(one);
    await expect(readAccount({ tenant: two, accountId: 'desk' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused in a rotation as well, and the former key stays', async () => {
    const { one, two } = await open();
    await registered(one);
    const own = { ...invented(), apiKey: `Other${round}`.padEnd(56, 'y') };
    await registered(two, own);
    const before = await readAccount({ tenant: two, accountId: 'desk' });
    expect((await rotated(two, invented())).body.code).toBe('ALREADY_EXISTS');
    expect(await readAccount({ tenant: two, accountId: 'desk' })).toEqual(before);
  });

  it('is free after a deletion, after a rotation and after a clearing', async () => {
    const { one, two } = await open();
    await registered(one);
    await removed(one);
    expect((await registered(two)).status).toBe(200);
    await rotated(two, { apiKey: `Other${round}`.padEnd(56, 'y'), secret: invented().secret });
    expect((await registered(one)).status).toBe(200);
    await rotated(one, { apiKey: '', secret: '' });
    expect((await rotated(two, invented())).status).toBe(200);
  });

  it('is registered by one of two tenants that come at once', async () => {
    const { one, two } = await open();
    const both = [register(one), register(two)];
    for (const answer of both) await answered(scenario, answer);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('is told, and not refused, under two accounts of one tenant', async () => {
    const { one } = await open();
    await registered(one);
    const second = await registered(one, invented(), { ...unchecked, exchange_account_id: 'second' });
    expect(second.status).toBe(200);
    expect(JSON.stringify(second.body.data)).toContain('is registered under desk too');
  });
});

/** The desk's account as an earlier release has stored the account, and its key a day later. */
async function openEarlier(): Promise<string> {
  await open();
  const { credentials } = await readAccount(desk);
  const claim = credentials.spot?.claim ?? '';
  await freeClaims(await readAccount(desk), [claim]);
  const setAt = { N: String(scenario.time.now()) };
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: accountKey(desk),
      UpdateExpression: 'SET credentials.spot.setAt = :now REMOVE credentials.spot.claim, credentials.swap',
      ExpressionAttributeValues: { ':now': setAt },
    }),
  );
  forgetTableClock();
  return claim;
}
async function dailyCheck(): Promise<void> {
  await scenario.run(scenario.time.now() + 25 * 3_600_000);
  startCold();
  await pullOnce(scenario, 'desk');
}
const rival = { tenant: 'rival', accountId: 'desk', registrationId: 'r' };

describe('a key of an earlier release', () => {
  it('gets its claim with the daily check', async () => {
    const claim = await openEarlier();
    await dailyCheck();
    expect((await readAccount(desk)).credentials.spot?.claim).toBe(claim);
    expect(await takeClaim(rival, claim)).toBe(false);
    forgetTableClock();
  });

  it('that another tenant has claimed goes on, with one warning and without a claim', async () => {
    const claim = await openEarlier();
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: { pk: { S: `KEYCLAIM#${claim}` }, sk: { S: 'CLAIM' } },
        UpdateExpression: 'SET tenant = :rival, claimedAt = :far, shape = :one ADD holders :holder',
        ExpressionAttributeValues: {
          ...{ ':rival': { S: 'rival' }, ':far': { N: '9999999999999' }, ':one': { N: '1' } },
          ':holder': { SS: ['desk#r'] },
        },
      }),
    );
    forgetTableClock();
    for (let day = 0; day < 2; day += 1) await dailyCheck();
    const { credentials } = await readAccount(desk);
    expect(credentials.spot?.claim).toBeUndefined();
    expect(credentials.spot?.warnedShared).toBe(claim);
    const told = scenario.output.filter((line) => line.includes('"key of two tenants"'));
    expect(told).toHaveLength(2);
    await freeClaims(rival, [claim]);
    forgetTableClock();
  });
});
