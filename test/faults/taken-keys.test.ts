import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as getBalance } from '../../functions/api/get-balance.ts';
import { type Answer, answered, begun, deskId, setKeys } from './harness/account-calls.ts';
import { accounts, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
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
