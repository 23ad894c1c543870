import { generateKeyPairSync } from 'node:crypto';
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

const symbol = 'BTC/USDT';

/** Places an order and answers its id, which CCXT's types leave open. */
async function place(...terms: Parameters<binance['createOrder']>): Promise<string> {
  const { id } = await exchange.createOrder(...terms);
  if (!id) throw new Error('no order id');
  return id;
}

describe('CCXT unmodified on spot', () => {
  it('loads the markets of both hosts with their steps and limits', async () => {
    await exchange.loadMarkets();
    expect(exchange.market(symbol)).toMatchObject({
      ...{ id: 'BTCUSDT', active: true, spot: true, precision: { price: 0.01, amount: 0.00001 } },
      limits: { cost: { min: 5, max: 9_000_000 }, market: { max: 120 } },
    });
    expect(exchange.market('BTC/USDT:USDT')).toMatchObject({
      id: 'BTCUSDT',
      swap: true,
      linear: true,
      contractSize: 1,
    });
    const dated = Object.values(exchange.markets ?? {}).filter((market) => market?.future);
    expect(dated.map((market) => market?.symbol)).toEqual([
      expect.stringMatching(/^BTC\/USDT:USDT-\d{6}$/),
      expect.stringMatching(/^BTC\/USDT:USDT-\d{6}$/),
    ]);
    await servers.spot.control('market', { symbol, suspended: true });
    await exchange.loadMarkets(true);
    expect(exchange.market(symbol).active).toBe(false);
  });

  it('reads prices, the book, candles and the time', async () => {
    expect(await exchange.fetchTicker(symbol)).toMatchObject({ last: 70_000, bid: 69_999.99, ask: 70_000.01 });
    expect((await exchange.fetchOrderBook(symbol)).bids[0]?.[0]).toBe(69_999.99);
    expect((await exchange.fetchBidsAsks([symbol]))[symbol]?.ask).toBe(70_000.01);
    expect(await exchange.fetchOHLCV(symbol)).toHaveLength(1);
    expect(Math.abs(((await exchange.fetchTime()) ?? 0) - Date.now())).toBeLessThan(1000);
  });

  it('reads balances with what is held', async () => {
    await exchange.createOrder(symbol, 'limit', 'buy', 0.01, 60_000);
    expect((await exchange.fetchBalance()).USDT).toEqual({ free: 99_400, used: 600, total: 100_000 });
  });

  it.each([
    ['market', undefined, {}, 'closed'],
    ['limit', 60_000, {}, 'open'],
    ['limit', 60_000, { postOnly: true }, 'open'],
    ['limit', 71_000, { timeInForce: 'IOC' }, 'closed'],
    ['limit', 60_000, { timeInForce: 'FOK' }, 'expired'],
    ['limit', 76_000, { stopLossPrice: 75_000 }, 'open'],
    ['limit', 64_000, { takeProfitPrice: 65_000 }, 'open'],
    ['market', undefined, { stopLossPrice: 75_000 }, 'open'],
    ['market', undefined, { takeProfitPrice: 65_000 }, 'open'],
    ['market', undefined, { trailingPercent: 1, stopLossOrTakeProfit: 'stopLoss' }, 'open'],
  ] as const)('places a %s order at %s with %o, and finds it %s', async (type, price, params, status) => {
    const id = await place(symbol, type, 'buy', 0.01, price, params);
    expect((await exchange.fetchOrder(id, symbol)).status).toBe(status);
    const open = await exchange.fetchOpenOrders(symbol);
    expect(open.map((order) => order.id)).toEqual(status === 'open' ? [id] : []);
  });

  it('finds an order by the client id and cancels it; a second time it is not found', async () => {
    const id = await place(symbol, 'limit', 'buy', 0.01, 60_000, { clientOrderId: 'ours' });
    expect((await exchange.fetchOrder('', symbol, { clientOrderId: 'ours' })).id).toBe(id);
    await exchange.cancelOrder(id, symbol);
    expect((await exchange.fetchOrder(id, symbol)).status).toBe('canceled');
    await expect(exchange.cancelOrder(id, symbol)).rejects.toThrow('-2011');
    await place(symbol, 'limit', 'buy', 0.01, 60_000);
    expect(await exchange.cancelAllOrders(symbol)).toHaveLength(1);
  });

  it('reads trades with their fees, closed orders and transfers', async () => {
    await place(symbol, 'market', 'buy', 0.01);
    const [trade] = await exchange.fetchMyTrades(symbol);
    expect(trade).toMatchObject({ amount: 0.01, price: 70_000.01, takerOrMaker: 'taker', fee: { currency: 'BTC' } });
    expect(await exchange.fetchClosedOrders(symbol)).toHaveLength(1);
    const { id } = await exchange.transfer('USDT', 25, 'spot', 'linear');
    expect((await exchange.fetchBalance({ type: 'swap' })).USDT?.total).toBe(50_025);
    expect(await exchange.fetchTransfers('USDT')).toMatchObject([{ id, amount: 25, status: 'ok' }]);
  });

  it('lessens an order in place over the raw call', async () => {
    const id = await place(symbol, 'limit', 'buy', 0.01, 60_000, { clientOrderId: 'ours' });
    const amend = { symbol: 'BTCUSDT', orderId: id, newQty: '0.005', newClientOrderId: 'ours' };
    await exchange.fetch2('order/amend/keepPriority', 'private', 'PUT', amend);
    expect(await exchange.fetchOrder(id, symbol)).toMatchObject({ amount: 0.005, clientOrderId: 'ours' });
  });

  it('signs with RSA and Ed25519 keys', async () => {
    const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ed25519')];
    for (const [index, { publicKey, privateKey }] of pairs.entries()) {
      const apiKey = String(index).padEnd(64, 'k');
      await servers.spot.control('key', { api_key: apiKey, secret: publicKey.export({ type: 'spki', format: 'pem' }) });
      const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
      const other = openCcxt(servers, { apiKey, secret });
      expect((await other.fetchBalance()).USDT?.total).toBe(100_000);
      await other.close();
    }
  });

  it('knows refusals for what they are', async () => {
    await expect(exchange.createOrder(symbol, 'limit', 'buy', 5, 60_000)).rejects.toMatchObject({
      name: 'InsufficientFunds',
    });
  });
});
