import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds, exchanges } from '../../lib/exchanges/exchanges.ts';
import {
  changesAwsFaults,
  changesHopCases,
  changesRequestFaults,
  runChangesCase,
} from './cases/booked-ledger-cases.ts';
import { expectNoViolations, exhaustiveTimeoutMs as timeout } from './cases/exhaustive.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { everyMarket, sceneOf, type TestedMarket } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** Exchanges whose scene knows the one true ledger. The other suites of pulls judge the two ledgers of Kraken. */
const told = everyMarket('swap').filter(knowsLedger);

function knowsLedger({ name: { exchange } }: TestedMarket): boolean {
  const opened = sceneOf(exchange).open({ clock: () => startTime, seed: 1, nonceWindow: 10_000n, walks: false });
  opened.close();
  return opened.booked !== null;
}

it('every proof of completeness is played', () => {
  const proofs = exchangeIds.flatMap((exchange) =>
    Object.values(exchanges[exchange].streams).map(({ proof }) => proof),
  );
  const played = [...told.map(({ name }) => name.exchange), 'kraken' as const].flatMap((exchange) =>
    Object.values(exchanges[exchange].streams).map(({ proof }) => proof),
  );
  expect(new Set(played)).toEqual(new Set(proofs));
});

describe.each(told)('a pull of the ledger of $name.exchange', (market) => {
  it('without a fault stores every entry once, and the changes add up', async () => {
    const { violations, booked } = await runChangesCase({ title: 'clean', market });
    expect(violations).toEqual([]);
    for (const amount of ['change', 'realizedPnl', 'fee'] as const)
      expect(booked.some((row) => row[amount]?.isZero() === false)).toBe(true);
  });

  it('whose exchange misbehaves loses and doubles nothing', { timeout }, async () => {
    await expectNoViolations(await changesRequestFaults(market), runChangesCase);
  });

  it('that dies behind any of its hops, or is delivered again, loses and doubles nothing', { timeout }, async () => {
    await expectNoViolations(await changesHopCases(market), runChangesCase);
  });

  it('whose table or KMS fails loses and doubles nothing', { timeout }, async () => {
    await expectNoViolations(await changesAwsFaults(market), runChangesCase);
  });
});
