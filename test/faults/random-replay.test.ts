import '../conformance/enter.ts';
import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { runRandom } from './cases/random-scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

it.each(exchangeIds)(
  'at %s a seed plays the same whatever has run before it: a failing one replays alone',
  {
    timeout: 120_000,
  },
  async (exchange) => {
    const seeds = [7, 33, 21, 33, 7];
    const traces: string[] = [];
    for (const seed of seeds) traces.push((await runRandom(exchange, seed)).trace.join('\n'));
    expect([traces[4], traces[3]]).toEqual([traces[0], traces[1]]);
  },
);
