import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstSeed, replayed, seedCount, stopsAtFirst } from './cases/fault-settings.ts';
import { runRandomPulls } from './cases/pull-random.ts';
import { startHarness, stopHarness } from './harness/start.ts';

/** A seed of pulls is as long as many of orders. */
const count = Math.min(Math.ceil(seedCount / 80), 200);

beforeAll(startHarness);
afterAll(stopHarness);

it('random faults, crashes and withheld rows leave a ledger of true rows, each once, that says what it does not know', {
  timeout: 60_000 + count * 20_000,
}, async () => {
  const seeds = replayed === null ? Array.from({ length: count }, (_, index) => firstSeed + index) : [replayed];
  const failures: string[] = [];
  let [pulls, rows, faults, refusals, manners] = [0, 0, 0, 0, 0];
  for (const seed of seeds) {
    const result = await runRandomPulls(seed);
    [pulls, rows, faults] = [pulls + result.pulls, rows + result.rows, faults + result.faults];
    [refusals, manners] = [refusals + result.refusals, manners + result.manners];
    if (replayed !== null) process.stdout.write(`${result.trace.join('\n')}\n`);
    if (result.violations.length === 0) continue;
    failures.push(`seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`);
    if (stopsAtFirst) break;
  }
  process.stdout.write(
    `${seeds.length} seeds, ${pulls} pulls, ${rows} rows, ${faults} faults, ${refusals} refusals, ${manners} further shapes of answers, ${failures.length} seeds with violations\n`,
  );
  expect(failures.join('\n')).toBe('');
});
