import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { cancelAllsOf, desk, journalOf } from '../harness/accounts.ts';
import { type CallResult, noCrash } from '../harness/calls.ts';
import { over, resolveAll } from '../harness/case.ts';
import type { Sent } from '../harness/exchange.ts';
import type { ExchangeFault } from '../harness/exchange-faults.ts';
import { bodyOf } from '../harness/orders.ts';
import { type AnyScenario, openScenarioAt } from '../harness/scenario.ts';
import type { Crash } from '../harness/time.ts';
import { judge } from '../judge/judge.ts';
import { testedMarket } from '../scenes/scenes.ts';
import { isOfOwnCommand } from './held.ts';

/** Whether the call names no order, or its orders by one of the two ids. */
export type Named = 'none' | 'order_ids' | 'client_order_ids';

export interface CancelCaseTerms {
  readonly title: string;
  readonly exchange: ExchangeId;
  readonly named: Named;
  /** Strikes requests of the first call, and of nothing else. `nth`: how many of the name the call has sent before. */
  readonly fault?: (sent: Sent, nth: number) => ExchangeFault | undefined;
  readonly crash?: Crash;
}

export interface CancelCaseResult {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hops: readonly string[];
  /** Names of the requests of the first call. */
  readonly asked: readonly string[];
}

/** Two orders on each market are canceled under a fault, asked for again beside a newer order, settled, and asked for once more. */
export async function runCancelCase(terms: CancelCaseTerms): Promise<CancelCaseResult> {
  const counted = new Map<string, number>();
  const scenario = await openScenarioAt(terms.exchange, ['desk'], {
    exchangeFault: (sent) => {
      if (sent.invocation !== firstCall) return undefined;
      const nth = counted.get(sent.name) ?? 0;
      counted.set(sent.name, nth + 1);
      return terms.fault?.(sent, nth);
    },
  });
  try {
    const keys = ['spot-1', 'spot-2', 'swap-1', 'swap-2'];
    for (const key of keys) await place(scenario, terms.exchange, key);
    const meant = scenario.exchange.orders().map(({ id }) => id);
    const query = await queryFor(terms.named);
    const ask = async (crash: Crash = noCrash) => {
      const told = scenario.cancelAll('desk', 'k', query, crash);
      await over(scenario, told);
      return told;
    };
    const told = [await ask(terms.crash)];
    const begun = (await cancelAllsOf(desk)).some(({ marketType }) => marketType === 'swap');
    await place(scenario, terms.exchange, 'swap-newer');
    told.push(await ask());
    await resolveAll(scenario, ['desk'], noCrash);
    // An address that has asked too often is refused for a minute.
    await scenario.run(scenario.time.now() + 120_000);
    told.push(await ask());
    await resolveAll(scenario, ['desk'], noCrash);
    await scenario.run();
    const violations = [...endFaults(scenario, told, { meant, begun }), ...(await journalFaults(scenario))];
    const asked = scenario.sent.flatMap(({ invocation, name }) => (invocation === firstCall ? [name] : []));
    return { violations, trace: scenario.time.trace, hops: told[0]?.invocation.hops ?? [], asked };
  } finally {
    await scenario.close();
  }
}

const firstCall = 'cancel-all4(desk k)';

async function place(scenario: AnyScenario, exchange: ExchangeId, key: string): Promise<void> {
  const marketType = key.startsWith('spot') ? 'spot' : 'swap';
  await over(scenario, scenario.create('desk', key, bodyOf(testedMarket({ exchange, marketType }), 'limit')));
}

async function queryFor(named: Named): Promise<Record<string, string>> {
  if (named === 'none') return {};
  const records = await journalOf(desk);
  const ids = records.map(({ exchangeOrderId, clientOrderId }) =>
    named === 'order_ids' ? (exchangeOrderId ?? '') : clientOrderId,
  );
  return { [named]: ids.join(',') };
}

interface Meant {
  /** Ids of the orders before the first call. */
  readonly meant: readonly string[];
  /** The first call has journaled the cancellation of the market of the newer order. Otherwise a retry begins there, and means that order too. */
  readonly begun: boolean;
}

function endFaults(scenario: AnyScenario, told: readonly CallResult[], { meant, begun }: Meant): string[] {
  const book = scenario.exchange.orders();
  const isMeant = ({ id }: { readonly id: string }): boolean => meant.includes(id);
  const newer = book.filter((order) => !isMeant(order));
  const last = told.at(-1);
  const canceled = book.filter(({ state }) => state === 'canceled').length;
  return [
    ...book
      .filter((order) => isMeant(order) && order.state !== 'canceled')
      .map(({ id, state }) => `I3 ${id}, which was meant, is ${state} at the end`),
    ...(begun ? newer : [])
      .filter(({ state }) => state !== 'open')
      .map(({ id }) => `I1 ${id}, which is newer, was canceled`),
    ...told
      .filter(({ status }) => status === 200)
      .flatMap(({ invocation, openThen }) =>
        openThen.filter((id) => meant.includes(id)).map((id) => `I2 ${invocation.name} was told 200, ${id} was open`),
      ),
    ...(last?.status === 200 ? [] : [`I3 the last call was told ${last?.status} ${last?.body.code}`]),
    ...told.flatMap(({ invocation, body }) =>
      (body.data?.canceled ?? 0) > canceled ? [`I2 ${invocation.name} was told ${body.data?.canceled} canceled`] : [],
    ),
  ];
}

async function journalFaults(scenario: AnyScenario): Promise<string[]> {
  const undecided = (await cancelAllsOf(desk)).filter(({ state }) => state !== 'ACCEPTED');
  return [
    ...undecided.map(({ cancelAllId, state }) => `I3 the cancel-all ${cancelAllId} is ${state}`),
    ...(await judge(scenario, ['desk'])).filter((fault) => !isOfOwnCommand(fault, []) && !isDoubled(fault)),
  ];
}

/** The judge reads `canceled` of a call as of one market. */
function isDoubled(fault: string): boolean {
  return fault.startsWith('I2 cancel-all') && fault.endsWith('canceled, more than were');
}
