import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderRequest } from '../../../lib/contract/schemas/orders.ts';
import { orderTypes } from '../../../lib/exchanges/model/order.ts';

const base = { exchange_account_id: 'main', symbol: 'BTC/USD:USD', side: 'buy', quantity: 1 };
function faults(order: Record<string, unknown>): string[] {
  const { error } = orderRequest().safeParse({ ...base, ...order });
  return (error?.issues ?? []).map(({ path }) => path.join('.')).sort();
}

/** What each type takes; a price it would ignore is refused, because the client believes in it. */
const takes = {
  market: [],
  limit: ['price'],
  stop_loss: ['stop_price'],
  stop_loss_limit: ['price', 'stop_price'],
  take_profit: ['stop_price'],
  take_profit_limit: ['price', 'stop_price'],
  trailing_stop: ['trailing_percent'],
} as const satisfies Record<(typeof orderTypes)[number], readonly string[]>;

function priced(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

describe.each(orderTypes)('%s', (order_type) => {
  const needed: readonly string[] = takes[order_type];

  it('takes exactly the prices it uses', () => {
    expect(faults({ order_type, ...priced(needed) })).toEqual([]);
  });

  it('without one of them is refused by its name', () => {
    for (const name of needed)
      expect(faults({ order_type, ...priced(needed.filter((other) => other !== name)) })).toEqual([name]);
  });

  it('with any other price is refused by its name', () => {
    const others = ['price', 'stop_price', 'trailing_percent', 'trailing_amount'].filter(
      (name) => !needed.includes(name),
    );
    for (const name of others) {
      const expected = order_type === 'trailing_stop' && name === 'trailing_amount' ? 'trailing_percent' : name;
      expect(faults({ order_type, ...priced([...needed, name]) })).toEqual([expected]);
    }
  });

  it('can be post-only only as a limit order', () => {
    const expected = order_type === 'limit' ? [] : ['post_only'];
    expect(faults({ order_type, ...priced(needed), post_only: true })).toEqual(expected);
    expect(faults({ order_type, ...priced(needed), time_in_force: 'POST_ONLY' })).toEqual(expected);
  });

  it('has a trigger only when something triggers it', () => {
    const expected = order_type === 'market' || order_type === 'limit' ? ['trigger_price_type'] : [];
    expect(faults({ order_type, ...priced(needed), trigger_price_type: 'mark' })).toEqual(expected);
  });
});

describe('any combination of prices', () => {
  it('passes only with exactly the prices of its type', () => {
    const names = ['price', 'stop_price', 'trailing_percent', 'trailing_amount'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...orderTypes), fc.subarray([...names]), (order_type, given) => {
        const needed: readonly string[] = takes[order_type];
        const alternative = order_type === 'trailing_stop' ? ['trailing_amount'] : needed;
        const fits = [needed, alternative].some(
          (set) => set.length === given.length && given.every((name) => set.includes(name)),
        );
        expect(faults({ order_type, ...priced(given) }).length === 0).toBe(fits);
      }),
    );
  });
});

describe('time in force', () => {
  it.each([
    ['market', 'IOC', ['time_in_force']],
    ['market', 'GTC', ['time_in_force']],
    ['limit', 'GTC', []],
    ['limit', 'IOC', []],
    ['limit', 'FOK', []],
  ])('%s with %s', (order_type, time_in_force, expected) => {
    expect(faults({ order_type, time_in_force, ...(order_type === 'limit' ? { price: 1 } : {}) })).toEqual(expected);
  });

  it.each(['IOC', 'FOK'])('%s contradicts post_only', (time_in_force) => {
    expect(faults({ order_type: 'limit', price: 1, post_only: true, time_in_force })).toEqual(['time_in_force']);
  });
});
