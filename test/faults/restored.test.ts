import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as cancelOrder } from '../../functions/api/cancel-order.ts';
import { accountKey } from '../../lib/accounts/partitions.ts';
import { forgetTableClock } from '../../lib/aws/clock.ts';
import { raiseNonce } from '../../lib/nonce/nonce-counter.ts';
import { answered, begun, deskId } from './harness/account-calls.ts';
import { desk, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { setState } from './harness/halt.ts';
import { type MarketType, orderBody } from './harness/orders.ts';
import { registeredAt } from './harness/registered-then.ts';
import { endRestore, itemsOf, pass, restore } from './harness/restore.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';

/**
 * A table that was restored from a backup: what happened after the moment of the restore has left no trace in the table, and stands at the
 * exchange.
 */
let scenario: Scenario;
const hour = 3_600_000;
let restoredTo = 0;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(async () => {
  endRestore();
  await scenario.close();
});

async function ask(key: string, marketType: MarketType, type: 'limit' | 'market' = 'limit'): Promise<CallResult> {
  const told = scenario.create('desk', key, orderBody(marketType, type));
  await over(scenario, told);
  return told;
}

/** `lost` happens in the last minutes of the table, and the restored table shows the moment before. */
async function openRestored(lost: () => Promise<unknown>, terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
  await registeredAt('desk', startTime - hour);
  await ask('kept', 'spot');
  const kept = await itemsOf(desk);
  restoredTo = scenario.time.now();
  await pass(scenario, 60_000);
  await lost();
  await pass(scenario, 5 * 60_000);
  await restore(desk, kept, restoredTo);
}

function told({ status, body }: CallResult): unknown[] {
  return [status, body.code ?? body.data?.order?.status];
}

const bookOf = (): number => scenario.exchange.orders().length;

describe.each(['spot', 'swap'] as const)('an order on %s that the restored table has lost', (marketType) => {
  it.each(['limit', 'market'] as const)(
    'is found at the exchange when a %s order is repeated, and is not sent twice',
    async (type) => {
      await openRestored(() => ask('lost', marketType, type));
      await setState(scenario, 'ACTIVE');
      const placed = bookOf();
      const sent = scenario.sent.length;
      const repeated = await ask('lost', marketType, type);
      expect(told(repeated)).toEqual([200, type === 'limit' ? 'open' : 'filled']);
      expect([bookOf(), repeated.body.data?.replayed]).toEqual([placed, true]);
      expect(scenario.sent.slice(sent).some(({ name }) => /AddOrder|sendorder/.test(name))).toBe(false);
      const entry = (await journalOf(desk)).find(
        ({ marketType: of, sentAt }) => of === marketType && sentAt < restoredTo,
      );
      expect(entry).toMatchObject({ state: 'ACCEPTED' });
      expect(told(await ask('lost', marketType, type))).toEqual(told(repeated));
    },
  );

  it('a new order is placed after a look that shows nothing', async () => {
    await openRestored(() => ask('lost', marketType));
    await setState(scenario, 'ACTIVE');
    const placed = bookOf();
    expect(told(await ask('new', marketType))).toEqual([200, 'open']);
    expect(bookOf()).toBe(placed + 1);
  });
});

describe.each(['spot', 'swap'] as const)('a lost order that rests on %s', (marketType) => {
  it('is canceled by its Idempotency-Key, though the journal has no entry', async () => {
    await openRestored(() => ask('lost', marketType));
    const query = { ...deskId, idempotency_key: 'lost', market_type: marketType };
    const resting = scenario.openOrders();
    const { status, body } = await answered(scenario, begun(scenario, 'cancel', cancelOrder, { query }));
    expect([status, body.data?.order]).toMatchObject([200, { status: 'canceled' }]);
    expect(scenario.openOrders()).toHaveLength(resting.length - 1);
  });
});

describe('an account of a restored table', () => {
  it('is HALTED until a person lets it trade, whatever state the table shows', async () => {
    await openRestored(() => setState(scenario, 'HALTED'));
    expect(told(await ask('new', 'spot'))).toEqual([422, 'TRADING_HALTED']);
    await setState(scenario, 'ACTIVE');
    expect(told(await ask('new', 'spot'))).toEqual([200, 'open']);
  });

  it('is HALTED again after a second restore', async () => {
    await openRestored(async () => {});
    await setState(scenario, 'ACTIVE');
    const kept = await itemsOf(desk);
    await restore(desk, kept, scenario.time.now());
    expect(told(await ask('new', 'spot'))).toEqual([422, 'TRADING_HALTED']);
  });

  it('is halted by a person after a restore as before', async () => {
    await openRestored(async () => {});
    await setState(scenario, 'ACTIVE');
    await setState(scenario, 'HALTED');
    expect(told(await ask('new', 'spot'))).toEqual([422, 'TRADING_HALTED']);
  });

  it('that was registered after the moment of the restore trades at once', async () => {
    await openRestored(async () => {});
    await registeredAt('desk', scenario.time.now());
    expect(told(await ask('new', 'spot'))).toEqual([200, 'open']);
  });

  it('replays an order that the table has kept, without a look', async () => {
    await openRestored(async () => {});
    await setState(scenario, 'ACTIVE');
    const sent = scenario.sent.length;
    expect(told(await ask('kept', 'spot'))).toEqual([200, 'open']);
    expect(scenario.sent.slice(sent)).toEqual([]);
  });
});

describe('the nonces of a restored table', () => {
  it('of a counter that was ahead of the clock leap over those of the lost minutes', async () => {
    const counter = async (): Promise<number> => {
      const [account] = await itemsOf(desk);
      return Number(account?.nonces?.M?.spot?.N);
    };
    await openRestored(() => ask('lost', 'spot'));
    const ahead = (await counter()) + 30 * 24 * hour;
    await raiseNonce(accountKey(desk), 'spot', String(ahead));
    expect(await counter()).toBe(ahead);
    forgetTableClock();
    await setState(scenario, 'ACTIVE');
    expect(await counter()).toBeGreaterThanOrEqual(ahead + 6 * 60_000);
    const raised = await counter();
    await setState(scenario, 'ACTIVE');
    expect(await counter()).toBe(raised);
  });
});

describe('a look for a lost order', () => {
  it('that fails leaves the order unsent, and a repetition places the order', async () => {
    let isAway = false;
    await openRestored(async () => {}, {
      exchangeFault: ({ name }) => (isAway && name === 'OpenOrders' ? { kind: 'http-503' } : undefined),
    });
    await setState(scenario, 'ACTIVE');
    isAway = true;
    const placed = bookOf();
    expect(told(await ask('new', 'spot'))).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect(bookOf()).toBe(placed);
    isAway = false;
    expect(told(await ask('new', 'spot'))).toEqual([200, 'open']);
  });

  it('that shows other terms under the name refuses the order', async () => {
    const other = { ...orderBody('spot', 'limit', { client_order_id: 'mine-1' }), price: 60_000 };
    await openRestored(async () => over(scenario, scenario.create('desk', 'x', other)));
    await setState(scenario, 'ACTIVE');
    const placed = bookOf();
    const again = scenario.create('desk', 'x', orderBody('spot', 'limit', { client_order_id: 'mine-1' }));
    await over(scenario, again);
    expect(told(again)).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(bookOf()).toBe(placed);
  });

  it('is made for a day after the account was let trade, and no longer', async () => {
    await openRestored(async () => {});
    await setState(scenario, 'ACTIVE');
    const looks = async (key: string): Promise<number> => {
      const before = scenario.sent.length;
      await ask(key, 'spot');
      return scenario.sent.slice(before).filter(({ name }) => name === 'OpenOrders').length;
    };
    await pass(scenario, 23 * hour);
    expect(await looks('a')).toBe(1);
    await pass(scenario, 2 * hour);
    expect(await looks('b')).toBe(0);
  });
});
