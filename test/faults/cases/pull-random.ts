import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import type { Desk } from '../../infra/local/exchanges/fixture-month-desk.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { deskOf, tradeFutures, tradeSpot } from '../harness/desk.ts';
import { drawnFaults, isRefusal } from '../harness/exchange-faults.ts';
import { cursorOf, ledgerOf } from '../harness/ledger.ts';
import { beginPull, pullOver } from '../harness/pulls.ts';
import { openScenario, type Scenario, startCold } from '../harness/scenario.ts';
import type { Crash } from '../harness/time.ts';
import { judgeLedger, judgeWhole } from '../judge/ledger.ts';
import { pullUntilRead } from './pull-case.ts';
import { drawManners } from './random-manners.ts';

const account: AccountName = 'desk';
const { customer } = accounts[account];
const minute = 60_000;
const hour = 60 * minute;

export interface RandomPulls {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly pulls: number;
  readonly rows: number;
  readonly faults: number;
  readonly refusals: number;
  /** Shapes of answers that were drawn. */
  readonly manners: number;
}

/** What a seed draws: how often what fails, and how the exchange misbehaves about its books. */
function termsOf(seed: number) {
  const random = randomNumbers(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
  const share = pick([0, 0.05, 0.15, 0.3]);
  return {
    random,
    upTo,
    pick,
    share,
    crashes: pick([0, 0, 0.01, 0.03]),
    forgets: random() < 0.25,
    window: pick([0n, 10_000n]),
  };
}
type Terms = ReturnType<typeof termsOf>;

/** Days of trading, pulled a few times a day in the midst of faults, over books that hide, delay, forget and cut; judged after every pull. */
export async function runRandomPulls(seed: number): Promise<RandomPulls> {
  const terms = termsOf(seed);
  let [isFaulty, faults] = [true, 0];
  const draw = <T>(share: number, values: readonly T[]): T | undefined => {
    if (!isFaulty || terms.random() >= share) return undefined;
    faults += 1;
    return terms.pick(values);
  };
  const scenario = await openScenario([account], {
    seed,
    nonceWindow: terms.window,
    exchangeFault: () => draw(terms.share, drawnFaults),
    awsFault: () => draw(terms.share / 4, awsFaultKinds),
  });
  try {
    // One that dies while it loads the markets would hold up another in this process, which shares them, for ever.
    const isAlone = (): boolean => scenario.invocations.filter(({ state }) => state === 'running').length === 1;
    const crash: Crash = () => isFaulty && isAlone() && terms.random() < terms.crashes;
    // A seed is the same alone and among others.
    startCold();
    const manners = [...drawManners(scenario.exchange.manners, terms), ...limitKeys(scenario, terms)];
    const desk = deskOf(scenario, account, seed);
    const violations = new Set<string>();
    const excused = new Set<string>();
    for (let round = 5 + terms.upTo(6); round > 0; round -= 1) {
      tradeALittle(scenario, desk, terms);
      await misbehave(scenario, terms, excused);
      await pullABit(scenario, terms, crash);
      for (const fault of await judgeLedger(scenario, account, excused)) violations.add(fault);
    }
    isFaulty = false;
    const isGivenUp = terms.forgets || (await hasGivenUp());
    noteWithheld(scenario.exchange, excused);
    await endWell(scenario);
    noteWithheld(scenario.exchange, excused);
    const judged = isGivenUp ? judgeLedger : judgeWhole;
    for (const fault of await judged(scenario, account, excused)) violations.add(fault);
    const rows = (await ledgerOf(account, 'spot')).length + (await ledgerOf(account, 'swap')).length;
    const pulls = scenario.invocations.length;
    const refusals = scenario.struck.filter(isRefusal).length;
    return {
      violations: [...violations],
      trace: scenario.time.trace,
      pulls,
      rows,
      faults,
      refusals,
      manners: manners.length,
    };
  } finally {
    await scenario.close();
  }
}

/** In a third of the seeds the owner limits the key in time, after some days; the limits last until all is shown. */
function limitKeys({ exchange: { keyLimits }, time }: Scenario, { random, pick, upTo }: Terms): string[] {
  if (keyLimits === null || random() >= 0.33) return [];
  const [name, limit] = pick(Object.entries(keyLimits.choose));
  time.at(time.now() + upTo(12) * hour, () => limit());
  return [name];
}

function tradeALittle(scenario: Scenario, desk: Desk, { upTo, pick }: Terms): void {
  const count = pick([0, 1, 3, 8]);
  for (let left = count; left > 0; left -= 1) {
    tradeFutures(desk);
    tradeSpot(desk);
  }
  // And while the pull is under way.
  for (let left = upTo(3); left > 0; left -= 1)
    scenario.time.at(scenario.time.now() + upTo(2_000), () =>
      pick([true, false]) ? tradeSpot(desk) : tradeFutures(desk),
    );
}

async function misbehave(
  { exchange }: Scenario,
  { pick, upTo, random, forgets }: Terms,
  excused: Set<string>,
): Promise<void> {
  for (const simulator of [exchange.spot, exchange.futures]) {
    const rule = pick(['none', 'none', 'hide', 'show', 'late', 'cap', ...(forgets ? ['forget'] : [])]);
    const body: Record<string, unknown> = { customer };
    if (rule === 'forget') body.retention = pick([null, { days: 2 }, { days: 1 }]);
    if (rule === 'hide') body.hide = { ids: (await unread(exchange, simulator)).filter(() => random() < 0.3) };
    if (rule === 'show') body.show = true;
    if (rule === 'late')
      body.late = random() < 0.5 ? null : { ms: pick([1, 60, 110]) * minute, share: 0.4, seed: upTo(1_000) };
    // A page of the futures log shorter than a hundred rows ends it.
    if (rule === 'cap') body.page_cap = simulator === exchange.spot ? pick([null, 1, 3, 10]) : pick([null, 100]);
    simulator.control.ledger?.(body);
  }
  noteWithheld(exchange, excused);
}

/** An exchange shows a row or does not; it does not take back what it has shown. */
async function unread(exchange: Scenario['exchange'], simulator: unknown): Promise<(string | number)[]> {
  const marketType = simulator === exchange.spot ? 'spot' : 'swap';
  const stored = new Set((await ledgerOf(account, marketType)).map(({ id }) => id));
  const ids = exchange.ledger(marketType, customer).flatMap(({ id }) => (stored.has(id) ? [] : [id]));
  return marketType === 'spot' ? ids : ids.map(Number);
}

function noteWithheld(exchange: Scenario['exchange'], excused: Set<string>): void {
  for (const marketType of marketTypes)
    for (const { id, wasWithheld, isShown } of exchange.ledger(marketType, customer))
      if (wasWithheld || !isShown) excused.add(`${marketType} ${id}`);
}

/** One delivery or two, at once or one after the other, and time goes by. */
async function pullABit(scenario: Scenario, { upTo, pick }: Terms, crash: Crash): Promise<void> {
  const first = beginPull(scenario, account, crash);
  const ends = [first];
  if (pick([true, false, false])) {
    await scenario.run(scenario.time.now() + upTo(3_000));
    ends.push(beginPull(scenario, account, crash));
  }
  for (const pull of ends) await pullOver(scenario, pull);
  await scenario.run(scenario.time.now() + pick([15 * minute, 15 * minute, hour, 7 * hour, 26 * hour]));
}

/** A gap that seven long looks back have not closed is looked into no more. */
async function hasGivenUp(): Promise<boolean> {
  const cursors = [await cursorOf(account, 'spot'), await cursorOf(account, 'swap')];
  return cursors.some(({ gaps }) => gaps.some(({ tries }) => tries >= 6));
}

/** Everything is shown, and two days of quiet pulls look back far enough. */
async function endWell(scenario: Scenario): Promise<void> {
  await scenario.run();
  scenario.exchange.keyLimits?.lift();
  for (const simulator of [scenario.exchange.spot, scenario.exchange.futures])
    simulator.control.ledger?.({ customer, show: true, late: null, page_cap: null, retention: null });
  await scenario.run(scenario.time.now() + 12 * hour);
  for (let day = 0; day < 3; day += 1) {
    await pullUntilRead(scenario, account);
    await scenario.run(scenario.time.now() + 25 * hour);
  }
}
