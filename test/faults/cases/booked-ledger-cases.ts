import { type AccountName, accounts } from '../harness/accounts.ts';
import { type AwsFaultKind, awsFaultKinds } from '../harness/aws.ts';
import { noCrash } from '../harness/calls.ts';
import { everyExchangeFault } from '../harness/exchange-faults.ts';
import { beginPull, pullOnce } from '../harness/pulls.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms, startCold } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import type { Crash } from '../harness/time.ts';
import { judgeAllChanges, judgeChanges } from '../judge/changes-ledger.ts';
import type { TestedMarket } from '../scenes/scenes.ts';

/** One pull in the midst of a fault, of a ledger whose entries tell changes alone. */
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
    const during = await judgeChanges(scenario, account);
    await pullUntilProven(scenario);
    const violations = [...new Set([...during, ...(await judgeAllChanges(scenario, account))])];
    const booked = scenario.exchange.changes?.rows(accounts[account].customer) ?? [];
    return {
      violations,
      trace: scenario.time.trace,
      hops: invocation.hops,
      kinds: new Set(booked.map(({ kind }) => kind)),
    };
  } finally {
    await scenario.close();
  }
}

async function trade(scenario: AnyScenario): Promise<void> {
  for (const price of [79_000, 81_000]) {
    scenario.exchange.setPrice(price);
    scenario.exchange.changes?.trade(accounts[account].customer);
  }
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

function isProven({ mismatches, provenTo, coveredTo }: Awaited<ReturnType<typeof storedLedgers>>[number]['cursor']) {
  return mismatches.length === 0 && provenTo !== null && coveredTo !== null;
}

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
