import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as amendOrder } from '../../functions/api/amend-order.ts';
import { forgetLockouts } from '../../lib/exchanges/wire/lockouts.ts';
import { answered, begun, deskId } from './harness/account-calls.ts';
import { accounts, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
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

/** The answer of AddOrder is lost, and every look is told to come back in two and a half minutes. */
async function openThrottled(): Promise<readonly string[]> {
  scenario = await openScenario(['desk'], {
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 0 ? { kind: 'http-502-html', applied: true } : undefined,
  });
  const told = scenario.create('desk', 'mine', orderBody('spot', 'limit', mine));
  await scenario.run(undefined, () => scenario.exchange.orders().length === 1);
  scenario.exchange.spot.control.limits?.({ throttle_ms: 150_000 });
  await over(scenario, told);
  expect([told.status, told.body.data?.order?.status]).toEqual([202, 'unknown']);
  return scenario.sent.map(({ name }) => name);
}
async function resolveOnce(): Promise<void> {
  await scenario.run(scenario.time.now() + 60_000);
  const invocation = scenario.resolve(noCrash);
  await scenario.run(undefined, () => invocation.state !== 'running');
}

describe('an order without a verdict', () => {
  it('is looked for once while looks are throttled, and then after the told moment', async () => {
    expect(await openThrottled()).toEqual(['AddOrder', 'OpenOrders']);
    await resolveOnce();
    await resolveOnce();
    expect(scenario.sent.map(({ name }) => name)).toEqual(['AddOrder', 'OpenOrders']);
    await resolveOnce();
    expect((await journalOf(accounts.desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('is not looked for by another container before the end of a lockout', async () => {
    let isLocked = true;
    scenario = await openScenario(['desk'], {
      exchangeFault: ({ name, nth }) => {
        if (name === 'AddOrder' && nth === 0) return { kind: 'http-502-html', applied: true };
        return isLocked ? { kind: 'locked-out' } : undefined;
      },
    });
    await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
    expect(scenario.sent.map(({ name }) => name)).toEqual(['AddOrder', 'OpenOrders']);
    forgetLockouts();
    await resolveOnce();
    const canceled = await answerOf(scenario.cancel('desk', 'mine'));
    expect([canceled.status, Number(canceled.headers?.['retry-after'])]).toEqual([429, expect.closeTo(830, -2)]);
    expect(scenario.sent).toHaveLength(2);
    isLocked = false;
    await scenario.run(scenario.time.now() + 900_000);
    forgetLockouts();
    await resolveOnce();
    expect((await journalOf(accounts.desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
  });
});

describe('an amendment without a name', () => {
  const place = async (fault?: ExchangeFault): Promise<void> => {
    scenario = await openScenario(['desk'], {
      exchangeFault: ({ name, nth }) => (name === 'AmendOrder' && nth === 0 ? fault : undefined),
    });
    await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
  };
  const body = { ...deskId, ...mine, symbol: 'BTC/USD', price: 69_000 };
  const amend = () => begun(scenario, 'amend', amendOrder, { body }, 29_000);
  const priceInBook = () => scenario.exchange.orders()[0]?.limitPrice;

  it('that meets a limit has changed nothing, says so without a look, and changes the order when it is repeated', async () => {
    await place();
    scenario.exchange.spot.control.limits?.({ throttle_ms: 6000 });
    const before = scenario.sent.length;
    const refused = await answered(scenario, amend());
    expect([refused.status, refused.body]).toMatchObject([
      429,
      { code: 'RATE_LIMITED', message: expect.stringContaining('this request has changed nothing') },
    ]);
    expect([priceInBook(), scenario.sent.slice(before).map(({ name }) => name)]).toEqual(['70000', ['AmendOrder']]);
    await scenario.run(scenario.time.now() + 7000);
    expect([(await answered(scenario, amend())).status, priceInBook()]).toEqual([200, '69000']);
  });

  it('whose first copy was executed before the limit sets the same terms when it is repeated', async () => {
    await place({ kind: 'repeated', ms: 2000 });
    const told = amend();
    await scenario.run(scenario.time.now() + 1000);
    scenario.exchange.spot.control.limits?.({ throttle_ms: 6000 });
    expect([(await answered(scenario, told)).status, priceInBook()]).toEqual([429, '69000']);
    await scenario.run(scenario.time.now() + 7000);
    expect([(await answered(scenario, amend())).status, priceInBook()]).toEqual([200, '69000']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });
});
