import { RestClientV5 } from 'bybit-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import type { Bybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import { startBybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import type { World } from '../../../../../infra/local/exchanges/engine/world.ts';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';
import { Decimal } from '../../../../../lib/decimal.ts';

describe('the npm package bybit-api, unmodified, against the simulator', () => {
  let world: World;
  let simulator: Bybit;
  let client: RestClientV5;

  beforeAll(async () => {
    world = createWorld({ seed: 7, tickMs: 0, pinned: true });
    for (const [coin, price] of [
      ['USDT', 1],
      ['USDC', 1],
      ['BTC', 80_000],
    ] as const)
      world.pin(coin, 'USD', new Decimal(price));
    simulator = await startBybit({ world });
    const { apiKey: key, secret } = sandbox.key;
    client = new RestClientV5({ key, secret, baseUrl: simulator.url, parseAPIRateLimits: true });
  });

  beforeEach(() => simulator.control('reset'));

  afterAll(async () => {
    await simulator.close();
    world.close();
  });

  it('reads the market and the account', async () => {
    const { result: listed } = await client.getInstrumentsInfo({ category: 'linear', symbol: 'BTCUSDT' });
    expect(listed.list[0]).toMatchObject({ symbol: 'BTCUSDT', contractType: 'LinearPerpetual', settleCoin: 'USDT' });
    const { result: prices } = await client.getTickers({ category: 'spot', symbol: 'BTCUSDT' });
    expect(prices.list[0]).toMatchObject({ lastPrice: '80000', ask1Price: '80004' });
    const { result: key } = await client.getQueryApiKey();
    expect(key.permissions).toMatchObject({ Spot: ['SpotTrade'] });
    const { result: wallet } = await client.getWalletBalance({ accountType: 'UNIFIED' });
    expect(wallet.list[0]?.coin.find(({ coin }) => coin === 'USDT')).toMatchObject({ walletBalance: '50000' });
    const { result: info } = await client.getAccountInfo();
    expect(info).toMatchObject({ unifiedMarginStatus: 6, marginMode: 'REGULAR_MARGIN' });
    const { result: rates } = await client.getFundingRateHistory({ category: 'linear', symbol: 'BTCUSDT', limit: 3 });
    expect(rates.list).toHaveLength(3);
  });

  it('places, amends, finds and cancels an order, and learns what is left of the limit', async () => {
    const placed = await client.submitOrder({
      ...{ category: 'linear', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Limit', qty: '0.01', price: '78000' },
      orderLinkId: 'mine-1',
    });
    expect(placed).toMatchObject({ retCode: 0, rateLimitApi: { remainingRequests: 9, maxRequests: 10 } });
    const { orderId } = placed.result;
    const amended = await client.amendOrder({ category: 'linear', symbol: 'BTCUSDT', orderId, price: '78500' });
    expect(amended).toMatchObject({ retCode: 0, result: { orderId } });
    const open = await client.getActiveOrders({ category: 'linear', settleCoin: 'USDT' });
    expect(open.result.list).toMatchObject([{ orderId, price: '78500', orderStatus: 'New', orderLinkId: 'mine-1' }]);
    const batch = await client.batchCancelOrders('linear', [
      { symbol: 'BTCUSDT', orderId },
      { symbol: 'BTCUSDT', orderId: 'none' },
    ]);
    expect(batch.retExtInfo.list.map(({ code }) => code)).toEqual([0, 110_001]);
    const { result: history } = await client.getHistoricOrders({ category: 'linear', orderId });
    expect(history.list).toMatchObject([{ orderStatus: 'Cancelled', cancelType: 'CancelByUser' }]);
  });

  it('takes a position and reads fills, positions and the ledger', async () => {
    await client.setLeverage({ category: 'linear', symbol: 'BTCUSDT', buyLeverage: '5', sellLeverage: '5' });
    const order = { category: 'linear', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Market', qty: '0.1' } as const;
    await client.submitOrder(order);
    const { result: positions } = await client.getPositionInfo({ category: 'linear', settleCoin: 'USDT' });
    expect(positions.list).toMatchObject([{ symbol: 'BTCUSDT', side: 'Buy', size: '0.1', leverage: '5' }]);
    const { result: fills } = await client.getExecutionList({ category: 'linear' });
    expect(fills.list).toMatchObject([{ execQty: '0.1', execPrice: '80004', execFee: '4.40022' }]);
    const { result: log } = await client.getTransactionLog({ accountType: 'UNIFIED', type: 'TRADE' });
    expect(log.list).toMatchObject([{ change: '-4.40022', cashBalance: '49995.59978' }]);
  });

  it('follows cursors as they come', async () => {
    const order = {
      category: 'spot',
      symbol: 'BTCUSDT',
      side: 'Buy',
      orderType: 'Limit',
      qty: '0.01',
      price: '78000',
    } as const;
    for (const _ of [1, 2, 3]) await client.submitOrder(order);
    const first = await client.getActiveOrders({ category: 'spot', limit: 2 });
    const { nextPageCursor: cursor } = first.result;
    const rest = await client.getActiveOrders({ category: 'spot', limit: 2, cursor: cursor ?? '' });
    expect([first.result.list.length, rest.result.list.length]).toEqual([2, 1]);
  });
});
