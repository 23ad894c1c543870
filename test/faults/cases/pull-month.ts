import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { playMonth } from '../../infra/local/exchanges/fixture-month.ts';
import type { MonthCounts } from '../../infra/local/exchanges/fixture-month-judgement.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { drawnFaults } from '../harness/exchange-faults.ts';
import { cursorOf } from '../harness/ledger.ts';
import { beginPull, pullOver } from '../harness/pulls.ts';
import { openScenario, type Scenario } from '../harness/scenario.ts';
import type { Crash } from '../harness/time.ts';
import { judgeLedger } from '../judge/ledger.ts';
import { pullUntilRead } from './pull-case.ts';

export const trader: AccountName = 'desk';
const { customer } = accounts[trader];
const hour = 3_600_000;
const pullEveryHours = 6;

export interface PulledMonth {
  readonly scenario: Scenario;
  readonly counts: MonthCounts;
  readonly violations: readonly string[];
  readonly excused: ReadonlySet<string>;
  readonly pulls: number;
  readonly faults: number;
  readonly deaths: number;
  /** Gaps told while rows were hidden, and those left in the end. */
  readonly gapsThen: number;
  readonly gapsNow: number;
}

/** What the exchanges do about their books, by hour of the month. */
const scenes: Record<number, (scenario: Scenario) => void> = {
  96: (scenario) => control(scenario, { late: { ms: 100 * 60_000, share: 0.05, seed: 7 } }),
  192: (scenario) => control(scenario, { late: null }),
  204: (scenario) => control(scenario, { hide: { share: 0.1, seed: 3 } }),
  300: (scenario) => control(scenario, { show: true }),
  360: (scenario) => {
    control(scenario, {});
    scenario.exchange.spot.control.ledger?.({ customer, page_cap: 10 });
    scenario.exchange.futures.control.ledger?.({ customer, page_cap: 100 });
  },
  480: (scenario) => control(scenario, { page_cap: null }),
};

function control({ exchange }: Scenario, body: Record<string, unknown>): void {
  for (const simulator of [exchange.spot, exchange.futures]) simulator.control.ledger?.({ customer, ...body });
}

/** A month of trading, pulled every six hours in the midst of faults, deaths and doubled deliveries; the caller closes the scenario. */
export async function pullMonth(fills: number): Promise<PulledMonth> {
  const random = randomNumbers(11);
  let [isFaulty, faults] = [true, 0];
  const draw = <T>(share: number, values: readonly T[]): T | undefined => {
    if (!isFaulty || random() >= share) return undefined;
    faults += 1;
    return values[Math.floor(random() * values.length)];
  };
  const scenario = await openScenario([trader], {
    exchangeStandsStill: true,
    exchangeFault: () => draw(0.08, drawnFaults),
    awsFault: () => draw(0.004, awsFaultKinds),
  });
  const running = (): number => scenario.invocations.filter(({ state }) => state === 'running').length;
  const crash: Crash = () => isFaulty && running() === 1 && random() < 0.002;
  const violations = new Set<string>();
  const excused = new Set<string>();
  let gapsThen = 0;
  const month = playMonth({ ...scenario.exchange, customer, fills });
  let step = month.next();
  for (; !step.done; step = month.next()) {
    scenes[step.value]?.(scenario);
    noteWithheld(scenario, excused);
    if (step.value % pullEveryHours !== 0) continue;
    await scenario.run(scenario.exchange.world.now());
    await pullTwiceAtTimes(scenario, crash, random() < 0.2);
    gapsThen = Math.max(gapsThen, await gapsOf());
    if (step.value % 120 === 0) for (const fault of await judgeLedger(scenario, trader, excused)) violations.add(fault);
  }
  isFaulty = false;
  await catchUp(scenario);
  const deaths = scenario.invocations.filter(({ state }) => state === 'died').length;
  const pulls = scenario.invocations.length;
  const gapsNow = await gapsOf();
  return {
    scenario,
    counts: step.value,
    violations: [...violations],
    excused,
    pulls,
    faults,
    deaths,
    gapsThen,
    gapsNow,
  };
}

function noteWithheld({ exchange }: Scenario, excused: Set<string>): void {
  for (const marketType of marketTypes)
    for (const { id, wasWithheld } of exchange.ledger(marketType, customer))
      if (wasWithheld) excused.add(`${marketType} ${id}`);
}

async function pullTwiceAtTimes(scenario: Scenario, crash: Crash, isDoubled: boolean): Promise<void> {
  const pulls = [beginPull(scenario, trader, crash)];
  if (isDoubled) {
    await scenario.run(scenario.time.now() + 300);
    pulls.push(beginPull(scenario, trader, crash));
  }
  for (const pull of pulls) await pullOver(scenario, pull);
}

async function gapsOf(): Promise<number> {
  return (await cursorOf(trader, 'spot')).gaps.length + (await cursorOf(trader, 'swap')).gaps.length;
}

/** Two quiet days. */
async function catchUp(scenario: Scenario): Promise<void> {
  for (let day = 0; day < 2; day += 1) {
    scenario.exchange.world.advance(25 * hour);
    await scenario.run(scenario.exchange.world.now());
    await pullUntilRead(scenario, trader);
  }
}
