import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runRandom } from './cases/random-scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';

beforeAll(startHarness);
afterAll(stopHarness);

it('a seed plays the same whatever has run before it: a failing one replays alone', { timeout: 120_000 }, async () => {
  const seeds = [7, 33, 21, 33, 7];
  const traces: string[] = [];
  for (const seed of seeds) traces.push((await runRandom(seed)).trace.join('\n'));
  expect([traces[4], traces[3]]).toEqual([traces[0], traces[1]]);
});
