import './harness/mocks.ts';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accountKey } from '../../lib/accounts/partitions.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { env } from '../../lib/aws/env.ts';
import { answered, read, setKeys } from './harness/account-calls.ts';
import { desk } from './harness/accounts.ts';
import { over } from './harness/case.ts';
import type { ExchangeFaultKind } from './harness/exchange-faults.ts';
import { orderBody } from './harness/orders.ts';
import { beginPull, pullOver } from './harness/pulls.ts';
import { openScenario, type Scenario, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** Keys that pulls check: once a day, and until the first check has succeeded. */
let scenario: Scenario;
let fault: ExchangeFaultKind | null;
const quarterMs = 15 * 60_000;
const { apiKey, secret } = keysOf('desk').spot;
const rights = [
  'query-funds',
  'query-open-trades',
  'query-closed-trades',
  'query-ledger',
  'modify-trades',
  'close-trades',
];

async function open(): Promise<void> {
  fault = null;
  scenario = await openScenario(['desk'], {
    exchangeFault: ({ name }) => (fault !== null && name === 'GetApiKeyInfo' ? { kind: fault } : undefined),
  });
  // Accounts are registered by the real clock, which is ahead of the clock of scenarios.
  await set('setAt', { N: String(scenario.time.now()) });
}
async function set(field: string, value: { N: string } | { S: string }): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: accountKey(desk),
      UpdateExpression: 'SET credentials.spot.#field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}
async function pulls(count: number, everyMs = quarterMs): Promise<void> {
  for (let pull = 0; pull < count; pull += 1) {
    await scenario.run(scenario.time.now() + everyMs);
    startCold();
    await pullOver(scenario, beginPull(scenario, 'desk'));
  }
}
async function spotKey(): Promise<{ readonly verification: string; readonly warnings: readonly string[] } | undefined> {
  const { data } = (await answered(scenario, read(scenario))).body;
  return (data?.credentials as { spot: { verification: string; warnings: string[] } } | undefined)?.spot;
}
function spotCalls(): string[] {
  return scenario.sent.filter(({ name }) => /^[A-Z]/.test(name)).map(({ name }) => name);
}
async function order(): Promise<number | null> {
  const told = scenario.create('desk', `k${scenario.time.now()}`, orderBody('spot', 'limit'));
  await over(scenario, told);
  return told.status;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

it('a right to withdraw that is added at the exchange stops trading within a day, with a line for the alarm', async () => {
  await open();
  expect(await order()).toBe(200);
  scenario.exchange.spot.control.key?.({ api_key: apiKey, permissions: [...rights, 'withdraw-funds'] });
  await pulls(4, 6 * 3_600_000);
  expect(await order()).toBe(403);
  expect((await spotKey())?.warnings).toContainEqual(
    expect.stringContaining('can withdraw funds: it places no orders'),
  );
  const lines = scenario.output.filter((line) => line.includes('"key can withdraw"'));
  expect(lines[0]).toContain('"KeysAbleToWithdraw":1');
});

it('a key is checked once a day, however often its account is pulled', async () => {
  await open();
  const limit = { query_from: 0, valid_until: Math.floor(scenario.time.now() / 1000) + 90 * 86_400 };
  await pulls(5, 5 * 3_600_000);
  scenario.exchange.spot.control.key?.({ api_key: apiKey, ...limit });
  await pulls(3, 3_600_000);
  expect(scenario.output.filter((line) => line.includes('"key changed"'))).toEqual([]);
  await pulls(4, 6 * 3_600_000);
  expect(scenario.output.filter((line) => line.includes('"key changed"'))).toHaveLength(1);
});

it('a key that was pending is checked by the next pull, again and again while the exchange is away', async () => {
  await open();
  await set('verification', { S: 'pending' });
  fault = 'http-503';
  await pulls(3);
  expect((await spotKey())?.verification).toBe('pending');
  expect(new Set(spotCalls())).toEqual(new Set(['GetApiKeyInfo']));
  fault = null;
  await pulls(4);
  expect((await spotKey())?.verification).toBe('verified');
  expect(spotCalls()).toContain('Ledgers');
});

it('a key that the exchange never accepts is asked about three times, and its ledger never', async () => {
  await open();
  const invented = { apiKey, secret: Buffer.alloc(64, 7).toString('base64') };
  expect(secret).not.toBe(invented.secret);
  expect((await answered(scenario, setKeys(scenario, invented, false))).status).toBe(200);
  await pulls(12, 3_600_000);
  expect(spotCalls()).toEqual(['GetApiKeyInfo', 'GetApiKeyInfo', 'GetApiKeyInfo']);
  expect((await spotKey())?.verification).toBe('skipped');
});
