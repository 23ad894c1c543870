import kraken from 'ccxt/js/src/kraken.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { startSpot, startTime } from './fixture-client.ts';

let spot: SpotClient;
let exchange: kraken;
beforeEach(async () => {
  spot = await startSpot();
  let nonce = startTime;
  exchange = new kraken({
    apiKey: sandbox.spot.apiKey,
    secret: sandbox.spot.secret,
    enableRateLimit: false,
    urls: { api: { public: spot.url, private: spot.url } },
    nonce: () => ++nonce,
  });
});
afterEach(async () => {
  await exchange.close();
  await spot.stop();
});

/** Places an order and answers its id, which CCXT's types leave open. */
async function place(...terms: Parameters<kraken['createOrder']>): Promise<string> {
  const { id } = await exchange.createOrder(...terms);
  if (!id) throw new Error('no order id');
  return id;
}

/** The class as published, told nothing but where the simulator is: it has to read every answer. */
describe('CCXT unmodified', () => {
  it('loads the markets with their precision, minimums and fees', async () => {
    await exchange.loadMarkets();
    expect(Object.keys(exchange.markets ?? {})).toEqual(
      expect.arrayContaining(['BTC/USD', 'ETH/BTC', 'DOGE/USD', 'SOL/USDT', 'USDT/USD', 'PEPE/EUR']),
    );
    expect(exchange.market('BTC/USD')).toMatchObject({
      id: 'XXBTZUSD',
      active: true,
      precision: { price: 0.1, amount: 1e-8 },
      limits: { amount: { min: 0.00005 } },
      taker: 0.004,
      maker: 0.0025,
    });
    expect(exchange.currencies).toHaveProperty('BTC.F');
  });

  it('reads balances with what is held', async () => {
    await exchange.createOrder('BTC/USD', 'limit', 'buy', 0.01, 70000);
    const balance = await exchange.fetchBalance();
    expect(balance.BTC).toEqual({ free: 2, used: 0, total: 2 });
    expect(balance.USD).toEqual({ free: 99297.2, used: 702.8, total: 100000 });
    expect(balance['BTC.F']?.total).toBe(0.5);
  });

  it.each([
    ['market', undefined, {}, 'market', 'closed'],
    ['limit', 70000, { postOnly: true }, 'limit', 'open'],
    ['market', undefined, { stopLossPrice: 90000 }, 'stop-loss', 'open'],
    ['limit', 90100, { stopLossPrice: 90000 }, 'stop-loss-limit', 'open'],
    ['market', undefined, { takeProfitPrice: 70000 }, 'take-profit', 'open'],
    ['limit', 70100, { takeProfitPrice: 70000 }, 'take-profit-limit', 'open'],
    ['market', undefined, { trailingPercent: 2 }, 'trailing-stop', 'open'],
    ['market', undefined, { trailingAmount: 100 }, 'trailing-stop', 'open'],
    ['limit', 80000, { trailingAmount: 100, trailingLimitAmount: 50 }, 'trailing-stop-limit', 'open'],
  ])('places a %s at %s with %j as a %s, which is then %s', async (type, price, params, ordertype, status) => {
    const id = await place('BTC/USD', type, 'buy', 0.01, price, params);
    const order = await exchange.fetchOrder(id);
    expect(order).toMatchObject({ id, symbol: 'BTC/USD', side: 'buy', status, amount: 0.01 });
    expect(order.info.descr.ordertype).toBe(ordertype);
  });

  it('edits, lists and cancels by id and by client id', async () => {
    const id = await place('BTC/USD', 'limit', 'buy', 0.01, 70000, { clientOrderId: 'mine' });
    await exchange.editOrder(id, 'BTC/USD', 'limit', 'buy', 0.02, 71000);
    expect(await exchange.fetchOpenOrders('BTC/USD')).toMatchObject([
      { id, amount: 0.02, price: 71000, clientOrderId: 'mine' },
    ]);
    // No id at all: CCXT passes cl_ord_id on.
    await exchange.cancelOrder(undefined as unknown as string, 'BTC/USD', { clientOrderId: 'mine' });
    await expect(exchange.cancelOrder(id, 'BTC/USD')).rejects.toMatchObject({ name: 'OrderNotFound' });
    await exchange.createOrder('BTC/USD', 'limit', 'buy', 0.01, 70000);
    await exchange.cancelAllOrders();
    expect(await exchange.fetchOpenOrders()).toEqual([]);
  });

  it('reads history, fees, ledger and transfers', async () => {
    await spot.control('clock', { advance_ms: 1000 });
    const id = await place('BTC/USD', 'market', 'sell', 0.01);
    expect(await exchange.fetchClosedOrders('BTC/USD')).toMatchObject([
      { id, status: 'closed', filled: 0.01, average: 79996, cost: 799.96, fee: { currency: 'USD' } },
    ]);
    expect(await exchange.fetchMyTrades('BTC/USD')).toMatchObject([
      {
        order: id,
        price: 79996,
        amount: 0.01,
        cost: 799.96,
        takerOrMaker: 'taker',
        fee: { cost: 3.1998, currency: 'USD' },
      },
    ]);
    expect(await exchange.fetchTradingFee('BTC/USD')).toMatchObject({ taker: 0.004, maker: 0.0025 });
    const entries = await exchange.fetchLedger('USD');
    expect(entries.at(-1)).toMatchObject({ type: 'trade', currency: 'USD', amount: 799.96, after: 100796.7602 });
    spot.world.acceptDeposits('futures', () => {});
    expect(await exchange.transfer('USD', 5, 'spot', 'swap')).toMatchObject({
      currency: 'USD',
      amount: 5,
      id: expect.any(String),
    });
  });

  it('sees refusals as the errors it knows', async () => {
    await exchange.loadMarkets();
    await expect(exchange.createOrder('BTC/USD', 'market', 'sell', 5)).rejects.toMatchObject({
      name: 'InsufficientFunds',
    });
    await expect(exchange.createOrder('BTC/USD', 'market', 'sell', 0.00001)).rejects.toMatchObject({
      name: 'InvalidOrder',
    });
    exchange.nonce = () => 1;
    await expect(exchange.fetchBalance()).rejects.toMatchObject({ name: 'InvalidNonce' });
    exchange.apiKey = 'nobody';
    await expect(exchange.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
  });
});
