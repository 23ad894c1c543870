import type { Product } from '../../lib/exchanges/exchange.ts';
import type { Coverage } from '../../lib/history/coverage.ts';
import { ledgerCoverage } from '../../lib/history/ledger-coverage.ts';
import type { Desk } from '../infra/local/simulators/month-desk.ts';
import { accounts } from './harness-accounts.ts';
import { deskOf, tradeFutures, tradeSpot } from './harness-desk.ts';
import { cursorOf } from './harness-ledger.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness-scenario.ts';

/** One account's desk that trades and is pulled, for the tests of one file at a time. */
export let scenario: Scenario;
export let desk: Desk;

export const open = async (terms: ScenarioTerms = {}): Promise<void> => {
  scenario = await openScenario(['desk'], terms);
  desk = deskOf(scenario, 'desk');
};
export const trade = (count = 3): void => {
  for (let left = count; left > 0; left -= 1) {
    tradeFutures(desk);
    tradeSpot(desk);
  }
};
export const later = (ms: number): Promise<void> => scenario.run(scenario.time.now() + ms);
export const books = (body: Record<string, unknown>): void => {
  for (const venue of [scenario.venues.spot, scenario.venues.futures])
    venue.control.books?.({ customer: accounts.desk.customer, ...body });
};
/** Of everything up to `to`, or up to now. */
export const coverageOf = async (product: Product, from?: number, to?: number): Promise<Coverage> =>
  ledgerCoverage(await cursorOf('desk', product), {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
