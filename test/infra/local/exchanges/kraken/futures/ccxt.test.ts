import krakenfutures from 'ccxt/js/src/krakenfutures.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { KrakenFutures } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenFutures } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { sign, startTime } from './fixture-client.ts';

const BTC = 'BTC/USD:USD';

describe('the CCXT class, unmodified, against the simulator', () => {
  let world: World;
  let simulator: KrakenFutures;
  let exchange: krakenfutures;

  beforeAll(async () => {
    world = createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
    simulator = await startKrakenFutures({ world });
    exchange = connect(simulator.url);
    await exchange.loadMarkets();
  });

  beforeEach(() => simulator.control('reset'));

  afterAll(async () => {
    await simulator.close();
    world.close();
  });

  const price = (to: number) => simulator.control('price', { symbol: BTC, price: to });

  it('loads the markets under their unified names', () => {
    expect(exchange.market(BTC)).toMatchObject({
      id: 'PF_XBTUSD',
      linear: true,
      contractSize: 1,
      precision: { amount: 0.0001, price: 1 },
    });
    expect(exchange.market('BTC/USD:BTC')).toMatchObject({ id: 'PI_XBTUSD', inverse: true });
    expect(exchange.market('BTC/USD:USD-260626').id).toBe('FF_XBTUSD_260626');
    expect(exchange.market('BTC/USD:BTC-260626').id).toBe('FI_XBTUSD_260626');
    expect(exchange.market('PEPE/USD:USD').precision.amount).toBe(1000);
  });

  it('reads tickers, the book and funding rates', async () => {
    expect(await exchange.fetchTicker(BTC)).toMatchObject({ bid: 79_996, ask: 80_004 });
    expect((await exchange.fetchOrderBook(BTC)).bids[0]?.[0]).toBe(79_996);
    expect((await exchange.fetchFundingRateHistory(BTC)).length).toBeGreaterThan(2_000);
    expect((await exchange.fetchTickers())[BTC]).toMatchObject({ bid: 79_996 });
  });

  it('reads balances', async () => {
    const balance = await exchange.fetchBalance();
    expect(balance.USD).toMatchObject({ total: 10_000, free: 10_000 });
    expect(balance.BTC).toMatchObject({ total: 0.1 });
  });

  it('places and cancels each kind of resting order', async () => {
    const limit = await exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000, { clientOrderId: 'resting-1' });
    expect(limit).toMatchObject({ status: 'open', clientOrderId: 'resting-1', amount: 0.01, filled: 0 });
    const post = await exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000, { postOnly: true });
    const stop = await exchange.createOrder(BTC, 'market', 'sell', 0.01, undefined, { stopLossPrice: 70_000 });
    const target = await exchange.createOrder(BTC, 'market', 'sell', 0.01, undefined, { takeProfitPrice: 95_000 });
    const trail = await exchange.createOrder(BTC, 'trailing_stop', 'sell', 0.01, undefined, {
      trailingStopMaxDeviation: 5,
      trailingStopDeviationUnit: 'PERCENT',
      triggerSignal: 'mark',
    });
    const open = await exchange.fetchOpenOrders(BTC);
    expect(open.map(({ id }) => id).toSorted()).toEqual(
      [limit, post, stop, target, trail].map(({ id }) => id).toSorted(),
    );
    expect(await exchange.fetchOrder(String(limit.id))).toMatchObject({ id: limit.id, status: 'open' });
    expect(await exchange.cancelOrder(String(limit.id))).toMatchObject({ status: 'canceled' });
    await exchange.cancelAllOrders();
    expect(await exchange.fetchOpenOrders()).toEqual([]);
  });

  it('edits an order', async () => {
    const id = String((await exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000)).id);
    await exchange.editOrder(id, BTC, 'limit', 'buy', 0.02, 71_000);
    expect((await exchange.fetchOpenOrders(BTC))[0]).toMatchObject({ id, amount: 0.02 });
    await exchange.cancelOrder(id);
  });

  it('opens, carries and closes a position, and finds all of it in the history', async () => {
    const opened = await exchange.createOrder(BTC, 'market', 'buy', 0.05);
    expect(opened).toMatchObject({ status: 'closed', filled: 0.05, average: 80_004 });
    expect(await exchange.fetchPositions([BTC])).toMatchObject([{ side: 'long', contracts: 0.05, entryPrice: 80_004 }]);
    world.advance(2 * 3_600_000);
    await price(82_000);
    await exchange.createOrder(BTC, 'market', 'sell', 0.05, undefined, { reduceOnly: true });
    expect(await exchange.fetchPositions([BTC])).toEqual([]);

    const trades = await exchange.fetchMyTrades(BTC);
    expect(trades.map(({ side, amount, price: at }) => [side, amount, at])).toEqual([
      ['buy', 0.05, 80_004],
      ['sell', 0.05, 81_995],
    ]);
    const closed = await exchange.fetchClosedOrders(BTC);
    expect(closed.filter(({ filled }) => filled === 0.05)).toHaveLength(2);
    const [past] = await exchange.fetchPositionsHistory([BTC]);
    expect(past).toMatchObject({ symbol: BTC, side: 'long', contracts: 0.05, realizedPnl: 99.55 });
    const funding = await exchange.fetchFundingHistory(BTC);
    expect(funding).toHaveLength(2);
    const ledger = await exchange.fetchLedger('USD');
    expect(ledger.filter(({ type }) => type === 'trade')).toHaveLength(2);
    await price(80_000);
  });

  it('sets, reads and clears leverage', async () => {
    await exchange.setLeverage(5, BTC);
    expect(await exchange.fetchLeverage(BTC)).toMatchObject({ longLeverage: 5 });
    await exchange.privatePutLeveragepreferences({ symbol: 'PF_XBTUSD' });
    expect(await exchange.fetchLeverages()).toEqual({});
    await expect(exchange.privatePutLeveragepreferences({ symbol: 'PF_NOPEUSD' })).rejects.toThrow(
      'CONTRACT_DOES_NOT_EXIST',
    );
  });

  it('meets the refusals it has classes for', async () => {
    await expect(exchange.createOrder(BTC, 'limit', 'buy', 100, 70_000)).rejects.toThrow('insufficientAvailableFunds');
    await expect(exchange.createOrder(BTC, 'limit', 'buy', 0.01, 80_100, { postOnly: true })).rejects.toThrow(
      'postWouldExecute',
    );
    await expect(exchange.createOrder(BTC, 'market', 'sell', 0.01, undefined, { reduceOnly: true })).rejects.toThrow(
      'wouldNotReducePosition',
    );
    await expect(exchange.cancelOrder('00000000-0000-4000-8000-000000000000')).rejects.toThrow('notFound');
    await expect(exchange.transfer('USD', 1, 'future', 'spot')).rejects.toThrow('insufficientPrivileges');
    await expect(connect(simulator.url, { ...sandbox.spot }).fetchBalance()).rejects.toThrow('authenticationError');
  });

  it('a trailing percentage CCXT does not know goes out as a market order', async () => {
    const order = await exchange.createOrder(BTC, 'market', 'buy', 0.01, undefined, { trailingPercent: '5' });
    expect(order.filled).toBe(0.01);
    await exchange.createOrder(BTC, 'market', 'sell', 0.01);
  });

  it('plain HTTP with an own signature works the same, and faults can be injected', async () => {
    const path = '/derivatives/api/v3/accounts';
    const read = () =>
      fetch(simulator.url + path, {
        headers: { APIKey: sandbox.futures.apiKey, Authent: sign(sandbox.futures.secret, '', '', '/api/v3/accounts') },
      });
    expect(await (await read()).json()).toMatchObject({ result: 'success' });
    await simulator.control('fault', { path: 'accounts', kind: 'http-503' });
    expect((await read()).status).toBe(503);
    expect((await read()).status).toBe(200);
  });
});

function connect(url: string, { apiKey, secret }: { apiKey: string; secret: string } = sandbox.futures): krakenfutures {
  const derivatives = `${url}/derivatives/api/`;
  const api = {
    public: derivatives,
    private: derivatives,
    history: `${url}/api/history/`,
    charts: `${url}/api/charts/`,
  };
  return new krakenfutures({ apiKey, secret, urls: { api }, enableRateLimit: false });
}
