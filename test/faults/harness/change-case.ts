import { judge } from '../judge/judge.ts';
import type { Change } from '../scenes/scene.ts';
import type { TestedMarket } from '../scenes/scenes.ts';
import { accounts, journalOf } from './accounts.ts';
import { type CallResult, noCrash } from './calls.ts';
import { isCallTo, over, pushNonce, resolveAll } from './case.ts';
import { bodyOf } from './orders.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from './scenario.ts';
import type { Crash } from './time.ts';

/** The calls of a case that a crash can name: the first one, its repetition, the resolver's. */
export type ChangeStep = 'change' | 'again' | 'resolve';

export interface ChangeCaseTerms extends ScenarioTerms {
  readonly title: string;
  readonly market: TestedMarket;
  readonly change: Change;
  readonly crash?: { readonly step: ChangeStep; readonly hop: number; readonly when: 'before' | 'after' };
  readonly nonceAheadMs?: number;
  /** The client does not ask again before the resolver has run. */
  readonly patient?: boolean;
  /** The worker dies right after the exchange has dealt with the request. */
  readonly abandons?: boolean;
}

export interface ChangeCaseResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hops: Readonly<Record<ChangeStep, readonly string[]>>;
  readonly scenario: AnyScenario;
}

const account = 'desk';

/** Two resting orders, and then the change: asked for, asked for again, overtaken, resolved, asked for once more, judged. */
export async function runChangeCase(terms: ChangeCaseTerms): Promise<ChangeCaseResult> {
  const scenario = await openScenarioAt(terms.market.name.exchange, [account], terms);
  try {
    for (const key of ['first', 'second']) await over(scenario, scenario.create(account, key, limit(terms)));
    if (terms.nonceAheadMs !== undefined) pushNonce(scenario, terms.nonceAheadMs);
    const hops = await (terms.change === 'amend' ? playAmend : playCancelAll)(scenario, terms);
    return { violations: await judge(scenario, [account]), trace: scenario.time.trace, hops, scenario };
  } finally {
    await scenario.close();
  }
}

function limit({ market }: ChangeCaseTerms) {
  return bodyOf(market, 'limit');
}

function crashOf(terms: ChangeCaseTerms, step: ChangeStep): Crash {
  const name = terms.market.scene.changes[terms.change];
  if (step === 'change' && terms.abandons) return ({ label }, when) => when === 'after' && isCallTo(label, [name]);
  const { crash } = terms;
  return crash?.step === step ? ({ index }, when) => index === crash.hop && when === crash.when : noCrash;
}

type Hops = ChangeCaseResult['hops'];
function hopsOf(told: CallResult | undefined): readonly string[] {
  return told?.invocation.hops ?? [];
}

async function playAmend(scenario: AnyScenario, terms: ChangeCaseTerms): Promise<Hops> {
  const { symbol } = limit(terms);
  const client_order_id = (await journalOf(accounts[account]))[0]?.clientOrderId;
  const ask = async (key: string, change: Record<string, number>, crash?: Crash): Promise<CallResult> => {
    const told = scenario.amend(account, key, { client_order_id, symbol, ...change }, crash);
    await over(scenario, told);
    return told;
  };
  const onlyLess = terms.market.definition.regular.amend?.changes.includes('lessQuantity');
  const cheaper = onlyLess ? { quantity: 0.008 } : { price: 69_000, quantity: 0.02 };
  const dearer = onlyLess ? { quantity: 0.006 } : { price: 71_000 };
  const first = await ask('cheaper', cheaper, crashOf(terms, 'change'));
  const again = terms.patient ? undefined : await ask('cheaper', cheaper, crashOf(terms, 'again'));
  await ask('dearer', dearer);
  const resolve = await resolveAll(scenario, [account], crashOf(terms, 'resolve'));
  await ask('dearer', dearer);
  await resolveAll(scenario, [account], noCrash);
  // The last packet lands before the last questions are asked.
  await scenario.run();
  await ask('cheaper', cheaper);
  await ask('dearer', dearer);
  await resolveAll(scenario, [account], noCrash);
  await scenario.run();
  return { change: hopsOf(first), again: hopsOf(again), resolve };
}

async function playCancelAll(scenario: AnyScenario, terms: ChangeCaseTerms): Promise<Hops> {
  const ask = async (crash?: Crash): Promise<CallResult> => {
    const told = scenario.cancelAll(account, 'all', { market_type: terms.market.name.marketType }, crash);
    await over(scenario, told);
    return told;
  };
  const first = await ask(crashOf(terms, 'change'));
  await over(scenario, scenario.create(account, 'third', limit(terms)));
  const again = terms.patient ? undefined : await ask(crashOf(terms, 'again'));
  const resolve = await resolveAll(scenario, [account], crashOf(terms, 'resolve'));
  await over(scenario, scenario.create(account, 'fourth', limit(terms)));
  await scenario.run();
  await ask();
  await resolveAll(scenario, [account], noCrash);
  await scenario.run();
  return { change: hopsOf(first), again: hopsOf(again), resolve };
}
