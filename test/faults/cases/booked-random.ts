import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { drawnFaults, isRefusal } from '../harness/exchange-faults.ts';
import { beginPull, pullOver } from '../harness/pulls.ts';
import { type AnyScenario, openScenarioAt, startCold } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import type { Crash } from '../harness/time.ts';
import { judgeAnswers } from '../judge/booked-answers.ts';
import { judgeBooked, judgeWholeBooked } from '../judge/booked-ledger.ts';
import type { BookedLedger, BookedRow } from '../scenes/scene.ts';
import { pullUntilQuiet } from './booked-ledger-cases.ts';
import type { RandomPulls } from './pull-random.ts';
import { drawManners } from './random-manners.ts';

const account: AccountName = 'desk';
const { customer } = accounts[account];
const minute = 60_000;
const hour = 60 * minute;

/** What a seed draws: how often what fails, and whether the exchange forgets. */
function termsOf(seed: number) {
  const random = randomNumbers(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
  return {
    ...{ random, upTo, pick },
    share: pick([0, 0.05, 0.15, 0.3]),
    crashes: pick([0, 0, 0.01, 0.03]),
    forgets: random() < 0.25,
    withheld: new Set<BookedRow['entry']>(),
  };
}
type Terms = ReturnType<typeof termsOf>;

/** Days of trading at an exchange of the table, pulled in the midst of faults, over a ledger that hides, delays and forgets rows. */
export async function runBookedPulls(exchange: ExchangeId, seed: number): Promise<RandomPulls> {
  const terms = termsOf(seed);
  let [isFaulty, faults] = [true, 0];
  const draw = <T>(share: number, values: readonly T[]): T | undefined => {
    if (!isFaulty || terms.random() >= share) return undefined;
    faults += 1;
    return terms.pick(values);
  };
  const scenario = await openScenarioAt(exchange, [account], {
    seed,
    exchangeFault: () => draw(terms.share, drawnFaults),
    awsFault: () => draw(terms.share / 4, awsFaultKinds),
  });
  try {
    // One that dies while it loads the markets would hold up another in this process, which shares them, for ever.
    const isAlone = (): boolean => scenario.invocations.filter(({ state }) => state === 'running').length === 1;
    const crash: Crash = () => isFaulty && isAlone() && terms.random() < terms.crashes;
    startCold();
    const ledger = bookedIn(scenario);
    const manners = drawManners(ledger.manners, terms);
    const violations = new Set<string>();
    for (let round = 5 + terms.upTo(6); round > 0; round -= 1) {
      tradeALittle(scenario, ledger, terms);
      await misbehave(scenario, ledger, terms);
      await pullABit(scenario, terms, crash);
      noteWithheld(ledger, terms);
      for (const fault of await judgeBooked(scenario, account, terms.withheld)) violations.add(fault);
    }
    isFaulty = false;
    const isGivenUp = terms.forgets || (await hasGivenUp(scenario));
    await endWell(scenario, ledger, terms);
    const judged = isGivenUp ? judgeBooked : judgeWholeBooked;
    for (const fault of await judged(scenario, account, terms.withheld)) violations.add(fault);
    if (!isGivenUp && terms.withheld.size === 0)
      for (const fault of await judgeAnswers(scenario, account)) violations.add(fault);
    const rows = (await storedLedgers(scenario, account)).reduce((sum, { entries }) => sum + entries.length, 0);
    return {
      ...{ violations: [...violations], trace: scenario.time.trace, pulls: scenario.invocations.length, rows, faults },
      refusals: scenario.struck.filter(isRefusal).length,
      manners: manners.length,
    };
  } finally {
    await scenario.close();
  }
}

function bookedIn({ exchange, exchangeId }: AnyScenario): BookedLedger {
  if (exchange.booked === null) throw new Error(`the scene of ${exchangeId} knows no ledger`);
  return exchange.booked;
}

function tradeALittle(scenario: AnyScenario, ledger: BookedLedger, { upTo, pick, random }: Terms): void {
  for (let left = pick([0, 1, 3, 8, 20]); left > 0; left -= 1) ledger.trade(customer, random);
  if (random() < 0.1) ledger.liquidate(customer);
  if (random() < 0.3) ledger.move(customer, pick([1000, 250.5, -120.25]));
  // And while the pull is under way.
  for (let left = upTo(3); left > 0; left -= 1)
    scenario.time.at(scenario.time.now() + upTo(2_000), () => ledger.trade(customer, random));
}

async function misbehave(scenario: AnyScenario, ledger: BookedLedger, terms: Terms): Promise<void> {
  const { pick, upTo, random, forgets } = terms;
  const rule = pick(['none', 'none', 'hide', 'show', 'late', 'cap', ...(forgets ? ['forget'] : [])]);
  const body: Record<string, unknown> = {};
  if (rule === 'forget') body.retention = pick([null, { days: 2 }, { days: 1 }]);
  if (rule === 'hide') body.hide = { ids: (await unread(scenario, ledger)).filter(() => random() < 0.3) };
  if (rule === 'show') body.show = true;
  if (rule === 'late')
    body.late = random() < 0.5 ? null : { ms: pick([1, 60, 110]) * minute, share: 0.4, seed: upTo(1_000) };
  if (rule === 'cap' && ledger.canCapPages) body.page_cap = pick([null, 1, 3, 10]);
  ledger.show(customer, body);
  noteWithheld(ledger, terms);
}

/** An exchange shows a row or does not; it does not take back what it has shown. Newer than all that is stored is certainly unread. */
async function unread(scenario: AnyScenario, ledger: BookedLedger): Promise<BookedRow['entry'][]> {
  const ledgers = await storedLedgers(scenario, account);
  const newest = Math.max(0, ...ledgers.flatMap(({ entries }) => entries.map(({ time }) => time)));
  const rows = ledger.rows(customer).filter(({ time, wasWithheld }) => time > newest && !wasWithheld);
  return [...new Set(rows.map(({ entry }) => entry))];
}

function noteWithheld(ledger: BookedLedger, { withheld }: Terms): void {
  for (const { entry, wasWithheld, isShown } of ledger.rows(customer)) if (wasWithheld || !isShown) withheld.add(entry);
}

/** One delivery or two, at once or one after the other, and time goes by. */
async function pullABit(scenario: AnyScenario, { upTo, pick }: Terms, crash: Crash): Promise<void> {
  const ends = [beginPull(scenario, account, crash)];
  if (pick([true, false, false])) {
    await scenario.run(scenario.time.now() + upTo(3_000));
    ends.push(beginPull(scenario, account, crash));
  }
  for (const pull of ends) await pullOver(scenario, pull);
  await scenario.run(scenario.time.now() + pick([15 * minute, 15 * minute, hour, 7 * hour, 26 * hour]));
}

/** A gap that seven long looks back have not closed is looked into no more, nor is a difference of eight days. */
async function hasGivenUp(scenario: AnyScenario): Promise<boolean> {
  const ledgers = await storedLedgers(scenario, account);
  return ledgers.some(({ cursor: { gaps } }) => gaps.some(({ tries, entry }) => tries >= 6 || entry === null));
}

/** Everything is shown, and some days of quiet pulls look back far enough. */
async function endWell(scenario: AnyScenario, ledger: BookedLedger, terms: Terms): Promise<void> {
  await scenario.run();
  ledger.show(customer, { show: true, late: null, page_cap: null, retention: null });
  noteWithheld(ledger, terms);
  await scenario.run(scenario.time.now() + 12 * hour);
  for (let day = 0; day < 3; day += 1) {
    await pullUntilQuiet(scenario, account);
    // Where funding is paid every hour, a proof by sums begins between the hours.
    await scenario.run(scenario.time.now() + 25 * hour + 7 * minute);
  }
  await pullUntilQuiet(scenario, account);
}
