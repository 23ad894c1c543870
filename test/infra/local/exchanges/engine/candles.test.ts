import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candlesOf, startOf } from '../../../../../infra/local/exchanges/engine/candles.ts';
import { marketOf } from '../../../../../infra/local/exchanges/engine/exchange.ts';
import { minuteMs } from '../../../../../infra/local/exchanges/engine/price-history.ts';
import { openExchange } from '../kraken/futures/fixture-client.ts';

const step = fc.record({
  after: fc.integer({ min: 1, max: 10 * minuteMs }),
  price: fc.integer({ min: 50_000, max: 90_000 }),
});

describe('candles', () => {
  it('of any path: each opens where the last one closed or where the price jumped, and holds every price of its time', () => {
    const property = fc.property(
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(1, 5, 60),
      (steps, minutes) => {
        const { world, protocol } = openExchange();
        const exchange = protocol.exchange();
        const market = marketOf(exchange, 'PF_XBTUSD');
        const intervalMs = minutes * minuteMs;
        const from = startOf(world.now(), intervalMs);
        const seen: [at: number, price: number][] = [];
        for (const { after, price } of steps) {
          world.advance(after);
          world.pin('BTC', 'USD', new Decimal(price));
          seen.push([startOf(world.now(), intervalMs), price]);
        }
        const to = startOf(world.now(), intervalMs);
        const range = { intervalMs, from, to, withTrades: true };
        const candles = candlesOf(exchange, exchange.priceHistory, market, range);
        expect(candles.map(({ start }) => start)).toEqual(
          Array.from({ length: (to - from) / intervalMs + 1 }, (_, index) => from + index * intervalMs),
        );
        for (const { start, open, high, low, close } of candles) {
          const prices = seen.filter(([at]) => at === start).map(([, price]) => price);
          for (const price of [open.toNumber(), close.toNumber(), ...prices]) {
            expect(low.toNumber()).toBeLessThanOrEqual(price);
            expect(high.toNumber()).toBeGreaterThanOrEqual(price);
          }
          if (prices.length > 0) expect(close.toNumber()).toBe(prices.at(-1));
        }
        world.close();
      },
    );
    fc.assert(property, { numRuns: 30 });
  });
});
