import './harness-mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHarness, stopHarness } from './harness-start.ts';
import { runRandomPulls } from './pull-random.ts';

const only = process.env.FAULT_SEED;
const count = Math.min(Math.ceil(Number(process.env.FAULT_SEEDS ?? 300) / 15), 200);
const first = Number(process.env.FAULT_FIRST ?? 1);

beforeAll(startHarness);
afterAll(stopHarness);

it('random faults, crashes and withheld rows leave a ledger of true rows, each once, that says what it does not know', {
  timeout: 60_000 + count * 20_000,
}, async () => {
  const seeds = only === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(only)];
  const failures: string[] = [];
  let [pulls, rows, faults] = [0, 0, 0];
  for (const seed of seeds) {
    const result = await runRandomPulls(seed);
    [pulls, rows, faults] = [pulls + result.pulls, rows + result.rows, faults + result.faults];
    if (only !== undefined) process.stdout.write(`${result.trace.join('\n')}\n`);
    if (result.violations.length === 0) continue;
    failures.push(`seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`);
    if (process.env.FAULT_STOP === 'first') break;
  }
  process.stdout.write(
    `${seeds.length} seeds, ${pulls} pulls, ${rows} rows, ${faults} faults, ${failures.length} seeds with violations\n`,
  );
  expect(failures.join('\n')).toBe('');
});
