import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import { answered, read, register, remove, setKeys } from './harness/account-calls.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { cursorOf, ledgerOf } from './harness/ledger.ts';
import { orderBody } from './harness/orders.ts';
import { beginPull, pullOver } from './harness/pulls.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** Keys that may not read, or may not do, a part of what this service needs. */
let scenario: Scenario;
const key = keysOf('desk').spot;
const pair = { apiKey: key.apiKey, secret: key.secret };
const seconds = Math.floor(startTime / 1000);

function control(name: 'key' | 'key_info', input: Record<string, unknown>): void {
  const { spot } = scenario.exchange;
  spot.control[name]?.(name === 'key' ? { api_key: key.apiKey, ...input } : input);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
/** AddOrder is executed, and a page of an edge server is the answer. */
async function openWithLostAnswer(): Promise<void> {
  scenario = await openScenario(['desk'], {
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 0 ? { kind: 'http-502-html', applied: true } : undefined,
  });
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a key whose histories end before now', () => {
  it.each([
    ['camel', 'clipped', { query_to: seconds - 3600 }],
    ['snake', 'clipped', { query_to: seconds - 3600 }],
    ['camel', 'clipped', { query_from: seconds + 7200 }],
    ['snake', 'refused', { query_to: seconds - 3600 }],
  ])('proves no order absent (%s, %s, %j), and finds the order without the limit', async (names, outside, limit) => {
    await openWithLostAnswer();
    control('key_info', { names, outside });
    control('key', limit);
    const told = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect([told.status, told.body.data?.order?.status]).toEqual([202, 'unknown']);
    control('key', { query_to: 0, query_from: 0 });
    const later = await answerOf(scenario.get('desk', String(told.body.data?.order?.client_order_id)));
    expect([later.status, later.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('proves no transfer absent', async () => {
    const transfers = await openTransfers({
      exchangeFault: ({ name }) => (name === 'WalletTransfer' ? { kind: 'http-502-html', applied: true } : undefined),
    });
    scenario = transfers.scenario;
    control('key_info', { outside: 'clipped' });
    control('key', { query_to: seconds - 3600 });
    const told = transfers.transfer('spot', 'k');
    await transfers.over(told);
    await transfers.settle();
    expect((await transfers.journal()).map(({ state }) => state)).toEqual(['NEEDS_REVIEW']);
    expect(transfers.moved('spot')).toBe(1);
    await transfers.close();
  });
});

describe('a key that was limited after its registration', () => {
  it('moves no watermark, although the exchange answers as if nothing was hidden; without the limit all is read', async () => {
    scenario = await openScenario(['desk']);
    control('key_info', { outside: 'clipped' });
    control('key', { query_to: seconds - 3600 });
    await pullOver(scenario, beginPull(scenario, 'desk'));
    const limited = await cursorOf('desk', 'spot');
    expect([limited.coveredTo, limited.lastError]).toMatchObject([
      null,
      { code: 'PERMISSION_DENIED', message: expect.stringContaining('remove the limits in time from the key') },
    ]);
    control('key', { query_to: 0 });
    await scenario.run(scenario.time.now() + 3_600_000);
    await pullOver(scenario, beginPull(scenario, 'desk'));
    const { coveredTo, lastError } = await cursorOf('desk', 'spot');
    expect([coveredTo === null, lastError]).toEqual([false, null]);
    expect(await ledgerOf('desk', 'spot')).not.toEqual([]);
  });
});

describe('a registration', () => {
  it.each([
    ['camel', { query_to: seconds + 7200 }, 'reads the history until'],
    ['snake', { query_from: seconds - 7200 }, 'reads the history from'],
    ['snake', { query_from: seconds - 7200, query_to: seconds + 7200 }, 'remove both query dates'],
  ])('refuses a key that reads a part of the history only (%s, %j), as does a rotation', async (names, limit, text) => {
    scenario = await openScenario(['desk']);
    control('key_info', { names });
    control('key', limit);
    const rotated = await answered(scenario, setKeys(scenario, pair, true));
    expect([rotated.status, rotated.body]).toEqual([
      403,
      expect.objectContaining({ code: 'PERMISSION_DENIED', message: expect.stringContaining(text) }),
    ]);
    await answered(scenario, remove(scenario, 'remove', false));
    const registered = await answered(scenario, register(scenario, pair, true));
    expect([registered.status, registered.body.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await answered(scenario, read(scenario))).status).toBe(404);
  });

  it.each(['camel', 'snake'])('takes a key that ends later, and shows the end (%s)', async (names) => {
    scenario = await openScenario(['desk']);
    control('key_info', { names });
    control('key', { valid_until: seconds + 30 * 24 * 3600 });
    const { status, body } = await answered(scenario, setKeys(scenario, pair, true));
    expect([status, body.data?.credentials]).toMatchObject([
      200,
      { spot: { expires_at: new Date((seconds + 30 * 24 * 3600) * 1000).toISOString() } },
    ]);
  });
});

describe('a key without Query Closed Orders & Trades', () => {
  it('never calls a filled order pending: the status is unknown, with the missing permission', async () => {
    scenario = await openScenario(['desk']);
    control('key', { permissions: ['query-funds', 'query-open-trades', 'modify-trades', 'close-trades'] });
    const told = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect([told.status, told.body.data?.order]).toMatchObject([
      202,
      {
        status: 'unknown',
        filled_quantity: null,
        order_id: expect.any(String),
        reject_reason: { code: 'PERMISSION_DENIED' },
      },
    ]);
    control('key', { permissions: ['query-funds', 'query-open-trades', 'query-closed-trades', 'modify-trades'] });
    const later = await answerOf(scenario.get('desk', String(told.body.data?.order?.client_order_id)));
    expect([later.status, later.body.data?.order?.status]).toEqual([200, 'filled']);
  });
});
