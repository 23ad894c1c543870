import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { desk, journalOf } from '../harness/accounts.ts';
import { noCrash } from '../harness/calls.ts';
import { over, resolveAll } from '../harness/case.ts';
import { type CloseResult, startClose } from '../harness/closing.ts';
import type { Sent } from '../harness/exchange.ts';
import type { ExchangeFault } from '../harness/exchange-faults.ts';
import { beginJob } from '../harness/jobs.ts';
import { bodyOf } from '../harness/orders.ts';
import { type AnyScenario, openScenarioAt } from '../harness/scenario.ts';
import type { Crash } from '../harness/time.ts';
import { judge } from '../judge/judge.ts';
import { testedMarket } from '../scenes/scenes.ts';
import { heldOf, isOfOwnCommand } from './held.ts';

export interface CloseCaseTerms {
  readonly title: string;
  readonly exchange: ExchangeId;
  /** Strikes requests of the first call, and of nothing else. `nth`: how many of the name the call has sent before. */
  readonly fault?: (sent: Sent, nth: number) => ExchangeFault | undefined;
  readonly crash?: Crash;
}

export interface CloseCaseResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hops: readonly string[];
  /** Names of the requests of the first call. */
  readonly asked: readonly string[];
}

/** A position is closed under a fault, asked for again under the name, settled, asked for once more, and closed under a new name. */
export async function runCloseCase(terms: CloseCaseTerms): Promise<CloseCaseResult> {
  const counted = new Map<string, number>();
  const scenario = await openScenarioAt(terms.exchange, ['desk'], {
    exchangeFault: (sent) => {
      if (sent.invocation !== 'close1') return undefined;
      const nth = counted.get(sent.name) ?? 0;
      counted.set(sent.name, nth + 1);
      return terms.fault?.(sent, nth);
    },
  });
  const market = testedMarket({ exchange: terms.exchange, marketType: 'swap' });
  try {
    await over(scenario, scenario.create('desk', 'open', bodyOf(market, 'market')));
    const told = [await close(scenario, 'k', terms.crash), await close(scenario, 'k')];
    await resolveAll(scenario, ['desk'], noCrash);
    await scenario.run();
    await follow(scenario);
    told.push(await close(scenario, 'k'));
    const once = [...answerFaults(scenario, told), ...(await bookFaults(scenario))];
    const last = await close(scenario, 'new');
    const { hops } = scenario.invocations.find(({ name }) => name === 'close1') ?? { hops: [] };
    const asked = scenario.sent.flatMap(({ invocation, name }) => (invocation === 'close1' ? [name] : []));
    const violations = [...once, ...endFaults(scenario, last)];
    return { violations, trace: scenario.time.trace, hops, asked };
  } finally {
    await scenario.close();
  }
}

async function close(scenario: AnyScenario, key: string, crash: Crash = noCrash): Promise<CloseResult> {
  const told = startClose(scenario, 'desk', key, crash);
  const call = scenario.invocations.at(-1);
  await scenario.run(undefined, () => call?.state !== 'running');
  await scenario.run(scenario.time.now() + 100);
  return told;
}

/** An order whose answer could not be read is told as pending until the job has read the order. */
async function follow(scenario: AnyScenario): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await scenario.run(scenario.time.now() + 60_000);
    const job = beginJob(scenario, 'followOrders');
    await scenario.run(undefined, () => job.state !== 'running');
  }
}

function statusOf({ body }: CloseResult): string | undefined {
  return body.code ?? body.data?.order?.status;
}

/** The last call under the name tells the end: every packet has landed by then. */
function answerFaults(scenario: AnyScenario, told: readonly CloseResult[]): string[] {
  const held = heldOf(scenario);
  const ends = told.map(statusOf);
  const last = ends.at(-1);
  const orders = scenario.exchange.orders().length;
  const isClosed = last === 'filled' || last === 'ALREADY_CLOSED';
  return [
    ...(orders > 2 ? [`I1 the position was closed by ${orders - 1} orders`] : []),
    ...(held === '0' || held === '0.01' ? [] : [`I1 the desk holds ${held}`]),
    ...(isClosed === (held === '0') ? [] : [`I2 the last call was told ${last}, the desk holds ${held}`]),
    ...(ends.includes('filled') && held !== '0' ? [`I2 a call was told filled, the desk holds ${held}`] : []),
    ...(last === 'unknown' || last === 'IN_PROGRESS' ? [`I3 the last call was told ${last}`] : []),
    ...told
      .filter(({ body }) => body.data?.remaining === 0 && held !== '0')
      .map(() => `I2 a call was told that nothing is left, the desk holds ${held}`),
  ];
}

async function bookFaults(scenario: AnyScenario): Promise<string[]> {
  const ids = (await journalOf(desk)).map(({ clientOrderId }) => clientOrderId);
  return (await judge(scenario, ['desk'])).filter((fault) => !isOfOwnCommand(fault, ids));
}

/** A new name closes what an old name has left, and finds nothing where the old name has closed. */
function endFaults(scenario: AnyScenario, last: CloseResult): string[] {
  const held = heldOf(scenario);
  const status = statusOf(last);
  const isTrue = status === 'filled' || status === 'ALREADY_CLOSED';
  return held === '0' && isTrue ? [] : [`I2 a new name was told ${status}, the desk holds ${held}`];
}
