import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Decimal } from '../../../../../lib/decimal.ts';
import { expectChain } from './fixture-chain.ts';
import { openExchange } from './fixture-client.ts';

describe('the transaction log', () => {
  it('is one chain per coin over all categories, whatever was traded', () => {
    const step = fc.record({
      category: fc.constantFrom('spot', 'linear', 'linear', 'inverse'),
      coin: fc.constantFrom('USDT', 'USDC'),
      side: fc.constantFrom('Buy', 'Sell'),
      units: fc.integer({ min: 1, max: 40 }),
      price: fc.integer({ min: 79_000, max: 81_000 }),
      hours: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
        const exchange = openExchange();
        for (const { category, coin, side, units, price, hours } of steps) {
          const symbol =
            category === 'inverse' ? 'BTCUSD' : category === 'linear' && coin === 'USDC' ? 'BTCPERP' : `BTC${coin}`;
          const qty = category === 'inverse' ? String(units * 10) : new Decimal(units).div(1000).toFixed();
          exchange.order({ category, symbol, side, qty, orderType: 'Market', marketUnit: 'baseCoin' });
          exchange.world.pin('BTC', 'USD', new Decimal(price));
          exchange.world.advance(hours * 3_600_000);
        }
        expectChain(exchange);
      }),
      { numRuns: 25 },
    );
  });
});
