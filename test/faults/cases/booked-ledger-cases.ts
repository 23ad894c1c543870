import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { type AwsFaultKind, awsFaultKinds } from '../harness/aws.ts';
import { noCrash } from '../harness/calls.ts';
import { everyExchangeFault } from '../harness/exchange-faults.ts';
import { beginPull, pullOnce } from '../harness/pulls.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms, startCold } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import type { Crash } from '../harness/time.ts';
import { judgeBooked, judgeWholeBooked } from '../judge/booked-ledger.ts';
import type { TestedMarket } from '../scenes/scenes.ts';

/** One pull in the midst of a fault, of a ledger that the scene of its exchange knows. */
export interface ChangesCase extends Pick<ScenarioTerms, 'exchangeFault' | 'awsFault'> {
  readonly title: string;
  readonly market: TestedMarket;
  readonly crash?: Crash;
  /** Another delivery of the same message begins when the first has come to this hop. */
  readonly again?: number;
}

const account: AccountName = 'desk';
const quarter = 15 * 60_000;

/** Trading, a pull, more trading, the pull under test, the pulls of the next hours; judged in between and in the end. */
export async function runChangesCase(terms: ChangesCase) {
  let isUnderTest = false;
  const scenario = await openScenarioAt(terms.market.name.exchange, [account], {
    exchangeFault: (sent) => (isUnderTest ? terms.exchangeFault?.(sent) : undefined),
    awsFault: (call) => (isUnderTest ? terms.awsFault?.(call) : undefined),
  });
  try {
    await trade(scenario);
    await pullOnce(scenario, account);
    await trade(scenario);
    startCold();
    isUnderTest = true;
    const { invocation } = await pullOnce(scenario, account, crashOf(scenario, terms));
    await scenario.run(scenario.time.now() + quarter);
    isUnderTest = false;
    const during = await judgeBooked(scenario, account);
    await pullUntilProven(scenario);
    const violations = [...new Set([...during, ...(await judgeWholeBooked(scenario, account))])];
    const booked = scenario.exchange.booked?.rows(accounts[account].customer) ?? [];
    return {
      violations,
      trace: scenario.time.trace,
      hops: invocation.hops,
      booked,
    };
  } finally {
    await scenario.close();
  }
}

async function trade(scenario: AnyScenario): Promise<void> {
  const random = randomNumbers(3);
  for (let left = 6; left > 0; left -= 1) scenario.exchange.booked?.trade(accounts[account].customer, random);
  scenario.exchange.booked?.move(accounts[account].customer, 100);
  await scenario.run(scenario.time.now() + quarter);
}

function crashOf(scenario: AnyScenario, { crash = noCrash, again }: ChangesCase): Crash {
  return (hop, when) => {
    if (hop.index === again && when === 'before')
      scenario.time.at(scenario.time.now(), () => void beginPull(scenario, account));
    return crash(hop, when);
  };
}

/** The schedule's work, for a day and a half at most: a difference of balances stands until they are asked for again. */
async function pullUntilProven(scenario: AnyScenario): Promise<void> {
  for (let left = 150; left > 0; left -= 1) {
    await pullOnce(scenario, account);
    const ledgers = await storedLedgers(scenario, account);
    if (ledgers.every(({ cursor }) => cursor.lastError === null && cursor.scan === null && isProven(cursor))) return;
    await scenario.run(scenario.time.now() + quarter);
  }
}

/** Where entries have balances, balances of the wallet decide nothing but mismatches. */
function isProven({ mismatches, anchor, provenTo, coveredTo, checkpoint }: StoredCursor): boolean {
  const isHeld = anchor === null ? checkpoint !== null : provenTo !== null;
  return mismatches.length === 0 && isHeld && coveredTo !== null;
}
type StoredCursor = Awaited<ReturnType<typeof storedLedgers>>[number]['cursor'];

/** Every kind, on the first request of each name that a pull sends. */
export async function changesRequestFaults(market: TestedMarket): Promise<ChangesCase[]> {
  const { hops } = await runChangesCase({ title: 'recording', market });
  const requests = hops.filter((hop) => hop.startsWith('exchange ')).map((hop) => hop.replace('exchange ', ''));
  return [...new Set(requests)].flatMap((name) =>
    everyExchangeFault
      // Whether the exchange acts on a read makes no difference.
      .filter(({ ms = 0, applied }) => applied !== true && [0, 20_000, 30_000].includes(ms))
      .map((fault) => {
        let seen = -1;
        const exchangeFault: ChangesCase['exchangeFault'] = (sent) => {
          if (sent.name === name) seen += 1;
          return sent.name === name && seen === 0 ? fault : undefined;
        };
        return { title: `${market.title} ${name} ${JSON.stringify(fault)}`, market, exchangeFault };
      }),
  );
}

/** Each hop of a pull: the worker dies behind it, or the message is delivered again at it. */
export async function changesHopCases(market: TestedMarket): Promise<ChangesCase[]> {
  const { hops } = await runChangesCase({ title: 'recording', market });
  return hops.flatMap((label, at): ChangesCase[] => [
    {
      title: `${market.title} dies after ${at} ${label}`,
      market,
      crash: ({ index }, when) => index === at && when === 'after',
    },
    { title: `${market.title} again at ${at} ${label}`, market, again: at },
  ]);
}

/** Each request to the table and to KMS, once with each kind, and until the SDK gives up. */
export async function changesAwsFaults(market: TestedMarket): Promise<ChangesCase[]> {
  const { hops } = await runChangesCase({ title: 'recording', market });
  return (['table', 'kms'] as const).flatMap((service) =>
    hops
      .filter((hop) => hop.startsWith(service))
      .flatMap((_hop, nth) =>
        awsFaultKinds.flatMap((kind) => [1, 3].map((times) => awsCase(market, { service, nth, kind, times }))),
      ),
  );
}

interface Struck {
  readonly service: 'table' | 'kms';
  readonly nth: number;
  readonly kind: AwsFaultKind;
  readonly times: number;
}

function awsCase(market: TestedMarket, { service, nth, kind, times }: Struck): ChangesCase {
  let seen = -1;
  return {
    title: `${market.title} ${service} ${nth} ${kind} x${times}`,
    market,
    awsFault: (call) => {
      if (call.service === service) seen += 1;
      return call.service === service && seen >= nth && seen < nth + times ? kind : undefined;
    },
  };
}

/** The schedule's work, until the ledger has been read to its end. */
export async function pullUntilQuiet(scenario: AnyScenario, name: AccountName, most = 30): Promise<void> {
  for (let left = most; left > 0; left -= 1) {
    await pullOnce(scenario, name);
    const ledgers = await storedLedgers(scenario, name);
    const isQuiet = ({ cursor }: (typeof ledgers)[number]) =>
      cursor.scan === null && cursor.lastError === null && cursor.coveredTo !== null;
    if (ledgers.every(isQuiet)) return;
    await scenario.run(scenario.time.now() + quarter);
  }
}
