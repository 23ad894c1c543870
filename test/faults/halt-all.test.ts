import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { over } from './harness/case.ts';
import type { Sent } from './harness/exchange.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { type HaltResult, startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** Every account of the tenant alpha. */
const tenants = ['desk', 'fund', 'twinAlpha'] as const;

let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(tenants, terms);
}

/** Each account has a position and a resting order on each market. */
async function trade(): Promise<void> {
  for (const account of tenants)
    for (const marketType of ['spot', 'swap'] as const) {
      await over(scenario, scenario.create(account, `limit-${marketType}`, orderBody(marketType, 'limit')));
      if (marketType === 'swap')
        await over(scenario, scenario.create(account, 'market', orderBody(marketType, 'market')));
    }
}

async function haltAll(): Promise<HaltResult & { readonly took: number }> {
  const began = scenario.time.now();
  const halt = startHalt(scenario, { exchange_account_id: undefined, all_accounts: true, close_positions: true });
  await scenario.run(began + 60_000);
  return { ...halt, took: halt.answeredAt - began };
}

function ofDesk(fault: ExchangeFault): (sent: Sent) => ExchangeFault | undefined {
  const { spot, swap } = keysOf('desk');
  return ({ invocation, apiKey }) =>
    invocation === 'halt' && (apiKey === spot.apiKey || apiKey === swap.apiKey) ? fault : undefined;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a halt of all accounts', () => {
  it('leaves nothing open, and is as fast as the halt of one', async () => {
    await open();
    await trade();
    const { data, status, took } = await haltAll();
    expect(status).toBe(200);
    expect(data).toMatchObject({ complete: true, count: 3, reasons: [] });
    expect(data.accounts).toMatchObject([
      { exchange_account_id: 'desk', complete: true, closed_positions: [{ outcome: 'closed' }] },
      { exchange_account_id: 'fund', complete: true, closed_positions: [{ outcome: 'closed' }] },
      { exchange_account_id: 'twin', complete: true, closed_positions: [{ outcome: 'closed' }] },
    ]);
    expect(took).toBeLessThan(15_000);
    expect(scenario.openOrders()).toEqual([]);
  });

  it.each<ExchangeFault>([{ kind: 'drop-before' }, { kind: 'delay', ms: 120_000, applied: false }, { kind: 'denied' }])(
    'carries out every other halt beside an account whose exchange answers $kind, and answers in time',
    async (fault) => {
      await open({ exchangeFault: (sent) => ofDesk(fault)(sent) });
      await trade();
      const { data, took } = await haltAll();
      expect(data).toMatchObject({ complete: false, count: 3 });
      expect(data.accounts).toMatchObject([
        { exchange_account_id: 'desk', complete: false, trading_state: 'HALTED' },
        { exchange_account_id: 'fund', complete: true },
        { exchange_account_id: 'twin', complete: true },
      ]);
      expect(took).toBeLessThan(28_000);
      expect(scenario.openOrders()).toHaveLength(2);
    },
  );

  it('halts the other accounts where the state of one cannot be written', async () => {
    await open({
      awsFault: ({ invocation, operation, body }) =>
        invocation === 'halt' && operation === 'UpdateItem' && body.includes('#desk"') && body.includes(':state')
          ? 'throttle'
          : undefined,
    });
    await trade();
    const { data } = await haltAll();
    expect(data).toMatchObject({ complete: false, count: 3 });
    const [first] = data.accounts as { exchange_account_id: string; trading_state: unknown; reasons: string[] }[];
    expect(first).toMatchObject({ exchange_account_id: 'desk', trading_state: null });
    expect(first?.reasons[0]).toContain('new orders may still be placed');
    expect((data.accounts as { complete: boolean }[]).slice(1)).toMatchObject([{ complete: true }, { complete: true }]);
    expect(scenario.time.now()).toBeGreaterThan(startTime);
  });
});
