import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answered, beginState, read, register, remove, setKeys } from './harness/account-calls.ts';
import { desk, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { type HaltResult, setState, slow, slowest, startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** What others do to the account while a call is at it. */
let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
async function ended(halt: HaltResult): Promise<HaltResult> {
  await scenario.run(undefined, () => halt.status !== null);
  return halt;
}
function runFor(ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}
async function state(): Promise<unknown> {
  return (await answered(scenario, read(scenario))).body.data?.trading_state;
}

const { spot, swap } = keysOf('desk');
const spotKey = { apiKey: spot.apiKey, secret: spot.secret };
const bothKeys = { ...spotKey, futuresApiKey: swap.apiKey, futuresSecret: swap.secret };
function limit(marketType: 'spot' | 'swap') {
  return scenario.create('desk', 'k', orderBody(marketType, 'limit'));
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a halt', () => {
  /** The answer of ACTIVE's first write is lost, so that it is written again 1.5 s later. */
  const activeTwice = (): NonNullable<ScenarioTerms['awsFault']> => {
    let writes = 0;
    return ({ invocation, operation }) =>
      invocation === 'set-state' && operation === 'UpdateItem' && writes++ === 0 ? 'timeout-applied' : undefined;
  };

  it('is not undone by the repetition of an ACTIVE that came before it', async () => {
    await open({ awsFault: activeTwice() });
    const activate = beginState(scenario, 'ACTIVE');
    await scenario.run(startTime + 500);
    const halt = await ended(startHalt(scenario));
    expect(halt.data).toMatchObject({ complete: true, trading_state: 'HALTED' });
    expect([activate.status, activate.body.code, await state()]).toEqual([409, 'IN_PROGRESS', 'HALTED']);
    expect((await answerOf(limit('spot'))).body.code).toBe('TRADING_HALTED');
  });

  it('lets an ACTIVE through whose answer alone was lost', async () => {
    await open({ awsFault: activeTwice() });
    const activate = await answered(scenario, beginState(scenario, 'ACTIVE'));
    expect([activate.status, activate.body.data?.trading_state]).toEqual([200, 'ACTIVE']);
  });

  it.each([
    ['and trades', true],
    ['without a trade', false],
  ])('during which somebody lets the account trade again (%s) does not say that it is complete', async (_, places) => {
    await open({
      exchangeFault: ({ name, nth, invocation }) =>
        invocation === 'halt' && name === 'CancelAll' && nth === 1
          ? { kind: 'delay', ms: 1500, applied: true }
          : undefined,
    });
    const halt = startHalt(scenario);
    await scenario.run(undefined, () => scenario.sent.filter(({ name }) => name === 'CancelAll').length === 2);
    await runFor(200);
    await setState(scenario, 'ACTIVE');
    if (places) expect((await answerOf(limit('spot'))).status).toBe(200);
    expect((await ended(halt)).data).toMatchObject({ complete: false, trading_state: 'ACTIVE' });
    expect(scenario.openOrders().length).toBe(places ? 1 : 0);
  });

  it('after the key was cleared under an order on its way does not say that it is complete', async () => {
    await open({
      exchangeFault: ({ name, nth }) =>
        name === 'sendorder' && nth === 0 ? { kind: 'delay', ms: 3000, applied: false } : undefined,
    });
    const order = limit('swap');
    await scenario.run(startTime + 500);
    await answered(scenario, setKeys(scenario, { futuresApiKey: '', futuresSecret: '' }, false));
    const halt = startHalt(scenario);
    await answerOf(order);
    expect((await ended(halt)).data).toMatchObject({ complete: false, orders_in_flight: 1 });
    expect(scenario.openOrders()).toHaveLength(1);
  });
});

it('an order that was slow to leave is not sent for the account registered under the name since', async () => {
  await open({ awsFault: slow('create', slowest) });
  const order = limit('swap');
  await scenario.run(startTime + 100);
  await ended(startHalt(scenario));
  expect((await answered(scenario, remove(scenario, 'remove', false))).status).toBe(200);
  expect((await answered(scenario, register(scenario, bothKeys, false))).status).toBe(200);
  await answerOf(order);
  expect([order.status, scenario.exchange.orders()]).toEqual([404, []]);
});

describe('what was not sent, repeated after its key was replaced,', () => {
  /** The same key that is set again could look: these are other keys. */
  const others = keysOf('fund');
  const otherKeys = {
    ...{ apiKey: others.spot.apiKey, secret: others.spot.secret },
    ...{ futuresApiKey: others.swap.apiKey, futuresSecret: others.swap.secret },
  };
  const rotate = () => answered(scenario, setKeys(scenario, otherKeys, false));
  const refusing = (...names: string[]): ScenarioTerms => ({
    exchangeFault: ({ name, nth }) => (names.includes(name) && nth === 0 ? { kind: 'refused' } : undefined),
  });

  it('is a conflict for an order: nobody can tell whether a copy arrived', async () => {
    await open(refusing('AddOrder'));
    expect((await answerOf(limit('spot'))).status).toBe(503);
    await rotate();
    const { status, body } = await answerOf(limit('spot'));
    expect([status, body.code, scenario.exchange.orders()]).toEqual([409, 'IDEMPOTENCY_CONFLICT', []]);
    expect(body.message).toMatch(/key that has been replaced since/);
  });

  it('is a conflict for an amendment too', async () => {
    await open(refusing('editorder'));
    await answerOf(limit('swap'));
    const client_order_id = (await journalOf(desk))[0]?.clientOrderId;
    const amend = () =>
      answerOf(scenario.amend('desk', 'a', { client_order_id, symbol: 'BTC/USD:USD', price: 69_000 }));
    expect((await amend()).status).toBe(503);
    await rotate();
    const { status, body } = await amend();
    expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });
});
