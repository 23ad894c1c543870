import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchanges, marketOf } from '../../lib/exchanges/exchanges.ts';
import { over } from './harness/case.ts';
import { bodyOf } from './harness/orders.ts';
import { type AnyScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';
import { everyMarket } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

let scenario: AnyScenario;
afterEach(() => scenario.close());

/** Keys that sign with a timestamp, which the exchange judges by its own clock. */
const markets = [...everyMarket('spot'), ...everyMarket('swap')].filter(
  ({ name }) => exchanges[name.exchange].keys[marketOf(name).key]?.nonce.kind === 'timestamp',
);

describe.each(markets)('on $title, whose keys sign with a timestamp,', (market) => {
  const { exchange, marketType } = market.name;
  const body = bodyOf(market, 'limit', { client_order_id: 'mine' });

  it('a clock 20 s ahead refuses the first order before execution, and the same name places the order then', async () => {
    scenario = await openScenarioAt(exchange, ['desk'], { exchangeSkewMs: 20_000 });
    const refused = scenario.create('desk', 'mine', body);
    await over(scenario, refused);
    expect([refused.status, refused.body.code]).toEqual([503, 'CLOCK_SKEW']);
    const told = scenario.create('desk', 'mine', body);
    await over(scenario, told);
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    expect(scenario.exchange.orders()).toHaveLength(1);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it.each([20_000, -20_000])('a clock %d ms apart keeps no call from canceling all orders', async (exchangeSkewMs) => {
    scenario = await openScenarioAt(exchange, ['desk'], { exchangeSkewMs });
    const told = scenario.cancelAll('desk', 'all', { market_type: marketType });
    await over(scenario, told);
    expect([told.status, told.body.code]).toEqual([200, undefined]);
    expect(scenario.sent.length).toBeGreaterThan(1);
  });
});
