import { reviewAfterMs } from '../../../lib/journal/absence.ts';
import { judge } from '../judge/judge.ts';
import { hasDeadline, placingCalls, type TestedMarket } from '../scenes/scenes.ts';
import type { AccountName } from './accounts.ts';
import { accounts, journalOf, openLinesOf } from './accounts.ts';
import { type CallResult, noCrash } from './calls.ts';
import { bodyOf, type OrderType } from './orders.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms, startCold } from './scenario.ts';
import type { Crash } from './time.ts';

/** The calls of a case, in order; a crash names one of them. */
export type Step = 'create' | 'retry' | 'cancel' | 'resolve' | 'get';

export interface CaseTerms extends ScenarioTerms {
  readonly title: string;
  readonly market: TestedMarket;
  readonly type: OrderType;
  readonly crash?: { readonly step: Step; readonly hop: number; readonly when: 'before' | 'after' };
  /** The first call runs in a container that has just started. */
  readonly cold?: boolean;
  /** Another program has pushed the key's nonce this far ahead. */
  readonly nonceAheadMs?: number;
  readonly cancels?: boolean;
  /** The worker dies right after the exchange has dealt with the order. */
  readonly abandons?: boolean;
  /** The client does not ask again before the resolver has run. */
  readonly patient?: boolean;
}

export interface CaseResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hops: Readonly<Record<Step, readonly string[]>>;
  readonly scenario: AnyScenario;
}

const account: AccountName = 'desk';
const key = 'key-1';

/** One order from the first call to the end of all packets: placed, asked for again, cancelled, resolved, read, judged. */
export async function runCase(terms: CaseTerms): Promise<CaseResult> {
  const scenario = await openScenarioAt(terms.market.name.exchange, [account], terms);
  try {
    if (terms.cold) startCold();
    if (terms.nonceAheadMs !== undefined) pushNonce(scenario, terms.nonceAheadMs);
    const hops = await play(scenario, terms);
    const violations = await judge(scenario, [account]);
    return { violations, trace: scenario.time.trace, hops, scenario };
  } finally {
    await scenario.close();
  }
}

export function pushNonce({ exchange, time }: AnyScenario, ms: number): void {
  exchange.useNonce?.(String(time.now() + ms));
}

/** The hop is a request of one of these names, with or without a fault. */
export function isCallTo(label: string, names: readonly string[]): boolean {
  return names.some((name) => label === `exchange ${name}` || label.startsWith(`exchange ${name} [`));
}

async function play(scenario: AnyScenario, terms: CaseTerms): Promise<CaseResult['hops']> {
  const abandoned: Crash = ({ label }, when) => when === 'after' && isCallTo(label, placingCalls(terms.market));
  const crashOf = (step: Step): Crash =>
    step === 'create' && terms.abandons
      ? abandoned
      : terms.crash?.step === step
        ? ({ index }, when) => index === terms.crash?.hop && when === terms.crash.when
        : noCrash;
  const body = bodyOf(terms.market, terms.type);
  const create = scenario.create(account, key, body, crashOf('create'));
  await over(scenario, create);
  const calls: Partial<Record<Step, CallResult>> = { create };
  if (!terms.patient) {
    calls.retry = scenario.create(account, key, body, crashOf('retry'));
    await over(scenario, calls.retry);
  }
  if (terms.cancels) {
    calls.cancel = scenario.cancel(account, await idOf(), crashOf('cancel'));
    await over(scenario, calls.cancel);
  }
  const longest = hasDeadline(terms.market, terms.type) ? longestMs : untilReviewMs;
  const resolved = await resolveAll(scenario, [account], crashOf('resolve'), longest);
  // The last packet lands before the last questions are asked.
  await scenario.run();
  calls.get = scenario.get(account, await idOf(), crashOf('get'));
  await over(scenario, calls.get);
  await over(scenario, scenario.create(account, key, body));
  await resolveAll(scenario, [account], noCrash, longest);
  await scenario.run();
  const hopsOf = (step: Step): readonly string[] => calls[step]?.invocation.hops ?? [];
  return {
    create: hopsOf('create'),
    retry: hopsOf('retry'),
    cancel: hopsOf('cancel'),
    get: hopsOf('get'),
    resolve: resolved,
  };
}

/** What the client would know: it made the key, the server's answers carry the id. Without any answer, the journal's. */
async function idOf(): Promise<string> {
  return (await journalOf(accounts[account]))[0]?.clientOrderId ?? 'none';
}

/** Until the call has answered or died, and a moment more. */
export async function over(scenario: AnyScenario, { invocation }: CallResult): Promise<void> {
  await scenario.run(undefined, () => invocation.state !== 'running');
  await scenario.run(scenario.time.now() + 100);
}

const minute = 60_000;
/** Notafter + 180 s: a promise of the order page. */
const longestMs = 8_000 + 180_000;
/** A key that is locked out looks nothing up: Kraken's lockouts last 15 minutes. */
const lockoutMs = 15 * minute;
/** Until an order is left to a person, whose absence nothing can prove. */
export const untilReviewMs = reviewAfterMs + 2 * minute;

/** The schedule's work: once a minute until no order is open; then the hops of the first run that found one. */
export async function resolveAll(
  scenario: AnyScenario,
  names: readonly AccountName[],
  crash: Crash,
  longest = longestMs,
): Promise<readonly string[]> {
  const most = longest + (scenario.struck.some(({ kind }) => kind === 'locked-out') ? lockoutMs : 0);
  let busiest: readonly string[] = [];
  let [first, waited] = [true, 0];
  while (waited <= most && (await isAnyOpen(names))) {
    await scenario.run(scenario.time.now() + minute);
    waited += minute;
    const { hops } = scenario.resolve(first ? crash : noCrash);
    first = false;
    await scenario.run(scenario.time.now() + 1000);
    await scenario.run(scenario.time.now() + minute - 1000, () => scenario.invocations.at(-1)?.state !== 'running');
    if (hops.length > busiest.length) busiest = hops;
  }
  return busiest;
}

async function isAnyOpen(names: readonly AccountName[]): Promise<boolean> {
  const lines = await Promise.all(names.map((name) => openLinesOf(accounts[name])));
  return lines.flat().length > 0;
}
