import type binance from 'ccxt/js/src/binance.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCcxt, type Servers, startServers } from './fixture-servers.ts';

let servers: Servers;
let exchange: binance;
beforeEach(async () => {
  servers = await startServers();
  exchange = openCcxt(servers);
});
afterEach(async () => {
  await exchange.close();
  await servers.stop();
});

const symbol = 'BTC/USDT:USDT';

async function place(...terms: Parameters<binance['createOrder']>): Promise<string> {
  const { id } = await exchange.createOrder(...terms);
  if (!id) throw new Error('no order id');
  return id;
}

describe('CCXT unmodified on USD-M futures', () => {
  it('reads balances, prices and funding rates', async () => {
    expect((await exchange.fetchBalance({ type: 'swap' })).USDT?.total).toBe(50_000);
    expect((await exchange.fetchTicker(symbol)).last).toBe(70_000);
    expect((await exchange.fetchOrderBook(symbol)).asks[0]?.[0]).toBe(70_000.1);
    expect((await exchange.fetchFundingRate(symbol)).markPrice).toBe(70_000);
    const rates = await exchange.fetchFundingRateHistory(symbol, undefined, 3);
    expect(rates).toHaveLength(3);
    expect((rates[1]?.timestamp ?? 0) - (rates[0]?.timestamp ?? 0)).toBe(8 * 3_600_000);
  });

  it.each([
    ['market', undefined, {}, 'closed'],
    ['limit', 68_000, {}, 'open'],
    ['limit', 68_000, { postOnly: true }, 'open'],
    ['limit', 71_000, { timeInForce: 'IOC' }, 'closed'],
    ['limit', 68_000, { timeInForce: 'IOC' }, 'expired'],
    ['limit', 71_000, { timeInForce: 'FOK' }, 'closed'],
  ] as const)('places a %s order at %s with %o, and finds it %s', async (type, price, params, status) => {
    const id = await place(symbol, type, 'buy', 0.01, price, params);
    expect((await exchange.fetchOrder(id, symbol)).status).toBe(status);
    expect(await exchange.fetchOpenOrders(symbol)).toHaveLength(status === 'open' ? 1 : 0);
  });

  it.each([
    ['market', undefined, { stopLossPrice: 75_000 }],
    ['market', undefined, { takeProfitPrice: 65_000 }],
    ['limit', 72_000, { stopLossPrice: 71_500 }],
    ['limit', 69_000, { takeProfitPrice: 69_500 }],
    ['market', undefined, { trailingPercent: 1 }],
    ['market', undefined, { triggerPrice: 75_000 }],
  ] as const)(
    'places a conditional %s order at %s with %o in the algo store, and cancels it there',
    async (...given) => {
      const [type, price, params] = given;
      const id = await place(symbol, type, 'buy', 0.01, price, params);
      expect(await exchange.fetchOpenOrders(symbol)).toEqual([]);
      expect(await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true })).toMatchObject([{ id }]);
      expect((await exchange.fetchOrder(id, symbol, { trigger: true })).status).toBe('open');
      await exchange.cancelOrder(id, symbol, { trigger: true });
      expect(await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true })).toEqual([]);
    },
  );

  it('amends, cancels in a batch and cancels all', async () => {
    const ids = [await place(symbol, 'limit', 'buy', 0.01, 68_000), await place(symbol, 'limit', 'buy', 0.01, 67_000)];
    expect((await exchange.editOrder(ids[0] ?? '', symbol, 'limit', 'buy', 0.02, 66_000)).id).toBe(ids[0]);
    expect((await exchange.fetchOrder(ids[0] ?? '', symbol)).amount).toBe(0.02);
    expect(await exchange.cancelOrders(ids, symbol)).toHaveLength(2);
    const created = await exchange.createOrders([
      { symbol, type: 'limit', side: 'buy', amount: 0.01, price: 68_000 },
      { symbol, type: 'limit', side: 'buy', amount: 0.001, price: 68_000 },
    ]);
    expect(created).toHaveLength(2);
    await exchange.cancelAllOrders(symbol);
    expect(await exchange.fetchOpenOrders(symbol)).toEqual([]);
  });

  it('reads positions, trades, income and funding payments', async () => {
    await place(symbol, 'market', 'buy', 0.1);
    await servers.pin('71000');
    const [position] = await exchange.fetchPositions([symbol]);
    expect(position).toMatchObject({ side: 'long', contracts: 0.1, entryPrice: 70_000.1 });
    expect(position?.unrealizedPnl).toBeCloseTo(99.99, 2);
    await place(symbol, 'market', 'sell', 0.1, undefined, { reduceOnly: true });
    expect(await exchange.fetchPositions([symbol])).toEqual([]);
    expect(await exchange.fetchMyTrades(symbol)).toMatchObject([
      { side: 'buy' },
      { side: 'sell', fee: { currency: 'USDT' } },
    ]);
    const kinds = (await exchange.fetchLedger(undefined, undefined, 100, { type: 'swap' })).map(
      ({ info }) => info.incomeType,
    );
    expect(kinds).toEqual(expect.arrayContaining(['TRANSFER', 'COMMISSION', 'REALIZED_PNL']));
    expect(await exchange.fetchFundingHistory(symbol)).toEqual([]);
  });

  it('sets leverage and margin mode, and reads both', async () => {
    await exchange.setLeverage(10, symbol);
    await exchange.setMarginMode('isolated', symbol);
    expect(await exchange.fetchLeverage(symbol)).toMatchObject({ longLeverage: 10, marginMode: 'isolated' });
    await expect(exchange.setMarginMode('isolated', symbol)).rejects.toMatchObject({ name: 'MarginModeAlreadySet' });
    expect(await exchange.fetchPositionMode(symbol)).toMatchObject({ hedged: false });
    expect((await exchange.fetchLeverageTiers([symbol]))[symbol]?.[0]?.maxLeverage).toBe(125);
  });
});
