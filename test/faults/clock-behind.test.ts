import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { over } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';

/** An exchange whose clock is behind takes an order for longer than our clock says: no look may prove absence before. */
let scenario: Scenario;
const mine = { client_order_id: 'mine' };

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** The order is sent by a container that does not know the clock, and a minute later the resolver settles the order. */
async function settled(market: 'spot' | 'swap', placing: string, behindMs: number, fault: ExchangeFault) {
  scenario = await openScenario(['desk'], {
    exchangeSkewMs: -behindMs,
    exchangeFault: ({ name }) => (name === placing ? fault : undefined),
    nonceWindow: 100_000n,
  });
  const told = scenario.create('desk', 'mine', orderBody(market, 'limit', mine));
  await over(scenario, told);
  await scenario.run(scenario.time.now() + 60_000);
  startCold();
  const resolving = scenario.resolve();
  await scenario.run(undefined, () => resolving.state === 'ended');
  const read = scenario.get('desk', 'mine');
  await over(scenario, read);
  expect(await judge(scenario, ['desk'])).toEqual([]);
  return [told, read].map(({ body }) => body.data?.order?.status);
}

it.each([
  ['spot', 'AmendOrder', 'BTC/USD'],
  ['swap', 'editorder', 'BTC/USD:USD'],
] as const)(
  'an amendment on %s is not told as not applied while it can still arrive',
  async (market, amending, symbol) => {
    scenario = await openScenario(['desk'], {
      exchangeSkewMs: -20_000,
      exchangeFault: ({ name }) => (name === amending ? { kind: 'late', ms: 20_000 } : undefined),
      nonceWindow: 100_000n,
    });
    await over(scenario, scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    startCold();
    const told = scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 });
    await over(scenario, told);
    await scenario.run(scenario.time.now() + 30_000);
    expect([200, 202]).toContain(told.status);
    const again = scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 });
    await over(scenario, again);
    expect(again.status).toBe(200);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  },
);

describe.each([
  ['spot', 'AddOrder'],
  ['swap', 'sendorder'],
] as const)('an order on %s', (market, placing) => {
  it.each([20_000, 40_000])(
    'is not told as not placed while it can still arrive, where the clock is %i ms behind',
    async (behindMs) => {
      const statuses = await settled(market, placing, behindMs, { kind: 'late', ms: behindMs });
      expect(statuses).toEqual([expect.stringMatching(/^(unknown|open)$/), 'open']);
      expect(scenario.exchange.orders()).toHaveLength(1);
    },
  );

  it('that is lost is told as not placed once it can no longer arrive', async () => {
    expect(await settled(market, placing, 40_000, { kind: 'drop-before' })).toEqual(['unknown', 'not_placed']);
  });
});
