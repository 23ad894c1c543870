import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';

let scenario: Scenario;
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
const mine = { client_order_id: 'mine' };

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** "EService: Throttled: [UNIX timestamp]": the client hears the moment, and the exchange hears one request a call. */
const calls: readonly (readonly [string, string, () => CallResult])[] = [
  ['a read', 'QueryOrders', () => scenario.get('desk', 'mine')],
  ['a cancellation', 'CancelOrder', () => scenario.cancel('desk', 'mine')],
  ['a cancel-all', 'OpenOrders', () => scenario.cancelAll('desk', 'all', { market_type: 'spot' })],
  ['an amendment', 'AmendOrder', () => scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD', price: 69_000 })],
];

it.each(calls)('%s that is throttled is told when to come back, and succeeds then', async (_what, endpoint, call) => {
  scenario = await openScenario(['desk']);
  await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
  scenario.exchange.spot.control.limits?.({ throttle_ms: 40_000 });
  const before = scenario.sent.length;
  const refused = await answerOf(call());
  expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
  const seconds = Number(refused.headers?.['retry-after']);
  expect(seconds).toBeGreaterThan(35);
  expect(seconds).toBeLessThanOrEqual(41);
  expect(scenario.sent.slice(before).map(({ name }) => name)).toEqual([endpoint]);
  await scenario.run(scenario.time.now() + 1000 * seconds);
  expect((await answerOf(call())).status).toBe(200);
  expect(await judge(scenario, ['desk'])).toEqual([]);
});
