import './harness-mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHarness, stopHarness } from './harness-start.ts';
import { runRandom } from './random-scenario.ts';

const only = process.env.FAULT_SEED;
const count = Number(process.env.FAULT_SEEDS ?? 300);
const first = Number(process.env.FAULT_FIRST ?? 1);

beforeAll(startHarness);
afterAll(stopHarness);

it('random faults, crashes and impatience leave every order placed once or not at all, and every answer true', {
  timeout: 60_000 + count * 2_000,
}, async () => {
  const seeds = only === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(only)];
  const failures: string[] = [];
  const totals = { orders: 0, placed: 0, amendments: 0, cancelAlls: 0, answers: 0 };
  for (const seed of seeds) {
    const result = await runRandom(seed);
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result[name];
    if (only !== undefined) process.stdout.write(`${result.trace.join('\n')}\n`);
    if (result.violations.length === 0) continue;
    failures.push(`seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`);
    if (failures.length === 1 && only === undefined) failures.push(result.trace.join('\n'));
  }
  const failed = Math.max(0, failures.length - (only === undefined ? 1 : 0));
  process.stdout.write(
    `${seeds.length} seeds, ${totals.orders} orders, ${totals.amendments} amendments, ${totals.cancelAlls} cancel-alls, ${totals.answers} answers, ${totals.placed} of them with an order id, ${failed} seeds with violations\n`,
  );
  expect(failures.join('\n')).toBe('');
});

it('a seed plays the same whatever has run before it: a failing one replays alone', { timeout: 120_000 }, async () => {
  const seeds = [7, 33, 21, 33, 7];
  const traces: string[] = [];
  for (const seed of seeds) traces.push((await runRandom(seed)).trace.join('\n'));
  expect([traces[4], traces[3]]).toEqual([traces[0], traces[1]]);
});
