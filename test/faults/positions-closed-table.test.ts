import './harness/mocks.ts';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { UsdmProtocol } from '../../infra/local/exchanges/binance/usdm/simulator.ts';
import { randomNumbers } from '../../infra/local/exchanges/engine/world.ts';
import { latestEvents, readEvents } from '../../lib/events/read-events.ts';
import { accounts } from './harness/accounts.ts';
import { awsFaultKinds } from './harness/aws.ts';
import { everyExchangeFault } from './harness/exchange-faults.ts';
import { beginPull, pullOver } from './harness/pulls.ts';
import { registeredAt } from './harness/registered-then.ts';
import { type AnyScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

const { tenant, customer } = accounts.desk;
const minute = 60_000;

/** From the fills of the engine, whose books know every position: the trades after which nothing is left. */
function closedAtExchange({ exchange }: AnyScenario): string[] {
  const { accounts: customers } = (exchange.protocols.usdm as UsdmProtocol).exchange();
  const sizes = new Map<string, Decimal>();
  return (customers.get(customer)?.fills ?? []).flatMap(({ at, order: { market, side }, quantity, realizedPnl }) => {
    const { base, quote, symbol } = market.terms;
    const size = (sizes.get(symbol) ?? new Decimal(0)).plus(side === 'buy' ? quantity : quantity.neg());
    sizes.set(symbol, size);
    return size.isZero() && !realizedPnl.isZero() ? [`${base}/${quote}:${quote} ${at}`] : [];
  });
}

/** Page by page, as a client with a cursor reads. */
async function toldAfter(cursor: string): Promise<{ told: string[]; next: string }> {
  const { events, next } = await readEvents(tenant, { cursor, limit: 500, accountId: undefined });
  const closed = events.filter(({ event }) => event.type === 'position_closed');
  return { told: closed.map(({ change }) => `${change.subject.record.symbol} ${change.at}`), next };
}

it.each([1, 2])(
  'positions that end at Binance are told each once, amid faults, deaths and doubled pulls (seed %i)',
  {
    timeout: 300_000,
  },
  async (seed) => {
    const random = randomNumbers(seed);
    let isFaulty = true;
    const draw = <T>(share: number, values: readonly T[]): T | undefined =>
      isFaulty && random() < share ? values[Math.floor(random() * values.length)] : undefined;
    const scenario = await openScenarioAt('binance', ['desk'], {
      seed,
      exchangeFault: () => draw(0.05, everyExchangeFault),
      awsFault: () => draw(0.01, awsFaultKinds),
      historyLateMs: 40_000,
      ledgerLateMs: 30_000,
    });
    try {
      await registeredAt('desk', startTime);
      const { booked } = scenario.exchange;
      let { next } = await latestEvents(tenant);
      const told: string[] = [];
      const running = () => scenario.invocations.filter(({ state }) => state === 'running').length;
      const crash = () => isFaulty && running() === 1 && random() < 0.02;
      for (let turn = 0; turn < 190; turn += 1) {
        isFaulty = turn < 150;
        for (let left = isFaulty ? Math.floor(random() * 7) : 0; left > 0; left -= 1) {
          booked?.trade(customer, random);
          await scenario.run(scenario.time.now() + Math.floor(random() * 3 * minute));
        }
        const pulls = [beginPull(scenario, 'desk', crash)];
        if (random() < 0.4) pulls.push(beginPull(scenario, 'desk', crash));
        if (isFaulty && random() < 0.5) booked?.trade(customer, random);
        for (const pull of pulls) await pullOver(scenario, pull);
        const news = await toldAfter(next);
        next = news.next;
        told.push(...news.told);
        await scenario.run(scenario.time.now() + (isFaulty ? 10 : 20) * minute);
      }
      const closed = closedAtExchange(scenario);
      expect(closed.length).toBeGreaterThan(5);
      expect(told.toSorted()).toEqual(closed.toSorted());
    } finally {
      await scenario.close();
    }
  },
);
