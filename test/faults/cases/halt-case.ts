import { lastSlot } from '../../../lib/events/slot-store.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { desk, journalOf, openLinesOf } from '../harness/accounts.ts';
import { noCrash } from '../harness/calls.ts';
import { over } from '../harness/case.ts';
import type { Sent } from '../harness/exchange.ts';
import type { ExchangeFault } from '../harness/exchange-faults.ts';
import { type HaltResult, startHalt } from '../harness/halt.ts';
import { bodyOf } from '../harness/orders.ts';
import { type AnyScenario, openScenarioAt } from '../harness/scenario.ts';
import { endedHalt, storedHalt } from '../harness/stored-halt.ts';
import type { Crash } from '../harness/time.ts';
import { judge } from '../judge/judge.ts';
import { testedMarket } from '../scenes/scenes.ts';
import { heldOf, isOfOwnCommand } from './held.ts';

export interface HaltCaseTerms {
  readonly title: string;
  readonly exchange: ExchangeId;
  readonly closesPositions: boolean;
  /** Strikes requests of the halt, and of nothing else. `nth`: how many of the name the halt has sent before. */
  readonly fault?: (sent: Sent, nth: number) => ExchangeFault | undefined;
  readonly crash?: Crash;
  /** Strikes every request of the halt and of the job, for so many minutes from the halt on. */
  readonly away?: { readonly fault: ExchangeFault; readonly minutes: number };
}

export interface HaltCaseResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly told: HaltResult;
  readonly hops: readonly string[];
  /** Names of the requests of the halt. */
  readonly asked: readonly string[];
}

const minute = 60_000;
/** A key that is locked out cancels nothing for 15 minutes; the rounds are up to five minutes apart. */
const mostRounds = 24;

/** A desk with a resting order on each market, a stop and a position is halted under a fault, carried on by the job, and judged. */
export async function runHaltCase(terms: HaltCaseTerms): Promise<HaltCaseResult> {
  const slotsBefore = await lastSlot(desk.tenant);
  const counted = new Map<string, number>();
  let awayUntil = 0;
  const scenario = await openScenarioAt(terms.exchange, ['desk'], {
    exchangeFault: (sent) => {
      if (sent.at < awayUntil) return terms.away?.fault;
      if (sent.invocation !== 'halt') return undefined;
      const nth = counted.get(sent.name) ?? 0;
      counted.set(sent.name, nth + 1);
      return terms.fault?.(sent, nth);
    },
  });
  try {
    await trade(scenario, terms.exchange);
    awayUntil = terms.away === undefined ? 0 : scenario.time.now() + terms.away.minutes * minute;
    const told = startHalt(scenario, { close_positions: terms.closesPositions }, terms.crash ?? noCrash);
    const call = scenario.invocations.at(-1);
    await scenario.run(undefined, () => call?.state !== 'running');
    const then = answerFaults(scenario, terms, told);
    await scenario.run(scenario.time.now() + 100);
    await carryOn(scenario, slotsBefore);
    await scenario.run();
    const violations = [...then, ...(await endFaults(scenario, terms, slotsBefore))];
    const asked = scenario.sent.flatMap(({ invocation, name }) => (invocation === 'halt' ? [name] : []));
    return { violations, told, trace: scenario.time.trace, hops: call?.hops ?? [], asked };
  } finally {
    await scenario.close();
  }
}

async function trade(scenario: AnyScenario, exchange: ExchangeId): Promise<void> {
  for (const marketType of ['spot', 'swap'] as const) {
    const market = testedMarket({ exchange, marketType });
    await over(scenario, scenario.create('desk', `limit-${marketType}`, bodyOf(market, 'limit')));
    if (marketType === 'spot') continue;
    for (const type of ['stop_loss', 'market'] as const)
      await over(scenario, scenario.create('desk', type, bodyOf(market, type)));
  }
}

async function carryOn(scenario: AnyScenario, slotsBefore: number): Promise<void> {
  const isOpen = async () => (await storedHalt(slotsBefore)).halt !== undefined || (await openLinesOf(desk)).length > 0;
  for (let round = 0; round < mostRounds && (await isOpen()); round += 1) {
    await scenario.run(scenario.time.now() + minute);
    const job = scenario.resolve();
    await scenario.run(undefined, () => job.state !== 'running');
  }
}

function answerFaults(scenario: AnyScenario, terms: HaltCaseTerms, told: HaltResult): string[] {
  if (told.status === null) return terms.crash === undefined ? ['the halt has told nothing'] : [];
  const open = scenario.openOrders().length;
  const held = heldOf(scenario);
  const { complete, carried_on: carriedOn } = told.data;
  return [
    ...(told.status === 200 ? [] : [`the halt was told ${told.status}`]),
    ...(complete === true && open > 0 ? [`I2 the halt was told complete, with ${open} orders open`] : []),
    ...(complete === true && terms.closesPositions && held !== '0'
      ? [`I2 the halt was told complete, holds ${held}`]
      : []),
    ...(complete === carriedOn ? [`I2 the halt was told complete ${complete} and carried on ${carriedOn}`] : []),
  ];
}

async function endFaults(scenario: AnyScenario, terms: HaltCaseTerms, slotsBefore: number): Promise<string[]> {
  const stored = await storedHalt(slotsBefore);
  const open = scenario.openOrders().length;
  const held = heldOf(scenario);
  const wanted = terms.closesPositions ? '0' : '0.01';
  const ids = (await journalOf(desk)).map(({ clientOrderId }) => clientOrderId);
  return [
    ...(await judge(scenario, ['desk'])).filter((fault) => !isOfOwnCommand(fault, ids)),
    ...(open === 0 ? [] : [`I3 ${open} orders are open at the end`]),
    ...(held === wanted ? [] : [`I2 the desk holds ${held} at the end`]),
    ...(JSON.stringify(stored) === JSON.stringify(endedHalt)
      ? []
      : [`I3 the halt has not ended: ${JSON.stringify(stored)}`]),
  ];
}
