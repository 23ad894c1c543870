import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';

/** Kraken Spot closes an order that lacks its last unit. Every answer about the order says so: a client that hears "canceled" buys again. */
let scenario: Scenario;
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
const mine = { client_order_id: 'mine' };
const whole = { status: 'filled', quantity: 0.01, filled_quantity: 0.00999999, remaining_quantity: 0 };

beforeAll(startHarness);
afterAll(stopHarness);

describe.each(['closed', 'canceled'])('an order that ends %s without its last unit', (status) => {
  beforeEach(async () => {
    scenario = await openScenario(['desk']);
    scenario.exchange.spot.control.orders?.({ ends_short: status });
  });
  afterEach(async () => {
    try {
      expect(await judge(scenario, ['desk'])).toEqual([]);
    } finally {
      await scenario.close();
    }
  });

  it('is filled when it is placed, read, canceled and amended', async () => {
    const placed = await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'market', mine)));
    expect([placed.status, placed.body.data?.order]).toMatchObject([200, whole]);
    expect((await answerOf(scenario.get('desk', 'mine'))).body.data?.order).toMatchObject(whole);
    const canceled = await answerOf(scenario.cancel('desk', 'mine'));
    expect([canceled.status, canceled.body.code]).toEqual([409, 'ALREADY_CLOSED']);
    expect(canceled.body.message).toContain('the order is filled');
    const amended = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD', price: 70_000 }));
    expect(amended.status).not.toBe(200);
    expect((await answerOf(scenario.get('desk', 'mine'))).body.data?.order).toMatchObject(whole);
  });

  it('is filled when its answer was lost, and leaves nothing for a cancel-all', async () => {
    await scenario.close();
    scenario = await openScenario(['desk'], {
      exchangeFault: ({ name }) => (name === 'AddOrder' ? { kind: 'drop-after' } : undefined),
    });
    scenario.exchange.spot.control.orders?.({ ends_short: status });
    const placed = await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'market', mine)));
    expect([placed.status, placed.body.data?.order]).toMatchObject([200, whole]);
    const all = await answerOf(scenario.cancelAll('desk', 'all', { market_type: 'spot' }));
    expect([all.status, all.body.data?.canceled]).toEqual([200, 0]);
  });

  it('counts as ended, not as canceled, where a cancel-all came too late', async () => {
    await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
    let isMoved = false;
    const { handle } = scenario.exchange.spot;
    scenario.exchange.spot.handle = (request) => {
      if (request.path.endsWith('CancelOrderBatch') && !isMoved) {
        isMoved = true;
        scenario.exchange.spot.control.price?.({ symbol: 'BTC/USD', price: 69_000 });
      }
      return handle(request);
    };
    const all = await answerOf(scenario.cancelAll('desk', 'all', { market_type: 'spot' }));
    expect([isMoved, all.status, all.body.data?.canceled]).toEqual([true, 200, 0]);
    expect((await answerOf(scenario.get('desk', 'mine'))).body.data?.order).toMatchObject(whole);
  });
});
