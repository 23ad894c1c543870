import '../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { type Leg, moveCall, openTransfers, type TransferScenario } from './fixture-scenario.ts';

let s: TransferScenario;

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(() => s.close());

const ledgerCall = { spot: 'Ledgers', swap: 'history/account-log', side: 'history/account-log' } as const;

/** The answer to the transfer is lost, and so many readings of the ledger have a row that cannot be read. */
async function lostBeside(leg: Leg, how: 'drop-before' | 'drop-after', readings: number, chance: number) {
  s = await openTransfers({
    exchangeFault: ({ name, nth }) => {
      if (name === moveCall[leg]) return { kind: how };
      return name === ledgerCall[leg] && nth < readings ? { kind: 'garbled-row', chance } : undefined;
    },
  });
  const told = s.transfer(leg, 'key');
  await s.over(told);
  await s.settle(30);
  return { told, state: (await s.journal()).map(({ state }) => state).join() };
}

describe.each(['spot', 'swap', 'side'] as const)('a transfer of %s whose answer is lost', (leg) => {
  const chances = Array.from({ length: 16 }, (_, index) => index / 16 + 0.01);

  it.each(chances)('and that was made is never told as not made beside a row garbled at %f', async (chance) => {
    const { state } = await lostBeside(leg, 'drop-after', 1000, chance);
    expect(['ACCEPTED', 'NEEDS_REVIEW']).toContain(state);
    expect(s.moved(leg)).toBe(1);
  });

  it('is found in a ledger that can be read again', async () => {
    expect((await lostBeside(leg, 'drop-after', 3, 0.5)).state).toBe('ACCEPTED');
  });
});
