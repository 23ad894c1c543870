import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amendmentsOf, desk, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { readsAccount, setState, slow, slowest } from './harness/halt.ts';
import { overtake } from './harness/nonces.ts';
import { type MarketType, orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';

let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
function create(marketType: MarketType): CallResult {
  return scenario.create('desk', 'k', orderBody(marketType, 'limit'));
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
async function states(): Promise<string[]> {
  return (await journalOf(desk)).map(({ state }) => state);
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('an order that was slow to leave', () => {
  // A cold container reads the account first, because the exchange decides whose nonces a call takes.
  const isJournaled = (): boolean => scenario.aws.calls.some(({ operation }) => operation === 'PutItem');
  const readsAgain = (): number => {
    const { calls } = scenario.aws;
    return calls.slice(calls.findIndex(({ operation }) => operation === 'PutItem')).filter(readsAccount).length;
  };

  it('is placed when the desk may still trade, after one more reading', async () => {
    await open({ awsFault: slow('create', slowest) });
    const { status } = await answerOf(create('spot'));
    expect([status, readsAgain(), scenario.exchange.orders().length]).toEqual([200, 1, 1]);
  });

  it('but within two seconds is placed without', async () => {
    await open({ awsFault: slow('create', { kms: 1 }) });
    const { status } = await answerOf(create('spot'));
    expect([status, readsAgain(), scenario.exchange.orders().length]).toEqual([200, 0, 1]);
  });

  it('is not sent while the desk’s state cannot be read, and the same key places it later', async () => {
    const isSlow = slow('create', slowest);
    await open({ awsFault: (call) => (readsAccount(call) && isJournaled() ? 'throttle' : isSlow(call)) });
    const refused = await answerOf(create('spot'));
    expect([refused.status, await states(), scenario.sent]).toEqual([503, ['NOT_SENT'], []]);
    expect([(await answerOf(create('spot'))).status, await states()]).toEqual([200, ['ACCEPTED']]);
  });
});

describe('a refused nonce that was told after two seconds', () => {
  const refusing = (name: string): ScenarioTerms => ({
    nonceWindow: 0n,
    exchangeFault: (sent) => {
      if (sent.name !== name || sent.nth > 0) return undefined;
      overtake(scenario, sent);
      return { kind: 'delay', ms: 2500, applied: true };
    },
  });
  const sent = (name: string): number => scenario.sent.filter((one) => one.name === name).length;
  const halted = async (call: () => CallResult): Promise<CallResult> => {
    const told = call();
    await scenario.run(scenario.time.now() + 500);
    await setState(scenario, 'HALTED');
    return answerOf(told);
  };

  it('is the end of an order when the desk was halted meanwhile', async () => {
    await open(refusing('AddOrder'));
    const { status, body } = await halted(() => create('spot'));
    expect([status, body.code, sent('AddOrder')]).toEqual([503, 'NONCE_REJECTED', 1]);
    expect([await states(), scenario.exchange.orders()]).toEqual([['NOT_SENT'], []]);
    expect((await answerOf(create('spot'))).body.code).toBe('TRADING_HALTED');
    await setState(scenario, 'ACTIVE');
    expect([(await answerOf(create('spot'))).status, scenario.exchange.orders().length]).toEqual([200, 1]);
  });

  it('is no hindrance when the desk may still trade', async () => {
    await open(refusing('AddOrder'));
    const { status } = await answerOf(create('spot'));
    expect([status, sent('AddOrder'), scenario.exchange.orders().length]).toEqual([200, 2, 1]);
  });

  it('is the end of an amendment when the desk was halted meanwhile', async () => {
    await open(refusing('AmendOrder'));
    await answerOf(create('spot'));
    const client_order_id = (await journalOf(desk))[0]?.clientOrderId;
    const amend = (): CallResult => scenario.amend('desk', 'a', { client_order_id, symbol: 'BTC/USD', price: 69_000 });
    const { status, body } = await halted(amend);
    expect([status, body.code, sent('AmendOrder')]).toEqual([503, 'NONCE_REJECTED', 1]);
    expect(scenario.exchange.orders()).toMatchObject([{ limitPrice: '70000' }]);
    expect((await answerOf(amend())).body.code).toBe('TRADING_HALTED');
  });
});

it.each(['spot', 'swap'] as const)(
  'an amendment on %s that was slow to leave is denied by then',
  async (marketType) => {
    await open({ awsFault: slow('amend', { kms: 2 }) });
    await answerOf(create(marketType));
    const client_order_id = (await journalOf(desk))[0]?.clientOrderId;
    const { symbol } = orderBody(marketType, 'limit');
    startCold();
    const amend = (): CallResult => scenario.amend('desk', 'a', { client_order_id, symbol, price: 69_000 });
    const priceInBook = (): number => Number(scenario.exchange.orders()[0]?.limitPrice);
    const amendment = amend();
    await scenario.run(scenario.time.now() + 500);
    await setState(scenario, 'HALTED');
    await answerOf(amendment);
    expect([amendment.status, amendment.body.code, priceInBook()]).toEqual([422, 'TRADING_HALTED', 70_000]);
    expect((await amendmentsOf(desk)).map(({ state }) => state)).toEqual(['NOT_SENT']);
    await setState(scenario, 'ACTIVE');
    expect([(await answerOf(amend())).status, priceInBook()]).toEqual([200, 69_000]);
  },
);
