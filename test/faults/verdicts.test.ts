import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';

/** A verdict says what happened and why, in the exchange's own words. */
let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
const mine = { client_order_id: 'mine' };
const away = { kind: 'http-503', applied: false } as const;

beforeAll(startHarness);
afterAll(stopHarness);

describe.each([
  ['spot', 'AddOrder', 'EService:Unavailable'],
  ['swap', 'sendorder', null],
] as const)('an order on %s that an unclear refusal has kept out', (market, call, word) => {
  afterEach(() => scenario.close());

  it('is told as not placed with the words of the exchange, now and ever after', async () => {
    await open({ exchangeFault: ({ name }) => (name === call ? away : undefined) });
    const told = await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'not_placed']);
    expect(told.body.message).toMatch(/^The order was not placed: ./);
    expect(told.body.message).not.toContain('reached');
    const reason = { code: 'EXCHANGE_UNAVAILABLE', message: expect.stringMatching(/Kraken/), exchange_code: word };
    expect(told.body.data?.order).toMatchObject({ reason });
    const again = await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    expect([again.body.message, again.body.data?.order]).toEqual([told.body.message, told.body.data?.order]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});

describe.each([
  ['spot', 'AmendOrder', 'BTC/USD'],
  ['swap', 'editorder', 'BTC/USD:USD'],
] as const)('an amendment on %s', (market, call, symbol) => {
  afterEach(() => scenario.close());

  it('that an unclear refusal has kept out is told with the words of the exchange', async () => {
    await open({ exchangeFault: ({ name }) => (name === call ? away : undefined) });
    await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    const ask = () => answerOf(scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 }));
    const told = await ask();
    expect([told.status, told.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect(told.body.message).toMatch(/^the order was not amended: .*Kraken/);
    expect((await ask()).body.message).toBe(told.body.message);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('of an order that is filled meanwhile is ALREADY_CLOSED', async () => {
    await open();
    await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    scenario.exchange.setPrice(60_000);
    const told = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol, price: 65_000 }));
    expect([told.status, told.body.code]).toEqual([409, 'ALREADY_CLOSED']);
    expect(told.body.message).toContain('the order is filled');
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('of an order that was filled at once is ALREADY_CLOSED, and nothing is sent', async () => {
    await open();
    await answerOf(scenario.create('desk', 'mine', orderBody(market, 'market', mine)));
    const told = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol, quantity: 0.02 }));
    expect([told.status, told.body.code]).toEqual([409, 'ALREADY_CLOSED']);
    expect(scenario.sent.filter(({ name }) => name === call)).toEqual([]);
  });
});

it('a transfer that an unclear refusal has kept out is told with the words of the exchange', async () => {
  const transfers = await openTransfers({
    exchangeFault: ({ name }) => (name === 'WalletTransfer' ? away : undefined),
  });
  const told = transfers.transfer('spot', 'key');
  await transfers.over(told);
  const reason = { exchange_code: 'EService:Unavailable' };
  expect(told).toMatchObject({
    status: 200,
    body: {
      message: expect.stringMatching(/^The transfer was not placed: .*EService:Unavailable/),
      data: { status: 'not_placed', reason },
    },
  });
  await transfers.close();
});
