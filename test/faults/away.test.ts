import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import { accounts, cancelAllsOf, journalOf, openLinesOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** No order is given up: an exchange, a key, KMS or a table that is away ends no entry. */
let scenario: Scenario;
const minute = 60_000;
const mine = { client_order_id: 'mine' };
/** While true, the scenario's fault strikes. */
let isAway = true;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

async function open(terms: ScenarioTerms): Promise<void> {
  isAway = true;
  scenario = await openScenario(['desk'], terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
async function resolveOnce(): Promise<void> {
  const run = scenario.resolve();
  await scenario.run(undefined, () => run.state !== 'running');
}
/** The schedule of the resolver until `ms` after the start. */
async function resolveUntil(ms: number, everyMs = minute): Promise<void> {
  while (scenario.time.now() < startTime + ms) {
    await scenario.run(scenario.time.now() + everyMs);
    await resolveOnce();
  }
}
async function states(): Promise<readonly string[]> {
  return (await journalOf(accounts.desk)).map(({ state }) => state);
}

const first = { spot: 'AddOrder', swap: 'sendorder' } as const;
/** The answer about the order is lost, and every later request fails. */
function exchangeAway(market: 'spot' | 'swap'): NonNullable<ScenarioTerms['exchangeFault']> {
  return ({ name, nth }) => {
    if (!isAway) return undefined;
    return name === first[market] && nth === 0 ? { kind: 'drop-after' } : { kind: 'http-503', applied: false };
  };
}

describe.each(['spot', 'swap'] as const)('an order on %s whose answer is lost', (market) => {
  it('is unknown while the exchange is away for eleven minutes, and is found by the next look', async () => {
    await open({ exchangeFault: exchangeAway(market) });
    const told = await answerOf(scenario.create('desk', 'k', orderBody(market, 'limit', mine)));
    expect([told.status, told.body.data?.order?.status]).toEqual([202, 'unknown']);
    await resolveUntil(11 * minute);
    expect(await states()).toEqual(['UNKNOWN']);
    isAway = false;
    const [placed] = scenario.exchange.orders();
    const seen = await answerOf(scenario.get('desk', 'mine'));
    expect(seen.body.data?.order).toMatchObject({ status: 'open', order_id: placed?.id });
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('is found by the resolver when the exchange is back after a day, which has cost few requests', async () => {
    await open({ exchangeFault: exchangeAway(market) });
    await answerOf(scenario.create('desk', 'k', orderBody(market, 'limit', mine)));
    await resolveUntil(24 * 60 * minute, 60 * minute);
    expect(await states()).toEqual(['UNKNOWN']);
    expect(scenario.sent.length).toBeLessThan(100);
    isAway = false;
    await resolveUntil(24 * 60 * minute + 20 * minute, 5 * minute);
    expect(await states()).toEqual(['ACCEPTED']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});

it('looks for an old order come less and less often while the exchange is away', async () => {
  await open({ exchangeFault: exchangeAway('spot') });
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
  await resolveUntil(60 * minute);
  const looks = scenario.sent.filter(({ at }) => at > startTime + 30 * minute && at <= startTime + 60 * minute);
  expect(looks.length).toBeGreaterThan(3);
  expect(looks.length).toBeLessThan(20);
});

it('of twenty readers at once one looks, and no reader looks again within 15 seconds', async () => {
  await open({ exchangeFault: exchangeAway('spot') });
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
  await resolveUntil(12 * minute);
  await scenario.run(scenario.time.now() + 20_000);
  const before = scenario.sent.length;
  for (let index = 0; index < 20; index += 1) scenario.get('desk', 'mine');
  await scenario.run(scenario.time.now() + 13_000);
  const single = scenario.sent.length - before;
  scenario.get('desk', 'mine');
  await scenario.run(scenario.time.now() + 1000);
  expect([single > 0 && single <= 2, scenario.sent.length - before]).toEqual([true, single]);
  await scenario.run(scenario.time.now() + 3000);
  scenario.get('desk', 'mine');
  await scenario.run(scenario.time.now() + 13_000);
  expect(scenario.sent.length).toBeGreaterThan(before + single);
});

it.each<[string, NonNullable<ScenarioTerms['awsFault']>]>([
  ['KMS', ({ service }) => (isAway && service === 'kms' ? 'error' : undefined)],
  [
    'the right to read accounts',
    ({ body, invocation }) =>
      isAway && body.includes('ACCOUNT#') && invocation.startsWith('resolve') ? 'error' : undefined,
  ],
  [
    'the right to write orders',
    ({ operation, invocation }) =>
      isAway && operation === 'PutItem' && invocation.startsWith('resolve') ? 'error' : undefined,
  ],
])('an order is unknown while %s is away for half an hour, and has its verdict afterwards', async (_what, awsFault) => {
  isAway = false;
  scenario = await openScenario(['desk'], {
    awsFault,
    exchangeFault: ({ name, nth }) => (name === 'AddOrder' && nth === 0 ? { kind: 'drop-after' } : undefined),
  });
  const dies = ({ label }: { label: string }, when: string) =>
    when === 'after' && label.startsWith('exchange AddOrder');
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine), dies));
  startCold();
  isAway = true;
  await resolveUntil(30 * minute);
  expect(await openLinesOf(accounts.desk)).toHaveLength(1);
  isAway = false;
  await resolveUntil(36 * minute);
  expect(await states()).toEqual(['ACCEPTED']);
  expect(await judge(scenario, ['desk'])).toEqual([]);
});

it.each(['denied', 'locked-out'] as const)(
  'an order is unknown while its key is %s for an hour, and has its verdict afterwards',
  async (kind) => {
    await open({
      exchangeFault: ({ name, nth }) => {
        if (name === 'AddOrder' && nth === 0) return { kind: 'drop-after' };
        return isAway ? { kind } : undefined;
      },
    });
    await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
    await resolveUntil(60 * minute);
    expect(await states()).toEqual(['UNKNOWN']);
    isAway = false;
    await resolveUntil(85 * minute);
    expect(await states()).toEqual(['ACCEPTED']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  },
);

it('an order that was left to a person is settled by the next reader once its key shows the whole history', async () => {
  await open({
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 0 ? { kind: 'http-502-html', applied: true } : undefined,
  });
  const limit = (queryTo: number) =>
    scenario.exchange.spot.control.key?.({ api_key: keysOf('desk').spot.apiKey, query_to: queryTo, query_from: 0 });
  scenario.exchange.spot.control.key_info?.({ outside: 'clipped' });
  limit(Math.floor(startTime / 1000) - 3600);
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market', mine)));
  await resolveUntil(26 * minute);
  expect(await journalOf(accounts.desk)).toMatchObject([{ state: 'NEEDS_REVIEW', openBecause: 'OTHER_KEY' }]);
  await resolveUntil(60 * minute);
  const alarms = scenario.output.filter((line) => line.includes('"ManualOutcomes"'));
  expect(alarms).toHaveLength(1);
  limit(0);
  const seen = await answerOf(scenario.get('desk', 'mine'));
  expect([seen.body.data?.order?.status, await states()]).toEqual(['filled', ['ACCEPTED']]);
});

it('an order that was left to a person is settled by the resolver within a quarter of an hour', async () => {
  await open({
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 0 ? { kind: 'http-502-html', applied: true } : undefined,
  });
  const limit = (queryTo: number) =>
    scenario.exchange.spot.control.key?.({ api_key: keysOf('desk').spot.apiKey, query_to: queryTo, query_from: 0 });
  scenario.exchange.spot.control.key_info?.({ outside: 'clipped' });
  limit(Math.floor(startTime / 1000) - 3600);
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market', mine)));
  await resolveUntil(26 * minute);
  expect(await states()).toEqual(['NEEDS_REVIEW']);
  limit(0);
  await resolveUntil(26 * minute + 17 * minute);
  expect(await states()).toEqual(['ACCEPTED']);
});

it.each([
  ['spot', 'AmendOrder', 'BTC/USD'],
  ['swap', 'editorder', 'BTC/USD:USD'],
] as const)(
  'an amendment on %s whose answer is lost has its verdict when the exchange is back',
  async (market, call, symbol) => {
    isAway = false;
    scenario = await openScenario(['desk'], {
      exchangeFault: ({ name }) => {
        if (!isAway) return undefined;
        return name === call ? { kind: 'drop-after' } : { kind: 'http-503', applied: false };
      },
    });
    await answerOf(scenario.create('desk', 'k', orderBody(market, 'limit', mine)));
    isAway = true;
    const amend = () => answerOf(scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 }));
    expect((await amend()).status).toBe(202);
    await resolveUntil(30 * minute);
    expect(await openLinesOf(accounts.desk)).toHaveLength(1);
    isAway = false;
    expect((await amend()).status).toBe(200);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  },
);

it('a cancellation of all orders goes on when the exchange is back', async () => {
  isAway = false;
  scenario = await openScenario(['desk'], {
    exchangeFault: ({ name }) => (isAway && name !== 'OpenOrders' ? { kind: 'http-503', applied: false } : undefined),
  });
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
  isAway = true;
  const told = await answerOf(scenario.cancelAll('desk', 'all', { market_type: 'spot' }));
  expect(told.status).toBe(202);
  await resolveUntil(30 * minute);
  expect((await cancelAllsOf(accounts.desk)).map(({ state }) => state)).toEqual(['UNKNOWN']);
  isAway = false;
  await resolveUntil(36 * minute);
  expect((await cancelAllsOf(accounts.desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
  expect(scenario.exchange.orders().map(({ state }) => state)).toEqual(['canceled']);
});

it('a transfer whose answer is lost is found when the exchange is back after half an hour', async () => {
  isAway = true;
  const transfers = await openTransfers({
    exchangeFault: ({ name }) => {
      if (!isAway) return undefined;
      return name === 'WalletTransfer' ? { kind: 'drop-after' } : { kind: 'http-503', applied: false };
    },
  });
  scenario = transfers.scenario;
  const told = transfers.transfer('spot', 'k');
  await transfers.over(told);
  expect([told.status, told.body.data?.status]).toEqual([202, 'unknown']);
  await resolveUntil(30 * minute);
  expect((await transfers.journal()).map(({ state }) => state)).toEqual(['UNKNOWN']);
  isAway = false;
  await resolveUntil(36 * minute);
  expect((await transfers.journal()).map(({ state }) => state)).toEqual(['ACCEPTED']);
  expect(transfers.moved('spot')).toBe(1);
  await transfers.close();
});
