import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk, journalOf } from '../harness/accounts.ts';
import { over } from '../harness/case.ts';
import { type ChangeCaseTerms, runChangeCase } from '../harness/change-case.ts';
import { bodyOf, type MarketType } from '../harness/orders.ts';
import { openScenarioAt } from '../harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from '../harness/start.ts';
import type { Change } from '../scenes/scene.ts';
import { everyMarket, type TestedMarket } from '../scenes/scenes.ts';
import { changeAwsFaults, changeCrashes, changeSkews, changingFaults, readFaults } from './change-cases.ts';
import { expectNoViolations, exhaustiveTimeoutMs as timeout } from './exhaustive.ts';

function expectNone(cases: readonly ChangeCaseTerms[]): Promise<void> {
  return expectNoViolations(cases, runChangeCase);
}

/** The cases of this market of every exchange in the table. */
export function describeChanges(change: Change, marketType: MarketType): void {
  beforeAll(startHarnessOverTable);
  afterAll(stopHarness);

  describe.each(everyMarket(marketType))(`every fault, one at a time, of ${change} on $title`, (market) => {
    if (change === 'amend' && market.definition.regular.amend === null) itIsDenied(market);
    else itHolds(change, market);
  });
}

/** Why a market cannot have the cases, and that nothing is sent. */
function itIsDenied(market: TestedMarket): void {
  it('not there (regular.amend is null), and denied before a byte leaves', async () => {
    const scenario = await openScenarioAt(market.name.exchange, ['desk']);
    try {
      await over(scenario, scenario.create('desk', 'order', bodyOf(market, 'limit')));
      const { clientOrderId } = (await journalOf(desk))[0] ?? {};
      const before = scenario.sent.length;
      const change = { client_order_id: clientOrderId, symbol: market.scene.symbol, price: 69_000 };
      const told = scenario.amend('desk', 'change', change);
      await over(scenario, told);
      expect([told.body.code, scenario.sent.length - before]).toEqual(['NOT_SUPPORTED', 0]);
    } finally {
      await scenario.close();
    }
  });
}

function itHolds(change: Change, market: TestedMarket): void {
  it('of the request that changes', { timeout }, async () => {
    await expectNone(changingFaults(change, market));
  });

  it('of the requests that read', { timeout }, async () => {
    await expectNone(readFaults(change, market));
  });

  it('of the table, each request and each kind', { timeout }, async () => {
    await expectNone(await changeAwsFaults(change, market));
  });

  it('of the worker: it dies before and after every await', { timeout }, async () => {
    await expectNone(await changeCrashes(change, market));
  });

  it('of the clocks, ours up to 2 s off and the exchange’s up to 5 s from ours', { timeout }, async () => {
    await expectNone(changeSkews(change, market));
  });
}
