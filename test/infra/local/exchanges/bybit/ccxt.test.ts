import bybit from 'ccxt/js/src/bybit.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import type { Bybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import { startBybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import type { World } from '../../../../../infra/local/exchanges/engine/world.ts';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';
import { Decimal } from '../../../../../lib/decimal.ts';

const spot = 'BTC/USDT';
const swap = 'BTC/USDT:USDT';

/** CCXT signs with the time of this machine, so that the world has the true time. */
describe('the CCXT class, unmodified, against the simulator', () => {
  let world: World;
  let simulator: Bybit;
  let exchange: bybit;

  beforeAll(async () => {
    world = createWorld({ seed: 7, tickMs: 0, pinned: true });
    for (const coin of ['USDT', 'USDC']) world.pin(coin, 'USD', new Decimal(1));
    simulator = await startBybit({ world });
    exchange = connect(simulator.url);
    await exchange.loadMarkets();
  });

  beforeEach(async () => {
    world.pin('BTC', 'USD', new Decimal(80_000));
    await simulator.control('reset');
  });

  afterAll(async () => {
    await simulator.close();
    world.close();
  });

  it('loads pairs and contracts under their unified names', () => {
    expect(exchange.market(spot)).toMatchObject({
      id: 'BTCUSDT',
      spot: true,
      precision: { amount: 0.000001, price: 0.1 },
    });
    expect(exchange.market(swap)).toMatchObject({ id: 'BTCUSDT', linear: true, contractSize: 1, settle: 'USDT' });
    expect(exchange.market('BTC/USDC:USDC')).toMatchObject({ id: 'BTCPERP', linear: true });
    expect(exchange.market('BTC/USD:BTC')).toMatchObject({ id: 'BTCUSD', inverse: true });
    expect(exchange.market('1000PEPE/USDT:USDT')).toMatchObject({ id: '1000PEPEUSDT' });
  });

  it('reads prices, books and funding rates', async () => {
    expect(await exchange.fetchTicker(spot)).toMatchObject({ last: 80_000, bid: 79_996, ask: 80_004 });
    expect((await exchange.fetchTickers([swap]))[swap]).toMatchObject({ last: 80_000, markPrice: 80_000 });
    expect((await exchange.fetchOrderBook(swap)).bids?.[0]?.[0]).toBe(79_996);
    expect((await exchange.fetchFundingRateHistory(swap)).length).toBeGreaterThan(100);
    expect(await exchange.fetchFundingRate(swap)).toMatchObject({ symbol: swap, interval: '8h' });
    expect(Math.abs(Number(await exchange.fetchTime()) - Date.now())).toBeLessThan(5000);
  });

  it('trades on spot and finds the orders again', async () => {
    const balance = await exchange.fetchBalance();
    expect(balance).toMatchObject({ USDT: { total: 50_000 }, BTC: { total: 1 } });
    const bought = await exchange.createOrder(spot, 'market', 'buy', 0.01, 80_000);
    const done = await exchange.fetchOrder(String(bought.id), spot, { acknowledged: true });
    expect(done).toMatchObject({ status: 'closed', cost: 799.959996 });
    const rest = await exchange.createOrder(spot, 'limit', 'buy', 0.01, 78_000, { clientOrderId: 'resting-1' });
    expect(await exchange.fetchOpenOrders(spot)).toMatchObject([
      { id: rest.id, clientOrderId: 'resting-1', price: 78_000 },
    ]);
    await exchange.editOrder(String(rest.id), spot, 'limit', 'buy', 0.02, 78_500);
    expect((await exchange.fetchOpenOrders(spot))[0]).toMatchObject({ amount: 0.02, price: 78_500 });
    await exchange.cancelOrder(String(rest.id), spot);
    expect(await exchange.fetchOpenOrders(spot)).toEqual([]);
    expect(await exchange.fetchCanceledOrders(spot)).toMatchObject([{ id: rest.id, status: 'canceled' }]);
    const [trade] = await exchange.fetchMyTrades(spot);
    expect(trade).toMatchObject({ order: bought.id, side: 'buy', takerOrMaker: 'taker', fee: { currency: 'BTC' } });
  });

  it('opens and closes a position, with stops on both sides', async () => {
    const opened = await exchange.createOrder(swap, 'market', 'buy', 0.05);
    expect(await exchange.fetchOrder(String(opened.id), swap, { acknowledged: true })).toMatchObject({
      ...{ status: 'closed', filled: 0.05, average: 80_004 },
    });
    expect(await exchange.fetchPositions([swap])).toMatchObject([
      { side: 'long', contracts: 0.05, entryPrice: 80_004 },
    ]);
    await exchange.createOrder(swap, 'market', 'sell', 0.05, undefined, { stopLossPrice: 79_000 });
    await exchange.createOrder(swap, 'limit', 'sell', 0.05, 81_000, { takeProfitPrice: 81_000 });
    const stops = await exchange.fetchOpenOrders(swap);
    expect(stops.map(({ triggerPrice, reduceOnly }) => [triggerPrice, reduceOnly]).toSorted()).toEqual([
      [79_000, true],
      [81_000, true],
    ]);
    await simulator.control('price', { symbol: 'linear:BTCUSDT', price: 78_900 });
    expect(await exchange.fetchPositions([swap])).toMatchObject([{ contracts: 0 }]);
    await exchange.cancelAllOrders(swap);
    expect(await exchange.fetchOpenOrders(swap)).toEqual([]);
    const ledger = await exchange.fetchLedger('USDT');
    expect(ledger.filter(({ type }) => type === 'trade')).toHaveLength(2);
    expect(await exchange.fetchMyTrades(swap)).toHaveLength(2);
  });

  it('sets and reads leverage, margin mode and fees', async () => {
    await exchange.setLeverage(5, swap);
    expect(await exchange.fetchLeverage(swap)).toMatchObject({ longLeverage: 5 });
    await exchange.setMarginMode('isolated', swap);
    expect((await exchange.privateGetV5AccountInfo()).result).toMatchObject({ marginMode: 'ISOLATED_MARGIN' });
    expect(await exchange.fetchTradingFee(spot)).toMatchObject({ maker: 0.001, taker: 0.001 });
  });

  it('meets the refusals it has classes for', async () => {
    await expect(exchange.createOrder(swap, 'limit', 'buy', 100, 79_000)).rejects.toThrow('110007');
    await expect(exchange.createOrder(spot, 'limit', 'buy', 1, 79_000)).rejects.toThrow('170131');
    await expect(exchange.cancelOrder('none', swap)).rejects.toThrow('110001');
    await expect(connect(simulator.url, { ...sandbox.key, secret: 'wrong' }).fetchBalance()).rejects.toThrow('10004');
    await simulator.control('fault', { path: 'order/create', kind: 'http-503' });
    await expect(exchange.createOrder(spot, 'limit', 'buy', 0.01, 79_000)).rejects.toThrow();
  });

  it('an answer that says nothing may have placed the order', async () => {
    const place = () => exchange.createOrder(spot, 'limit', 'buy', 0.01, 79_000);
    await simulator.control('fault', { path: 'order/create', kind: 'http-200-170007', applied: true });
    await expect(place()).rejects.toThrow('170007');
    expect(await exchange.fetchOpenOrders(spot)).toHaveLength(1);
    await simulator.control('fault', { path: 'order/create', kind: 'http-403-html' });
    await expect(place()).rejects.toThrow();
    expect(await exchange.fetchOpenOrders(spot)).toHaveLength(1);
    // CCXT takes a success without an id for an order.
    await simulator.control('fault', { path: 'order/create', kind: 'http-200-no-id' });
    expect((await place()).id).toBeUndefined();
  });
});

function connect(url: string, { apiKey, secret }: { apiKey: string; secret: string } = sandbox.key): bybit {
  const api = { spot: url, futures: url, v2: url, public: url, private: url };
  return new bybit({ apiKey, secret, urls: { api }, enableRateLimit: false });
}
