import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { forgetExchangeClocks } from '../../lib/exchanges/wire/exchange-clock.ts';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms, startCold } from './harness/scenario.ts';
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
  ['spot', 'AddOrder', 'EService:Unavailable', 'Kraken is unavailable (EService:Unavailable)'],
  ['swap', 'sendorder', null, 'Kraken Futures answered HTTP 503 without a valid body'],
] as const)('an order on %s that an unclear refusal has kept out', (market, call, word, words) => {
  afterEach(() => scenario.close());

  it('is told as not placed with the words of the exchange, now and ever after', async () => {
    await open({ exchangeFault: ({ name }) => (name === call ? away : undefined) });
    const told = await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    expect([told.status, told.body.code, told.body.data?.order?.status]).toEqual([409, 'NOT_PLACED', 'not_placed']);
    expect(told.body.message).toMatch(/^The order was not placed: .*safe to send under a new key$/);
    expect(told.body.message).toContain(`The order was not placed: ${words}`);
    expect(told.body.message).not.toContain('reached');
    const reason = { code: 'EXCHANGE_UNAVAILABLE', message: expect.stringMatching(/Kraken/), exchange_code: word };
    expect(told.body.data?.order).toMatchObject({ reject_reason: reason });
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
    expect([told.status, told.body.code]).toEqual([409, 'NOT_PLACED']);
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
    status: 409,
    body: {
      code: 'NOT_PLACED',
      message: expect.stringMatching(
        /^The transfer was not placed: .*EService:Unavailable.*safe to send under a new key$/,
      ),
      data: { status: 'not_placed', reject_reason: reason },
    },
  });
  await transfers.close();
});

const markets = [
  ['spot', 'AddOrder', 'AmendOrder', 'BTC/USD'],
  ['swap', 'sendorder', 'editorder', 'BTC/USD:USD'],
] as const;

describe.each(markets)('on %s, whose clock is 20 s ahead of ours,', (market, placing, amending, symbol) => {
  afterEach(() => scenario.close());
  const skewed = { exchangeSkewMs: 20_000 };
  const names = () => scenario.sent.map(({ name }) => name);

  it('the first order is refused with the offset, at once and for good, and the same name places the order then', async () => {
    await open(skewed);
    const startedAt = scenario.time.now();
    const ask = () => answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([503, 'CLOCK_SKEW']);
    expect(refused.body.message).toMatch(/(19|20)\.\d s ahead of the clock of this service/);
    expect([names(), scenario.time.now() - startedAt < 1000]).toEqual([[placing], true]);
    const told = await ask();
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    expect(scenario.exchange.orders()).toHaveLength(1);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('every further order and amendment of the container works: deadlines follow the clock of the exchange', async () => {
    await open(skewed);
    await answerOf(scenario.create('desk', 'first', orderBody(market, 'limit')));
    const told = await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    const amended = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 }));
    expect(amended.status).toBe(200);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('an amendment by a container that does not know the clock is refused with the offset', async () => {
    await open(skewed);
    await answerOf(scenario.create('desk', 'first', orderBody(market, 'limit')));
    await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    forgetExchangeClocks();
    const ask = () => answerOf(scenario.amend('desk', 'a', { ...mine, symbol, price: 69_000 }));
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([503, 'CLOCK_SKEW']);
    expect(names().filter((name) => name === amending)).toHaveLength(1);
    expect((await ask()).status).toBe(200);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});

it.each(markets)(
  'on %s a refusal for the deadline proves nothing where the clocks agree: the first copy was placed',
  async (market, placing) => {
    await open({
      exchangeFault: ({ name, nth }) => (name === placing && nth === 0 ? { kind: 'repeated', ms: 8100 } : undefined),
      nonceWindow: 10_000n,
    });
    const told = await answerOf(scenario.create('desk', 'mine', orderBody(market, 'limit', mine)));
    expect(told.body.code).not.toBe('CLOCK_SKEW');
    await scenario.run(scenario.time.now() + 60_000);
    expect(await judge(scenario, ['desk'])).toEqual([]);
    await scenario.close();
  },
);

it('an answer that says late for no reason of clocks is looked up: the order was placed', async () => {
  await open({
    exchangeFault: ({ name }) => (name === 'AddOrder' ? { kind: 'deadline-elapsed', applied: true } : undefined),
    exchangeSkewMs: 5000,
  });
  const told = await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
  expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
  expect(await judge(scenario, ['desk'])).toEqual([]);
  await scenario.close();
});

it('a halt closes positions at an exchange whose clock is 20 s ahead, in a container that has sent nothing before', async () => {
  await open();
  const opened = await answerOf(scenario.create('desk', 'opens', orderBody('swap', 'market')));
  expect(opened.status).toBe(200);
  scenario.exchange.futures.control.clock?.({ advance_ms: 20_000 });
  startCold();
  const halt = startHalt(scenario, { close_positions: true });
  await scenario.run(undefined, () => halt.status !== null);
  expect(halt.data).toMatchObject({ closed_positions: [{ outcome: 'closed' }], complete: true });
  await scenario.close();
});
