import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as amendOrder } from '../../functions/api/amend-order.ts';
import { handler as createOrder } from '../../functions/api/create-order.ts';
import { handler as getBalance } from '../../functions/api/get-balance.ts';
import { forgetTakenKeys } from '../../lib/nonce/taken-keys.ts';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import { type Answer, answered, begun, deskId, setKeys } from './harness/account-calls.ts';
import { accounts, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** Another program has used nonces in nanoseconds with the desk's key. */
let scenario: Scenario;
const { spot } = keysOf('desk');
const takenNonce = String(BigInt(startTime) * 1_000_000n);

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

async function openTaken(): Promise<void> {
  scenario = await openScenario(['desk'], { nonceWindow: 0n });
  scenario.exchange.useNonce?.(takenNonce);
}
/**
 * The first copy of AddOrder is executed and its answer is lost, another program takes the key, and something on the way repeats the bytes:
 * the refusal of the second copy is the answer that comes back.
 */
async function openWithCopy(): Promise<void> {
  scenario = await openScenario(['desk'], {
    nonceWindow: 0n,
    exchangeFault: ({ name, nth }) => (name === 'AddOrder' && nth === 0 ? { kind: 'repeated', ms: 2000 } : undefined),
  });
}
async function takenMeanwhile<T>(told: T): Promise<T> {
  await scenario.run(scenario.time.now() + 1000);
  scenario.exchange.useNonce?.(takenNonce);
  return told;
}
function balance(): Promise<Answer> {
  const query = { ...deskId, market_type: 'spot' };
  return answered(scenario, begun(scenario, 'balance', getBalance, { query }, 10_000));
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}

describe('a key whose nonces another program has taken', () => {
  it('costs a balance three refused requests, and the next calls none', async () => {
    await openTaken();
    const first = await balance();
    expect([first.status, first.body]).toMatchObject([
      503,
      { code: 'NONCE_REJECTED', message: expect.stringContaining('Set the same key again with PUT') },
    ]);
    expect(scenario.sent.map(({ name }) => name)).toEqual(['BalanceEx', 'BalanceEx', 'BalanceEx']);
    expect((await balance()).body.code).toBe('NONCE_REJECTED');
    expect(scenario.sent).toHaveLength(3);
  });

  it('is told to an order at once and for certain: one AddOrder, and nothing is open in the journal', async () => {
    await openTaken();
    const startedAt = scenario.time.now();
    const told = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit')));
    expect([told.status, told.body.code]).toEqual([503, 'NONCE_REJECTED']);
    expect(scenario.sent.map(({ name }) => name)).toEqual(['AddOrder', 'OpenOrders', 'OpenOrders', 'OpenOrders']);
    expect((told.answeredAt ?? 0) - startedAt).toBeLessThan(3000);
    expect((await journalOf(accounts.desk)).map(({ state }) => state)).toEqual(['NOT_SENT']);
    const next = await answerOf(scenario.create('desk', 'k2', orderBody('spot', 'limit')));
    expect([next.status, next.body.code, scenario.sent.length]).toEqual([503, 'NONCE_REJECTED', 4]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('works again once the same key is set again, and the order of the same name is placed once', async () => {
    await openTaken();
    await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit')));
    expect((await answered(scenario, setKeys(scenario, { ...spot }, true))).status).toBe(200);
    expect((await balance()).status).toBe(200);
    const told = await answerOf(scenario.create('desk', 'k2', orderBody('spot', 'limit')));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('that is set again takes the order of the refused name: a look, then one order', async () => {
    await openTaken();
    const refused = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit')));
    expect(refused.body.message).toContain('repeat the call under the same name');
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    const before = scenario.sent.length;
    const told = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit')));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    const names = scenario.sent.slice(before).map(({ name }) => name);
    expect(names.indexOf('OpenOrders')).toBeLessThan(names.indexOf('AddOrder'));
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('and hides a copy that the exchange executed: the repetition after the key was set again tells that order', async () => {
    await openWithCopy();
    const refused = await answerOf(await takenMeanwhile(scenario.create('desk', 'k', orderBody('spot', 'market'))));
    expect([refused.status, refused.body.code]).toEqual([503, 'NONCE_REJECTED']);
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    const told = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('and hides a copy of an order without a name: the order has no verdict until the key is set again', async () => {
    await openWithCopy();
    const body = { ...deskId, ...orderBody('spot', 'market') };
    const told = await answered(
      scenario,
      await takenMeanwhile(begun(scenario, 'unnamed', createOrder, { body }, 29_000)),
    );
    expect([told.status, told.body.data?.order]).toMatchObject([
      202,
      { status: 'unknown', reject_reason: { code: 'NONCE_REJECTED', message: expect.stringContaining('looks') } },
    ]);
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    await resolveAll(scenario, ['desk'], noCrash);
    expect((await journalOf(accounts.desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it.each([
    ['with a name may move its money under the name after a look', 'key', 503, ['NOT_SENT']],
    ['without a name stays open, because nobody else would look', undefined, 202, ['UNKNOWN']],
  ])('and a transfer %s', async (_title, key, status, states) => {
    const transfers = await openTransfers({ nonceWindow: 0n });
    scenario = transfers.scenario;
    scenario.exchange.useNonce?.(takenNonce);
    const told = transfers.transfer('spot', key);
    await transfers.over(told);
    expect([told.status, (await transfers.journal()).map(({ state }) => state)]).toEqual([status, states]);
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    await scenario.run(scenario.time.now() + 40_000);
    const again = transfers.transfer('spot', key ?? 'another');
    await transfers.over(again);
    await transfers.settle();
    expect(transfers.moved('spot')).toBe(1);
    await transfers.close();
  });

  it.each([
    ['with a name is told as refused, and is made under the name after a look', 'key', 503],
    ['without a name stays open until a look', undefined, 202],
  ])('and an amendment %s', async (_title, key, status) => {
    scenario = await openScenario(['desk'], { nonceWindow: 0n });
    const placed = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit')));
    const client_order_id = placed.body.data?.order?.client_order_id;
    scenario.exchange.useNonce?.(takenNonce);
    const body = { ...deskId, client_order_id, symbol: 'BTC/USD', price: 69_000 };
    const amend = () =>
      answered(
        scenario,
        begun(scenario, 'amend', amendOrder, { body, ...(key === undefined ? {} : { idempotencyKey: key }) }, 29_000),
      );
    expect((await amend()).status).toBe(status);
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    await resolveAll(scenario, ['desk'], noCrash);
    await scenario.run(scenario.time.now() + 60_000);
    expect([(await amend()).status, scenario.exchange.orders()[0]?.limitPrice]).toEqual([200, '69000']);
  });

  it('is not asked by another container either, until the key is set again', async () => {
    await openTaken();
    await balance();
    forgetTakenKeys();
    expect([(await balance()).body.code, scenario.sent.length]).toEqual(['NONCE_REJECTED', 3]);
    forgetTakenKeys();
    await answered(scenario, setKeys(scenario, { ...spot }, true));
    expect((await balance()).status).toBe(200);
  });

  it('is tried again after a minute', async () => {
    await openTaken();
    await balance();
    await scenario.run(scenario.time.now() + 61_000);
    await balance();
    expect(scenario.sent).toHaveLength(6);
  });

  it('is a matter of one leap while the other program is a little ahead', async () => {
    scenario = await openScenario(['desk'], { nonceWindow: 0n });
    scenario.exchange.useNonce?.(String(startTime + 5000));
    expect((await balance()).status).toBe(200);
    expect(scenario.sent.map(({ name }) => name)).toEqual(['BalanceEx', 'BalanceEx', 'BalanceEx']);
  });
});
