import { judge } from '../judge/judge.ts';
import type { AccountName } from './accounts.ts';
import { accounts, journalOf, keysOf, openLinesOf } from './accounts.ts';
import { type CallResult, noCrash } from './calls.ts';
import { type MarketType, type OrderType, orderBody, placeCall } from './orders.ts';
import { openScenario, type Scenario, type ScenarioTerms, startCold } from './scenario.ts';
import type { Crash } from './time.ts';

/** The calls of a case, in order; a crash names one of them. */
export type Step = 'create' | 'retry' | 'cancel' | 'resolve' | 'get';

export interface CaseTerms extends ScenarioTerms {
  readonly title: string;
  readonly marketType: MarketType;
  readonly type: OrderType;
  readonly crash?: { readonly step: Step; readonly hop: number; readonly when: 'before' | 'after' };
  /** The first call runs in a container that has just started. */
  readonly cold?: boolean;
  /** Another program has pushed the spot key's nonce this far ahead. */
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
  readonly scenario: Scenario;
}

const account: AccountName = 'desk';
const key = 'key-1';

/** One order from the first call to the end of all packets: placed, asked for again, cancelled, resolved, read, judged. */
export async function runCase(terms: CaseTerms): Promise<CaseResult> {
  const scenario = await openScenario([account], terms);
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

export function pushNonce({ venues, time }: Scenario, ms: number): void {
  void venues.spot.control.key?.({
    api_key: keysOf(account).spot.apiKey,
    nonce: String(time.now() + ms),
    nonce_window: 0,
  });
}

async function play(scenario: Scenario, terms: CaseTerms): Promise<CaseResult['hops']> {
  const abandoned: Crash = ({ label }, when) =>
    when === 'after' && label.startsWith(`exchange ${placeCall[terms.marketType]}`);
  const crashOf = (step: Step): Crash =>
    step === 'create' && terms.abandons
      ? abandoned
      : terms.crash?.step === step
        ? ({ index }, when) => index === terms.crash?.hop && when === terms.crash.when
        : noCrash;
  const body = orderBody(terms.marketType, terms.type);
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
  const resolved = await resolveAll(scenario, [account], crashOf('resolve'));
  // The last packet lands before the last questions are asked.
  await scenario.run();
  calls.get = scenario.get(account, await idOf(), crashOf('get'));
  await over(scenario, calls.get);
  await over(scenario, scenario.create(account, key, body));
  await resolveAll(scenario, [account], noCrash);
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
export async function over(scenario: Scenario, { invocation }: CallResult): Promise<void> {
  await scenario.run(undefined, () => invocation.state !== 'running');
  await scenario.run(scenario.time.now() + 100);
}

const minute = 60_000;
/** Notafter + 180 s: a promise of the order page. */
const longestMs = 8_000 + 180_000;

/** The schedule's work: once a minute until no order is open; then the hops of the first run that found one. */
export async function resolveAll(
  scenario: Scenario,
  names: readonly AccountName[],
  crash: Crash,
): Promise<readonly string[]> {
  let busiest: readonly string[] = [];
  let [first, waited] = [true, 0];
  while (waited <= longestMs && (await isAnyOpen(names))) {
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
