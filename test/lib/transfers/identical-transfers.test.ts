import '../../faults/harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeFault } from '../../faults/harness/exchange-faults.ts';
import type { ScenarioTerms } from '../../faults/harness/scenario.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { moveCall, openTransfers, type TransferTold } from './fixture-scenario.ts';

beforeAll(startHarness);
afterAll(() => stopHarness());

describe('identical transfers', () => {
  const kinds: readonly (ExchangeFault | undefined)[] = [
    undefined,
    { kind: 'drop-after' },
    { kind: 'drop-before' },
    { kind: 'late', ms: 7_000 },
    { kind: 'stall-body' },
    { kind: 'http-503', applied: true },
    { kind: 'delay', ms: 8_500, applied: true },
  ];

  const seeds = Number(process.env.TRANSFER_SEEDS ?? 12);

  it.each(['spot', 'swap', 'side'] as const)(
    'identical transfers from %s never share a ledger entry: as many are ACCEPTED as moved',
    async (leg) => {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const random = randomNumbers(seed);
        const faults = Array.from({ length: 3 }, () => kinds[Math.floor(random() * kinds.length)]);
        const exchangeFault: ScenarioTerms['exchangeFault'] = ({ name, nth }) =>
          name === moveCall[leg] ? faults[nth] : undefined;
        const s = await openTransfers({ seed, exchangeFault });
        const told: TransferTold[] = [];
        for (const key of ['a', 'b', 'c']) {
          told.push(s.transfer(leg, key));
          await s.scenario.run(s.scenario.time.now() + Math.floor(random() * 12_000));
        }
        for (const one of told) await s.over(one);
        await s.settle();
        const states = (await s.journal()).map(({ state }) => state);
        const acked = states.filter((state) => state === 'ACCEPTED').length;
        const manual = states.filter((state) => state === 'NEEDS_REVIEW').length;
        const trace = `seed ${seed}: ${states}, moved ${s.moved(leg)}\n${s.scenario.time.trace.join('\n')}`;
        // A person's is the fate of at most those that cannot be told apart; nothing is told that is not so.
        expect(acked, trace).toBeLessThanOrEqual(s.moved(leg));
        expect(acked + manual, trace).toBeGreaterThanOrEqual(s.moved(leg));
        if (leg === 'spot') expect(manual, trace).toBe(0);
        await s.close();
      }
    },
    600_000,
  );
});
