import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { parametersOf, placeOrder } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

describe('symbols', () => {
  let simulators: Venues;
  const exchanges = {} as Record<MarketType, MarketAdapter>;
  beforeAll(async () => {
    simulators = openVenues();
    for (const marketType of ['spot', 'swap'] as const)
      exchanges[marketType] = await openOver(marketType, simulators[marketType]);
  });
  afterAll(() => simulators.world.close());

  const refusal = async (marketType: MarketType, symbol: string) =>
    placeOrder(exchanges[marketType], orderOf(marketType, { symbol }), notAfter).then(
      () => null,
      (error: unknown) => error,
    );

  it.each([
    ['swap', 'BTC/USD:USDT', 'BTC/USD:USD'],
    ['swap', 'ETH/USD:USDT', 'ETH/USD:USD'],
    ['swap', 'BTC/USD', 'BTC/USD:USD'],
    ['swap', 'BTC/USDT:USDT', 'BTC/USD:USD'],
    ['spot', 'BTC/USD:USD', 'BTC/USD'],
    ['spot', 'XBT/USD', 'BTC/USD'],
    ['spot', 'XDG/USD', 'DOGE/USD'],
    ['swap', 'XBT/USD', 'BTC/USD:USD'],
    ['swap', 'XBT/USD:USD', 'BTC/USD:USD'],
  ] as const)('on %s the symbol %s is unknown, and the error suggests %s', async (marketType, symbol, suggestion) => {
    const error = {
      code: 'INVALID_SYMBOL',
      message: expect.stringContaining(`did you mean ${suggestion}?`),
      details: [{ field: 'symbol' }],
    };
    expect(await refusal(marketType, symbol)).toMatchObject(error);
    expect(simulators[marketType].sent).toEqual([]);
  });

  it.each(['NOPE/NADA', '__proto__', 'constructor', 'toString'])(
    'the symbol %s is unknown, and the error suggests no other symbol',
    async (symbol) => {
      const error = await refusal('spot', symbol);
      expect(error).toMatchObject({ code: 'INVALID_SYMBOL' });
      expect(String(error)).not.toContain('did you mean');
    },
  );

  it('a symbol has the price step and the minima that the exchange publishes', async () => {
    const order = (terms: Partial<OrderRequest>) =>
      parametersOf(exchanges.spot, orderOf('spot', { type: 'limit', price: '75000', ...terms }), notAfter);
    await expect(order({ price: '75000.1' })).resolves.toBeDefined();
    await expect(order({ price: '75000.01' })).rejects.toThrow('the nearest are 75000 and 75000.1');
    await expect(order({ quantity: '0.00000001' })).rejects.toThrow(/below the minimum/);
    const future = (terms: Partial<OrderRequest>) =>
      parametersOf(exchanges.swap, orderOf('swap', { type: 'limit', price: '75000', ...terms }), notAfter);
    await expect(future({ quantity: '0.00005' })).rejects.toThrow('the smallest is 0.0001');
    await expect(future({ price: '75000.5' })).rejects.toThrow('the nearest are 75000 and 75001');
  });
});
