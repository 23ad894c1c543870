import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { runHaltCase } from './cases/halt-case.ts';
import { everyDeath, expectNone, oneIn, singleFaults } from './cases/single-faults.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** `test/faults/halt.test.ts` and `test/faults/halt-carried-on.test.ts` are about Kraken. */
const others = exchangeIds.filter((exchange) => exchange !== 'kraken');

const lost: readonly ExchangeFault[] = [{ kind: 'drop-before' }, { kind: 'drop-after' }];
const refused: readonly ExchangeFault[] = [
  ...([{ kind: 'limited' }, { kind: 'denied' }] as const),
  ...([{ kind: 'garbled-row' }, { kind: 'http-503', applied: true }] as const),
];

describe.each(others)('a halt at %s of a desk with orders and a position', (exchange) => {
  it('that closes positions is complete with nothing open, or carried on until nothing is, whatever request is lost', async () => {
    const closing = { exchange, closesPositions: true };
    const { violations, told, asked } = await runHaltCase({ title: 'no fault', ...closing });
    expect([violations, told.data.complete]).toEqual([[], true]);
    const cases = [...oneIn(6, singleFaults(asked, lost)), ...oneIn(20, singleFaults(asked, refused))];
    await expectNone(
      cases.map((one) => ({ ...one, ...closing })),
      runHaltCase,
    );
  });

  it('that leaves positions is complete with no order open, or carried on until none is', async () => {
    const leaving = { exchange, closesPositions: false };
    const { violations, told, asked } = await runHaltCase({ title: 'no fault', ...leaving });
    expect([violations, told.data.complete]).toEqual([[], true]);
    await expectNone(
      oneIn(24, singleFaults(asked, [...lost, ...refused])).map((one) => ({ ...one, ...leaving })),
      runHaltCase,
    );
  });

  it('is carried on until nothing is open after its call has died, at whatever step', async () => {
    const closing = { exchange, closesPositions: true };
    const { hops } = await runHaltCase({ title: 'no fault', ...closing });
    const written = hops.findIndex((hop) => hop.startsWith('table UpdateItem'));
    expect(hops.length - written).toBeGreaterThan(15);
    await expectNone(
      oneIn(2, everyDeath(hops, written)).map((one) => ({ ...one, ...closing })),
      runHaltCase,
    );
  });

  it.each<ExchangeFault>([{ kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'denied' }, { kind: 'limited' }])(
    'is carried on until nothing is open once every answer has been $kind for 14 minutes',
    async (fault) => {
      const away = { fault, minutes: 14 };
      await expectNone([{ title: fault.kind, exchange, closesPositions: true, away }], runHaltCase);
    },
  );
});
