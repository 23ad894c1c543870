import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { forgetOpened } from '../../../lib/vault/vault.ts';
import { type AccountName, accountNames } from '../harness/accounts.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { type CallResult, noCrash } from '../harness/calls.ts';
import { resolveAll, untilReviewMs } from '../harness/case.ts';
import type { Sent } from '../harness/exchange.ts';
import { drawnFaults, type ExchangeFault, isCopying, isRefusal } from '../harness/exchange-faults.ts';
import { bodyOf } from '../harness/orders.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from '../harness/scenario.ts';
import { type Crash, startTime } from '../harness/time.ts';
import { judge } from '../judge/judge.ts';
import {
  hasDeadline,
  placingCalls,
  refusesCopies,
  sceneOf,
  type TestedMarket,
  testedMarket,
} from '../scenes/scenes.ts';
import { typesOf } from './exhaustive-cases.ts';
import { askAll } from './random-ask-all.ts';
import { changeOf } from './random-changes.ts';
import { drawManners } from './random-manners.ts';

/** Chance, with the few shapes a scenario draws. */
function chanceOf(seed: number) {
  const random = randomNumbers(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
  return { random, upTo, pick, maybe: (share: number): boolean => random() < share };
}
type Chance = ReturnType<typeof chanceOf>;

/** Everything fails until this moment, by chance; then only what was sent before it still lands. */
const faultsEndMs = 45_000;

export interface RandomResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly orders: number;
  readonly placed: number;
  readonly amendments: number;
  readonly cancelAlls: number;
  readonly answers: number;
  /** Faults that were refusals in the exchange's own words, and shapes of answers that were drawn. */
  readonly refusals: number;
  readonly manners: number;
}

/** Several orders of several accounts, asked for again and again by clients that lose patience, with several faults at once. */
export async function runRandom(exchange: ExchangeId, seed: number): Promise<RandomResult> {
  const chance = chanceOf(seed);
  const markets = marketTypes.map((marketType) => testedMarket({ exchange, marketType }));
  const longest = markets.every(isDated) ? undefined : untilReviewMs;
  const names = namesFor(chance);
  const scenario: AnyScenario = await openScenarioAt(
    exchange,
    names,
    termsFor({ exchange, seed, markets }, chance, () => scenario.time.now() - startTime),
  );
  try {
    const manners = drawManners(scenario.exchange.manners, chance);
    const limits = drawKeyLimits(scenario, chance);
    const crash = crashFor(chance, () => scenario.time.now() - startTime);
    const orders = plan(scenario, chance, { names, markets }, crash);
    await scenario.run(startTime + faultsEndMs);
    await scenario.run(startTime + faultsEndMs + 30_000);
    await resolveAll(scenario, names, noCrash, longest);
    await scenario.run();
    await askAll(scenario, names);
    await resolveAll(scenario, names, noCrash, longest);
    await scenario.run();
    const placed = scenario.told.filter(({ body }) => body.data?.order?.order_id).length;
    const kinds = (operation: CallResult['operation']): number =>
      new Set(scenario.told.filter((told) => told.operation === operation).map(({ key }) => key)).size;
    const answers = scenario.told.filter(({ status }) => status !== null).length;
    return {
      violations: await judge(scenario, names),
      trace: scenario.time.trace,
      ...{ orders, placed, answers, amendments: kinds('amend'), cancelAlls: kinds('cancel-all') },
      ...{ refusals: scenario.struck.filter(isRefusal).length, manners: manners.length + limits.length },
    };
  } finally {
    await scenario.close();
  }
}

/** In a fifth of the scenarios the keys are limited in time at some moment, until the faults end: then the owner lifts the limits. */
function drawKeyLimits({ exchange: { keyLimits }, time }: AnyScenario, { upTo, maybe, ...chance }: Chance): string[] {
  if (keyLimits === null || !maybe(0.2)) return [];
  const [name = '', limit] = chance.pick(Object.entries(keyLimits.choose));
  time.at(startTime + upTo(20_000), () => limit?.());
  time.at(startTime + faultsEndMs, keyLimits.lift);
  return [name];
}

/** What a scenario is drawn from. */
interface Drawn {
  readonly exchange: ExchangeId;
  readonly seed: number;
  readonly markets: readonly TestedMarket[];
}

function isDated(market: TestedMarket): boolean {
  return typesOf(market).every((type) => hasDeadline(market, type));
}

/** A copy of an order, which may have ended when the copy comes. */
function isBeyondUs(markets: readonly TestedMarket[], { name }: Sent, fault: ExchangeFault): boolean {
  return isCopying(fault) && markets.some((market) => !refusesCopies(market) && placingCalls(market).includes(name));
}

function namesFor({ pick, maybe }: Chance): AccountName[] {
  return maybe(0.2) ? ['twinAlpha', 'twinBeta'] : maybe(0.5) ? [pick(accountNames)] : ['desk', 'fund', 'other'];
}

function termsFor(
  { exchange, seed, markets }: Drawn,
  { random, pick, maybe }: Chance,
  elapsed: () => number,
): ScenarioTerms {
  const share = pick([0, 0.05, 0.15, 0.3, 0.5]);
  const skews = [-2_000, -1_000, 0, 0, 1_000, 2_000];
  const far = sceneOf(exchange).farthestSkewMs;
  const farSkews = [-far, -0.6 * far, 0.6 * far, far];
  return {
    seed,
    ourSkewMs: pick(skews),
    exchangeSkewMs: pick(maybe(0.2) ? farSkews : skews),
    nonceWindow: pick([0n, 10_000n]),
    // All calls share this process: one that died while loading the markets would hold up the others for ever.
    forget: forgetOpened,
    exchangeFault: (sent) => {
      const fault = elapsed() < faultsEndMs && maybe(share) ? pick(drawnFaults) : undefined;
      return fault === undefined || isBeyondUs(markets, sent, fault) ? undefined : fault;
    },
    awsFault: () => (elapsed() < faultsEndMs && random() < share / 3 ? pick(awsFaultKinds) : undefined),
  };
}

function crashFor({ random, pick }: Chance, elapsed: () => number): Crash {
  const share = pick([0, 0, 0.01, 0.03]);
  return () => elapsed() < faultsEndMs && random() < share;
}

/** Lays out who asks for what, when; the number of different orders. */
function plan(
  scenario: AnyScenario,
  chance: Chance,
  { names, markets }: Pick<Drawn, 'markets'> & { readonly names: readonly AccountName[] },
  crash: Crash,
): number {
  const { upTo, pick, maybe } = chance;
  const at = (ms: number, run: () => void): void => scenario.time.at(startTime + ms, run);
  const orders = 1 + upTo(4);
  for (let index = 0; index < orders; index += 1) {
    const account = pick(names);
    const key = `order-${index}`;
    const own = maybe(0.4) ? { client_order_id: key } : {};
    const market = pick(markets);
    const body = bodyOf(market, pick(typesOf(market)), own);
    const first = upTo(20_000);
    for (let call = 0; call < 1 + upTo(3); call += 1) {
      const delay = call === 0 ? 0 : pick([upTo(60), upTo(2_000), upTo(20_000)]);
      at(first + delay, () => void scenario.create(account, key, body, crash));
    }
    // Twins share a customer of the exchange, but not their keys.
    if (names.length === 2 && own.client_order_id === undefined)
      for (const identical of names) at(first + upTo(5_000), () => void scenario.create(identical, key, body, crash));
    if (own.client_order_id !== undefined && maybe(0.5))
      at(first + upTo(20_000), () => void scenario.cancel(account, key, crash));
    for (let amendment = 0; own.client_order_id !== undefined && amendment < upTo(4); amendment += 1) {
      const change = { ...own, symbol: body.symbol, ...changeOf(market, body, amendment) };
      const amend = () => void scenario.amend(account, `${key}-${amendment}`, change, crash);
      const begin = first + upTo(25_000);
      for (let call = 0; call < 1 + upTo(3); call += 1) at(begin + (call === 0 ? 0 : upTo(15_000)), amend);
    }
    if (own.client_order_id !== undefined && maybe(0.5))
      at(first + upTo(20_000), () => void scenario.get(account, key, crash));
  }
  for (const ms of [15_000, 20_000 + upTo(20_000), 40_000])
    for (let copy = 0; copy < 1 + upTo(2); copy += 1) at(ms + copy, () => void scenario.resolve(crash));
  for (let request = 0; request < upTo(3); request += 1) {
    const [account, market_type, begin] = [pick(names), pick(['spot', 'swap'] as const), upTo(30_000)];
    const cancelAll = () => void scenario.cancelAll(account, `all-${request}`, { market_type }, crash);
    for (let call = 0; call < 1 + upTo(3); call += 1) at(begin + (call === 0 ? 0 : upTo(15_000)), cancelAll);
  }
  if (maybe(0.4))
    for (const price of [69_000, 91_000, 80_000]) at(upTo(40_000), () => scenario.exchange.setPrice(price));
  return orders;
}
