import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { runCancelCase } from './cases/cancel-case.ts';
import { everyDeath, expectNone, oneIn, singleFaults } from './cases/single-faults.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** `test/faults/cancel-everywhere.test.ts` is about Kraken. */
const others = exchangeIds.filter((exchange) => exchange !== 'kraken');

const kinds: readonly ExchangeFault[] = [
  ...([{ kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'refused' }] as const),
  ...([{ kind: 'limited' }, { kind: 'garbled-row', chance: 0.3 }, { kind: 'http-503', applied: true }] as const),
];
/** One case in so many is played: the two kinds of ids differ in the first look alone. */
const share = { none: 8, client_order_ids: 12, order_ids: 24 } as const;

describe.each(others)('at %s', (exchange) => {
  describe.each(['none', 'order_ids', 'client_order_ids'] as const)(
    'a cancellation over every wallet, named: %s,',
    (named) => {
      it('under each fault of each request cancels what it means, nothing newer, and every answer is true', async () => {
        const { violations, asked } = await runCancelCase({ title: 'no fault', exchange, named });
        expect(violations).toEqual([]);
        await expectNone(
          oneIn(share[named], singleFaults(asked, kinds)).map((one) => ({ ...one, exchange, named })),
          runCancelCase,
        );
      });

      it('whose call dies after any step is finished, and cancels nothing newer', async () => {
        const { hops } = await runCancelCase({ title: 'no fault', exchange, named });
        await expectNone(
          oneIn(share[named] / 2, everyDeath(hops)).map((one) => ({ ...one, exchange, named })),
          runCancelCase,
        );
      });
    },
  );
});
