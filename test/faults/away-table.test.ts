import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accounts, journalOf } from './harness/accounts.ts';
import { over } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { bodyOf } from './harness/orders.ts';
import { type AnyScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { everyMarket, placingCalls } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

const minute = 60_000;
let scenario: AnyScenario;
afterEach(() => scenario.close());

/** `test/faults/away.test.ts` is about Kraken. */
const others = [...everyMarket('spot'), ...everyMarket('swap')].filter(({ name }) => name.exchange !== 'kraken');

describe.each(others)('an order on $title whose answer is lost', (market) => {
  let away: ExchangeFault | null = null;
  const open = async (after: ExchangeFault): Promise<void> => {
    away = after;
    scenario = await openScenarioAt(market.name.exchange, ['desk'], {
      exchangeFault: ({ name, nth }) =>
        placingCalls(market).includes(name) && nth === 0 ? { kind: 'drop-after' } : (away ?? undefined),
    });
    const told = scenario.create('desk', 'k', bodyOf(market, 'limit', { client_order_id: 'mine' }));
    await over(scenario, told);
    expect([told.status, told.body.data?.order?.status]).toEqual([202, 'unknown']);
  };
  const resolveUntil = async (ms: number, everyMs: number): Promise<void> => {
    while (scenario.time.now() < startTime + ms) {
      await scenario.run(scenario.time.now() + everyMs);
      const job = scenario.resolve();
      await scenario.run(undefined, () => job.state !== 'running');
    }
  };
  const states = async () => (await journalOf(accounts.desk)).map(({ state }) => state);

  it('is unknown while the exchange is away for eleven minutes, and is found by the next look', async () => {
    await open({ kind: 'http-503', applied: false });
    await resolveUntil(11 * minute, minute);
    expect(await states()).toEqual(['UNKNOWN']);
    away = null;
    const seen = scenario.get('desk', 'mine');
    await over(scenario, seen);
    const [placed] = scenario.exchange.orders();
    expect(seen.body.data?.order).toMatchObject({ status: 'open', order_id: placed?.id });
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it.each<ExchangeFault>([{ kind: 'denied' }, { kind: 'limited' }])(
    'is unknown while every answer is $kind for twelve hours, which costs few requests, and has its verdict then',
    async (fault) => {
      await open(fault);
      await resolveUntil(12 * 60 * minute, 60 * minute);
      expect(await states()).toEqual(['UNKNOWN']);
      expect(scenario.sent.length).toBeLessThan(100);
      away = null;
      await resolveUntil(12 * 60 * minute + 40 * minute, 5 * minute);
      expect(await states()).toEqual(['ACCEPTED']);
      expect(await judge(scenario, ['desk'])).toEqual([]);
    },
  );
});
