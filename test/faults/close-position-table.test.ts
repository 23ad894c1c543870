import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { runCloseCase } from './cases/close-case.ts';
import { everyDeath, expectNone, oneIn, singleFaults } from './cases/single-faults.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** `test/faults/close-position.test.ts` is about Kraken. */
const others = exchangeIds.filter((exchange) => exchange !== 'kraken');

const kinds: readonly ExchangeFault[] = [
  ...([{ kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'limited' }, { kind: 'denied' }] as const),
  ...([
    { kind: 'garbled-row', chance: 0.3 },
    { kind: 'late', ms: 7_000 },
    { kind: 'http-503', applied: true },
  ] as const),
];

describe.each(others)('a position at %s that is closed', (exchange) => {
  it('under each fault of each request of the call is closed once or not at all, and every answer is true', async () => {
    const { violations, asked } = await runCloseCase({ title: 'no fault', exchange });
    expect(violations).toEqual([]);
    await expectNone(
      oneIn(2, singleFaults(asked, kinds)).map((one) => ({ ...one, exchange })),
      runCloseCase,
    );
  });

  it('by a call that dies after any of its steps is closed once', async () => {
    const { hops } = await runCloseCase({ title: 'no fault', exchange });
    await expectNone(
      everyDeath(hops).map((one) => ({ ...one, exchange })),
      runCloseCase,
    );
  });
});
