import { type AccountName, accounts } from '../harness/accounts.ts';
import { noCrash } from '../harness/calls.ts';
import { deskOf, tradeFutures, tradeSpot } from '../harness/desk.ts';
import { cursorOf } from '../harness/ledger.ts';
import { beginPull, pullOnce } from '../harness/pulls.ts';
import { openScenario, type Scenario, type ScenarioTerms, startCold } from '../harness/scenario.ts';
import type { Crash } from '../harness/time.ts';
import { judgeLedger, judgeWhole } from '../judge/ledger.ts';

/** What the pull under test finds: nothing read yet, a quarter of an hour's rows, or more than one answer holds. */
export type Phase = 'first' | 'steady' | 'catch-up';
export const phases: readonly Phase[] = ['first', 'steady', 'catch-up'];

export interface PullCase extends Pick<ScenarioTerms, 'exchangeFault' | 'awsFault'> {
  readonly title: string;
  readonly phase: Phase;
  readonly crash?: Crash;
  /** Another delivery of the same message begins when the first has come to this hop. */
  readonly again?: number;
}

export interface PullResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** Of the pull under test. */
  readonly hops: readonly string[];
  readonly outcome: 'done' | 'failed' | null;
}

const account: AccountName = 'desk';
export const quarter = 15 * 60_000;

/** Trading, a pull in the middle of a fault, the pulls of the next hours, and what the table holds after each of them. */
export async function runPullCase(terms: PullCase): Promise<PullResult> {
  let isUnderTest = false;
  const scenario = await openScenario([account], {
    exchangeFault: (sent) => (isUnderTest ? terms.exchangeFault?.(sent) : undefined),
    awsFault: (call) => (isUnderTest ? terms.awsFault?.(call) : undefined),
  });
  try {
    await lead(scenario, terms.phase);
    isUnderTest = true;
    const pull = await pullOnce(scenario, account, crashOf(scenario, terms));
    await scenario.run(scenario.time.now() + quarter);
    isUnderTest = false;
    const during = await judgeLedger(scenario, account);
    await pullUntilRead(scenario, account);
    await pullNextDay(scenario);
    const after = await judgeWhole(scenario, account);
    return {
      violations: [...new Set([...during, ...after])],
      trace: scenario.time.trace,
      hops: pull.invocation.hops,
      outcome: pull.outcome,
    };
  } finally {
    await scenario.close();
  }
}

/** Balances that an exchange has told wrongly stand as a mismatch until they are asked for again. */
async function pullNextDay(scenario: Scenario): Promise<void> {
  const cursors = [await cursorOf(account, 'spot'), await cursorOf(account, 'swap')];
  if (cursors.every(({ mismatches }) => mismatches.length === 0)) return;
  await scenario.run(scenario.time.now() + 25 * 60 * 60_000);
  await pullUntilRead(scenario, account);
}

function crashOf(scenario: Scenario, { crash = noCrash, again }: PullCase): Crash {
  return (hop, when) => {
    if (hop.index === again && when === 'before')
      scenario.time.at(scenario.time.now(), () => void beginPull(scenario, account));
    return crash(hop, when);
  };
}

/** Up to the pull under test. */
async function lead(scenario: Scenario, phase: Phase): Promise<void> {
  const desk = deskOf(scenario, account);
  const trade = (count: number): void => {
    for (let left = count; left > 0; left -= 1) {
      tradeFutures(desk);
      tradeSpot(desk);
    }
  };
  trade(2);
  if (phase !== 'first') {
    await scenario.run(scenario.time.now() + quarter);
    await pullOnce(scenario, account);
    trade(phase === 'steady' ? 2 : 12);
  }
  // So few rows in an answer that a pull does not reach the end of spot's books.
  const { customer } = accounts[account];
  if (phase === 'catch-up') scenario.exchange.spot.control.ledger?.({ customer, page_cap: 5 });
  await scenario.run(scenario.time.now() + (phase === 'catch-up' ? 5 * 60 * 60_000 : quarter));
  startCold();
}

/** The schedule's work, until both books have been read to their end. */
export async function pullUntilRead(scenario: Scenario, name: AccountName, most = 30): Promise<void> {
  for (let left = most; left > 0; left -= 1) {
    await pullOnce(scenario, name);
    const cursors = [await cursorOf(name, 'spot'), await cursorOf(name, 'swap')];
    if (cursors.every(({ scan, lastError, coveredTo }) => scan === null && lastError === null && coveredTo !== null))
      return;
    await scenario.run(scenario.time.now() + quarter);
  }
}
