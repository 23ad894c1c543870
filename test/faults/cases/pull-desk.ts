import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { runningBalance } from '../../../lib/ledger/proof/running-balance.ts';
import type { Coverage } from '../../../lib/ledger/store/coverage.ts';
import { ledgerCoverage } from '../../../lib/ledger/store/ledger-coverage.ts';
import type { Desk } from '../../infra/local/exchanges/fixture-month-desk.ts';
import { accounts } from '../harness/accounts.ts';
import { deskOf, tradeFutures, tradeSpot } from '../harness/desk.ts';
import { cursorOf } from '../harness/ledger.ts';
import { openScenario, type Scenario, type ScenarioTerms } from '../harness/scenario.ts';

/** One account's desk that trades and is pulled, for the tests of one file at a time. */
export let scenario: Scenario;
export let desk: Desk;

export async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
  desk = deskOf(scenario, 'desk');
}
export function trade(count = 3): void {
  for (let left = count; left > 0; left -= 1) {
    tradeFutures(desk);
    tradeSpot(desk);
  }
}
export function later(ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}
export function books(body: Record<string, unknown>): void {
  for (const simulator of [scenario.exchange.spot, scenario.exchange.futures])
    simulator.control.ledger?.({ customer: accounts.desk.customer, ...body });
}
/** Of everything up to `to`, or up to now. */
export async function coverageOf(marketType: MarketType, from?: number, to?: number): Promise<Coverage> {
  return ledgerCoverage(runningBalance, await cursorOf('desk', marketType), {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
}
