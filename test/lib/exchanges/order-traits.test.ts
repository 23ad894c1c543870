import { describe, expect, it } from 'vitest';
import { binance } from '../../../lib/exchanges/binance/definition.ts';
import { bybit } from '../../../lib/exchanges/bybit/definition.ts';
import type { OrderTraits } from '../../../lib/exchanges/definition.ts';
import { longestArrivalMs } from '../../../lib/orders/arrival.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** What the documentation of the exchanges promises about the orders of a store, and what a verdict must not go beyond. */
interface Promised {
  readonly traits: OrderTraits;
  /** How long an order that has ended without a fill is shown. */
  readonly shownMs: number;
  /** How long a request may wait behind the last check of its deadline. */
  readonly waitMs: number;
}

const stores: readonly (readonly [string, Promised])[] = [
  // "the API waits ten seconds for the engine" (spot: rest-api); -2026 after 90 days (spot: errors).
  ['Binance Spot', { traits: binance.markets.spot.regular, shownMs: 90 * day, waitMs: 10_000 }],
  // "created time + 3 days < current time" (USD-M: Query Order); the engine judges the deadline (-5028).
  ['Binance USD-M', { traits: binance.markets.swap.regular, shownMs: 3 * day, waitMs: 0 }],
  // No page says that the engine of the algo store judges the deadline too.
  ['the algo store of Binance USD-M', { traits: binance.markets.swap.trigger, shownMs: 3 * day, waitMs: 60_000 }],
  // "canceled without a fill: 24 hours" (docs/v5 order/order-list); behind the gateway there is a queue (docs/v5 order/create-order).
  ['Bybit Spot', { traits: bybit.markets.spot.regular, shownMs: day, waitMs: 60_000 }],
  ['stops of Bybit Spot', { traits: bybit.markets.spot.trigger, shownMs: day, waitMs: 60_000 }],
  ['Bybit Futures', { traits: bybit.markets.swap.regular, shownMs: day, waitMs: 60_000 }],
];

describe.each(stores)('a verdict on an order of %s', (_title, { traits, shownMs, waitMs }) => {
  it('concludes nothing from absence when the exchange may have forgotten the order, an hour for clocks included', () => {
    expect(traits.unfilledKeptMs).toBe(shownMs - hour);
  });

  it('waits until the request cannot take effect any more, the queue behind the check included', () => {
    const { afterMs = 0 } = traits.deadline ?? {};
    expect(afterMs).toBeGreaterThan(0);
    expect(longestArrivalMs(traits)).toBeGreaterThan(afterMs + waitMs);
  });

  it('takes no order for absent because one answer does not show the order', () => {
    expect([traits.delaysVisibility, traits.endedShownMs]).toEqual([true, 0]);
  });

  it('does not rely on the client order id: the exchange may take a second order under the id', () => {
    expect(traits.clientIdUnique).not.toBe('for-ever');
  });
});

describe('an amendment of a post-only order', () => {
  it('may take at Bybit, so a new price is refused; at Binance USD-M the order stays post-only', () => {
    expect(bybit.markets.swap.regular.amend).toMatchObject({ keepsPostOnly: false });
    expect(binance.markets.swap.regular.amend).toMatchObject({ keepsPostOnly: true });
  });
});

describe('a client order id at Binance', () => {
  const accepts = (id: string) => binance.markets.spot.regular.clientId?.accepts.test(id);

  it('does not begin like the id of a broker, whose fees and rebates are not those of the customer', () => {
    expect(['x-abc', 'X-abc', 'x-'].filter(accepts)).toEqual([]);
  });

  it('is any other text of 36 signs at the most', () => {
    const ids = ['0123456789abcdef0123456789abcdef', 'x', 'xa-b', 'x_1', 'ax-1', 'a'.repeat(36)];
    expect(ids.filter(accepts)).toEqual(ids);
    expect(['', 'a'.repeat(37), 'a b', "a'--"].filter(accepts)).toEqual([]);
  });
});
