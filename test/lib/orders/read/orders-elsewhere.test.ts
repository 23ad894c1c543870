import '../../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accounts, journalOf } from '../../../faults/harness/accounts.ts';
import type { CallResult } from '../../../faults/harness/calls.ts';
import { over } from '../../../faults/harness/case.ts';
import { orderBody } from '../../../faults/harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from '../../../faults/harness/scenario.ts';
import { startHarness, stopHarness } from '../../../faults/harness/start.ts';

/** Longer than an order that is not in the journal is looked for. */
const eightDays = 8 * 24 * 3_600_000;

let scenario: Scenario;
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
/** Of the tenants of one customer `twinBeta` has placed the order, and `twinAlpha` does not have it in its journal. */
async function openOld(price = 70_000, terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['twinAlpha', 'twinBeta'], terms);
  const body = orderBody('spot', 'limit', { client_order_id: 'theirs', price });
  expect((await answerOf(scenario.create('twinBeta', 'theirs', body))).status).toBe(200);
  await scenario.run(scenario.time.now() + eightDays);
}
function orderId(): string {
  return scenario.exchange.orders()[0]?.id ?? '';
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('an old open spot order of a different program', () => {
  it('the order is found by its client order id', async () => {
    await openOld();
    const { status, body } = await answerOf(scenario.get('twinAlpha', 'theirs'));
    expect([status, body.data?.order?.status, body.data?.order?.order_id]).toEqual([200, 'open', orderId()]);
  });

  it('the order is canceled by its client order id, and answered as canceled', async () => {
    await openOld();
    const { status, body } = await answerOf(scenario.cancel('twinAlpha', 'theirs'));
    expect([status, body.data?.order?.status, body.data?.order?.order_id]).toEqual([200, 'canceled', orderId()]);
    expect(scenario.exchange.orders()).toMatchObject([{ state: 'canceled' }]);
  });

  it('the order is amended by its client order id', async () => {
    await openOld();
    const change = { client_order_id: 'theirs', symbol: 'BTC/USD', price: 71_000 };
    const { status, body } = await answerOf(scenario.amend('twinAlpha', 'k', change));
    expect([status, body.data?.order?.order_id]).toEqual([200, orderId()]);
    expect(scenario.exchange.orders()).toMatchObject([{ state: 'open', limitPrice: '71000' }]);
  });

  it('an order that ended long ago is not found', async () => {
    await openOld(90_000);
    const told = [
      await answerOf(scenario.get('twinAlpha', 'theirs')),
      await answerOf(scenario.cancel('twinAlpha', 'theirs')),
    ];
    expect(told.map(({ status, body }) => [status, body.code])).toEqual(told.map(() => [404, 'NOT_FOUND']));
  });
});

describe('an order of ours that was lost on its way', () => {
  it.each([
    ['open', 70_000],
    ['filled', 90_000],
  ])('a lost order never arrived, although an older order has the same id and terms, %s', async (state, price) => {
    await openOld(price, {
      exchangeFault: ({ name, nth }) => (name === 'AddOrder' && nth === 1 ? { kind: 'drop-before' } : undefined),
    });
    const body = orderBody('spot', 'limit', { client_order_id: 'theirs', price });
    await answerOf(scenario.create('twinAlpha', 'theirs', body));
    expect(await journalOf(accounts.twinAlpha)).toMatchObject([{ state: 'NEVER_ARRIVED', exchangeOrderId: null }]);
    expect(scenario.exchange.orders()).toMatchObject([{ state }]);
  });
});
