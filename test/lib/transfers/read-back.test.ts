import '../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { openTransfers, type TransferScenario } from './fixture-scenario.ts';

let s: TransferScenario;

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(() => s.close());

async function states() {
  return (await s.journal()).map(({ state }) => state).toSorted();
}

describe('a withdrawal that the exchange refuses while nobody can look', () => {
  const refusedWithLogAway = async () => {
    let isAway = true;
    s = await openTransfers({
      exchangeFault: ({ name }) =>
        name === 'history/account-log' && isAway ? { kind: 'http-503', applied: false } : undefined,
    });
    const told = s.transfer('swap', 'key', { amount: '3000000' });
    await s.over(told);
    return { told, bringBack: () => (isAway = false) };
  };

  it('has no outcome, because the refusal may be the answer to a second copy', async () => {
    const { told } = await refusedWithLogAway();
    expect([told.status, told.body.data?.status, await states()]).toEqual([202, 'unknown', ['UNKNOWN']]);
  });

  it('is told as refused, with the exchange’s words, once a complete look shows nothing', async () => {
    const { bringBack } = await refusedWithLogAway();
    bringBack();
    await s.settle();
    const again = s.transfer('swap', 'key', { amount: '3000000' });
    await s.over(again);
    expect([again.status, again.body.code, await states()]).toEqual([422, 'INSUFFICIENT_FUNDS', ['REJECTED']]);
    expect(s.moved('swap')).toBe(0);
  });
});

describe('two equal withdrawals, ten minutes apart, of which the first is acknowledged under a name that the log shows', () => {
  it('the second, whose answer is lost, gets its own booking, although the log was away until then', async () => {
    let isAway = true;
    s = await openTransfers({
      exchangeFault: ({ name, nth }) => {
        // Until then no look can complete the first withdrawal, which might own any booking that is not read.
        if (name === 'history/account-log' && isAway) return { kind: 'http-503', applied: false };
        return name === 'withdrawal' && nth === 1 ? { kind: 'drop-after' } : undefined;
      },
    });
    await s.over(s.transfer('swap', 'first'));
    await s.scenario.run(s.scenario.time.now() + 600_000);
    expect((await s.journal()).map(({ isBooked }) => isBooked)).toEqual([false]);
    isAway = false;
    const lost = s.transfer('swap', 'second');
    await s.over(lost);
    expect([lost.status, lost.body.data?.status]).toEqual([200, 'completed']);
    await s.settle();
    expect([s.moved('swap'), await states()]).toEqual([2, ['ACCEPTED', 'ACCEPTED']]);
    const names = (await s.journal()).map(({ exchangeTransferId }) => exchangeTransferId);
    expect(new Set(names).size).toBe(2);
  });
});
