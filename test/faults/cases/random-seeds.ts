import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHarness, stopHarness } from '../harness/start.ts';
import { firstSeed, replayed, seedCount, stopsAtFirst } from './fault-settings.ts';
import { runRandom } from './random-scenario.ts';

/** A file plays every fourth seed: files run side by side. */
const shares = 4;

export function playSeeds(share: number): void {
  const wanted = replayed === null ? Array.from({ length: seedCount }, (_, index) => firstSeed + index) : [replayed];
  const seeds = wanted.filter((seed) => seed % shares === share);

  beforeAll(startHarness);
  afterAll(stopHarness);

  it.runIf(seeds.length > 0)(
    'random faults, crashes and impatience leave every order placed once or not at all, and every answer true',
    { timeout: 60_000 + seeds.length * 4_000 },
    async () => {
      const failures: string[] = [];
      const totals = { orders: 0, placed: 0, amendments: 0, cancelAlls: 0, answers: 0 };
      for (const seed of seeds) {
        const result = await runRandom(seed);
        for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result[name];
        const trace = result.trace.join('\n');
        if (replayed !== null) process.stdout.write(`${trace}\n`);
        if (result.violations.length === 0) continue;
        const head = `seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`;
        failures.push(failures.length === 0 ? `${head}\n${trace}` : head);
        if (stopsAtFirst) break;
      }
      process.stdout.write(
        `${seeds.length} seeds, ${totals.orders} orders, ${totals.amendments} amendments, ${totals.cancelAlls} cancel-alls, ${totals.answers} answers, ${totals.placed} of them with an order id, ${failures.length} seeds with violations\n`,
      );
      expect(failures.join('\n')).toBe('');
    },
  );
}
