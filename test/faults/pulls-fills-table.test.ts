import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../infra/local/exchanges/engine/world.ts';
import { exchangeIds, marketOf } from '../../lib/exchanges/exchanges.ts';
import { accounts } from './harness/accounts.ts';
import { awsFaultKinds } from './harness/aws.ts';
import { drawnFaults } from './harness/exchange-faults.ts';
import { beginPull, pullOnce, pullOver } from './harness/pulls.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { changeCustomer, fillsCursorOf, toldChanges, toldFills } from './harness/stored-fills.ts';
import { startTime } from './harness/time.ts';
import { nonceFaults, secrecyFaults } from './judge/wire.ts';
import type { FilledMarket } from './scenes/scene.ts';
import { sceneOf } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

const { customer } = accounts.desk;
const quarter = 15 * 60_000;
/** Of a market without a ledger the scene names the call of fills among the looks. */
const tradesCall = 'myTrades';

/** Exchanges with a market without a ledger. */
const filledExchanges = exchangeIds.filter((exchange) => {
  const opened = sceneOf(exchange).open({ clock: () => startTime, seed: 1, nonceWindow: 10_000n, walks: false });
  opened.close();
  return opened.filled !== undefined;
});

async function withFills(
  exchange: (typeof exchangeIds)[number],
  terms: ScenarioTerms,
  run: (scenario: AnyScenario, filled: FilledMarket) => Promise<void>,
): Promise<void> {
  const scenario = await openScenarioAt(exchange, ['desk'], terms);
  try {
    const { filled } = scenario.exchange;
    if (filled === undefined) throw new Error(`the scene of ${exchange} knows no fills`);
    await run(scenario, filled);
  } finally {
    await scenario.close();
  }
}

async function pullThrough(scenario: AnyScenario, pulls: number): Promise<void> {
  for (let left = pulls; left > 0; left -= 1) {
    await scenario.run(scenario.time.now() + quarter);
    await pullOnce(scenario, 'desk');
  }
}

describe.each(filledExchanges)('fills at %s', (exchange) => {
  it('of two days amid faults, deaths and doubled deliveries are stored each once, as the engine has booked them', {
    timeout: 300_000,
  }, async () => {
    const random = randomNumbers(5);
    let [isFaulty, faults] = [true, 0];
    const draw = <T>(share: number, values: readonly T[]): T | undefined => {
      if (!isFaulty || random() >= share) return undefined;
      faults += 1;
      return values[Math.floor(random() * values.length)];
    };
    const terms = {
      exchangeFault: () => draw(0.08, drawnFaults),
      awsFault: () => draw(0.01, awsFaultKinds),
      historyLateMs: 40_000,
    };
    await withFills(exchange, terms, async (scenario, filled) => {
      const running = () => scenario.invocations.filter(({ state }) => state === 'running').length;
      const crash = () => isFaulty && running() === 1 && random() < 0.02;
      for (let hour = 0; hour < 48; hour += 1) {
        for (let left = 3; left > 0; left -= 1) filled.trade(customer, random);
        await scenario.run(scenario.time.now() + 2 * quarter);
        const pulls = [beginPull(scenario, 'desk', crash)];
        if (random() < 0.3) pulls.push(beginPull(scenario, 'desk', crash));
        for (const pull of pulls) await pullOver(scenario, pull);
        filled.trade(customer, random);
        await scenario.run(scenario.time.now() + 2 * quarter);
        if (hour % 12 !== 11) continue;
        // At any moment: nothing that the engine has not booked, and nothing twice.
        const { lines } = await toldFillsWithoutFaults();
        expect(lines.filter((line) => !filled.fills(customer).includes(line))).toEqual([]);
        expect(new Set(lines).size).toBe(lines.length);
      }
      isFaulty = false;
      await scenario.run(scenario.time.now() + 26 * 4 * quarter);
      await pullThrough(scenario, 40);
      const truth = filled.fills(customer);
      const told = await toldFills('desk', filled.marketType, 7);
      expect(told.lines.toSorted()).toEqual([...truth].toSorted());
      expect(truth.length).toBeGreaterThan(150);
      expect(told.pages).toBeGreaterThan(20);
      expect([told.complete, told.reasons.length]).toEqual([false, 3]);
      expect([...scenario.violations, ...nonceFaults(scenario), ...secrecyFaults(scenario)]).toEqual([]);
      const deaths = scenario.invocations.filter(({ state }) => state === 'died').length;
      expect([faults > 20, deaths > 2]).toEqual([true, true]);

      async function toldFillsWithoutFaults() {
        isFaulty = false;
        const read = await toldFills('desk', filled.marketType);
        isFaulty = true;
        return read;
      }
    });
  });

  it('are asked for by the symbols of our own orders and of held coins, within the requests of a pull', async () => {
    await withFills(exchange, {}, async (scenario, { marketType }) => {
      const { symbol } = scenario.scene.markets[marketType];
      const order = { side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };
      const placed = scenario.create('desk', 'order', { symbol, market_type: marketType, ...order });
      await scenario.run(undefined, () => placed.status !== null);
      expect(placed.status).toBe(200);
      await scenario.run(scenario.time.now() + 1000);
      const { hops } = (await pullOnce(scenario, 'desk')).invocation;
      const most = marketOf({ exchange, marketType }).fillsPull?.requestsPerPull ?? 0;
      const asked = hops.filter((hop) => hop.endsWith(tradesCall));
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.length).toBeLessThanOrEqual(most);
      const { symbols, held } = await fillsCursorOf(exchange, marketType);
      expect(held).toContain('ETH');
      expect(symbols[symbol]).toMatchObject({ isTraded: true, isBehind: false });
      expect(symbols['ETH/USDT']).toMatchObject({ isTraded: false });
    });
  });

  it('and balances of each day tell what a summary cannot see: a change without a fill is named, and no other', async () => {
    await withFills(exchange, {}, async (scenario, filled) => {
      const random = randomNumbers(3);
      const readings = [startTime, startTime + 3 * 24 * 4 * quarter];
      await scenario.run(scenario.time.now() + quarter);
      await pullThrough(scenario, 2);
      for (let hour = 0; hour < 72; hour += 6) {
        filled.trade(customer, random);
        if (hour === 36) filled.move(customer, 123.45);
        await scenario.run(scenario.time.now() + 24 * quarter);
        await pullOnce(scenario, 'desk');
      }
      await pullThrough(scenario, 4);
      const [from = 0, to = 0] = readings;
      const changes = await toldChanges('desk', from, to + quarter);
      expect(changes.map(({ asset, unexplained }) => [asset, unexplained])).toEqual(
        ['BTC', 'ETH', filled.money].toSorted().map((asset) => [asset, asset === filled.money ? 123.45 : 0]),
      );
      for (const { opening, closing, fills } of changes)
        expect([closing !== opening, fills !== 0]).toEqual([true, true]);
    });
  });

  it('of two customers are never told as the fills of one: with a key of another customer nothing is shown before its own pull', async () => {
    await withFills(exchange, {}, async (scenario, filled) => {
      const random = randomNumbers(2);
      for (let left = 5; left > 0; left -= 1) filled.trade(customer, random);
      await scenario.run(scenario.time.now() + quarter);
      await pullThrough(scenario, 3);
      expect((await toldFills('desk', filled.marketType)).lines).toHaveLength(5);
      await changeCustomer('desk', 'main', 'someone else');
      const { lines, reasons } = await toldFills('desk', filled.marketType);
      expect([lines, reasons.at(-1)]).toEqual([[], 'no fills have been pulled yet']);
    });
  });
});
