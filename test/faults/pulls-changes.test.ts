import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchanges } from '../../lib/exchanges/exchanges.ts';
import {
  changesAwsFaults,
  changesHopCases,
  changesRequestFaults,
  runChangesCase,
} from './cases/changes-ledger-cases.ts';
import { expectNoViolations, exhaustiveTimeoutMs as timeout } from './cases/exhaustive.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { everyMarket, sceneOf, type TestedMarket } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/**
 * Exchanges whose ledger is proven by the sum of its changes, and whose scene knows the true ledger. Where entries have balances, the other suites
 * of pulls judge the chains. Binance's scene knows no true ledger yet: the conformance cases TC-L judge its ledger without faults.
 */
const summed = everyMarket('spot').filter((market) => isSummed(market) && knowsLedger(market));

function knowsLedger({ name: { exchange } }: TestedMarket): boolean {
  const opened = sceneOf(exchange).open({ clock: () => startTime, seed: 1, nonceWindow: 10_000n, walks: false });
  opened.close();
  return opened.changes !== null;
}

function isSummed({ name: { exchange } }: TestedMarket): boolean {
  return Object.values(exchanges[exchange].streams).every(({ proof }) => proof === 'sum-of-changes');
}

it('the table has a ledger that is proven by the sum of its changes', () => {
  expect(summed).not.toEqual([]);
});

describe.each(summed)('a pull of the ledger of $name.exchange', (market) => {
  it('without a fault stores every entry once, and the changes add up', async () => {
    const { violations, kinds } = await runChangesCase({ title: 'clean', market });
    expect(violations).toEqual([]);
    expect([...kinds]).toEqual(expect.arrayContaining(['deposit', 'trade', 'fee', 'pnl']));
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
