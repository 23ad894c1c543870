import { MainClient, USDMClient } from 'binance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/binance/sandbox.ts';
import { type Servers, startServers } from './fixture-servers.ts';

let servers: Servers;
let spot: MainClient;
let usdm: USDMClient;
beforeEach(async () => {
  servers = await startServers();
  const key = { api_key: sandbox.apiKey, api_secret: sandbox.secret };
  spot = new MainClient({ ...key, baseUrl: servers.spot.url });
  usdm = new USDMClient({ ...key, baseUrl: servers.usdm.url });
});
afterEach(() => servers.stop());

const symbol = 'BTCUSDT';

describe('the npm package binance unmodified', () => {
  it('trades on spot: places, finds, cancels, reads trades and balances', async () => {
    const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 60_000 } as const;
    const { orderId } = await spot.submitNewOrder(limit);
    expect(await spot.getOrder({ symbol, orderId })).toMatchObject({ status: 'NEW', origQty: '0.01000000' });
    expect(await spot.getOpenOrders({ symbol })).toHaveLength(1);
    expect(await spot.cancelOrder({ symbol, orderId })).toMatchObject({ status: 'CANCELED' });
    await spot.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.01 });
    expect(await spot.getAccountTradeList({ symbol })).toMatchObject([{ commissionAsset: 'USDT', isBuyer: false }]);
    const { balances } = await spot.getAccountInformation();
    expect(balances.find(({ asset }) => asset === 'BTC')?.free).toBe('1.99000000');
    expect(spot.getRateLimitStates()['x-mbx-used-weight-1m']).toBeGreaterThan(40);
  });

  it('places a trailing stop on spot, and lowers the quantity of an order that keeps its id', async () => {
    const trailing = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: 0.01, trailingDelta: 100 } as const;
    await spot.submitNewOrder(trailing);
    expect(await spot.getOpenOrders({ symbol })).toMatchObject([{ type: 'STOP_LOSS', trailingDelta: 100 }]);
    const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 60_000 } as const;
    const { orderId, clientOrderId } = await spot.submitNewOrder(limit);
    const less = { symbol, orderId, newQty: '0.005', newClientOrderId: clientOrderId };
    // `amendOrderKeepPriority` of binance 3.6 goes to a path of futures on the spot host; the raw call goes to the documented path.
    const amend = (terms: object) => spot.putPrivate('api/v3/order/amend/keepPriority', terms);
    const { amendedOrder } = await amend(less);
    expect(amendedOrder).toMatchObject({ orderId, clientOrderId, qty: '0.00500000', status: 'NEW' });
    await expect(amend({ ...less, newQty: '0.006' })).rejects.toMatchObject({ code: -2038 });
  });

  it('reads the key, and moves money to the futures wallet', async () => {
    expect(await spot.getApiKeyPermissions()).toMatchObject({ enableFutures: true, enableWithdrawals: false });
    const { tranId } = await spot.submitUniversalTransfer({ type: 'MAIN_UMFUTURE', asset: 'USDT', amount: 7 } as never);
    const history = await spot.getUniversalTransferHistory({ type: 'MAIN_UMFUTURE' });
    expect(history).toMatchObject({ total: 1, rows: [{ tranId, amount: '7', status: 'CONFIRMED' }] });
    const balances = await usdm.getBalanceV3();
    expect(balances.find(({ asset }) => asset === 'USDT')?.balance).toBe('50007.00000000');
  });

  it('trades futures: places, amends, cancels in a batch with what is gone', async () => {
    const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 68_000 } as const;
    const { orderId } = await usdm.submitNewOrder(limit);
    await usdm.modifyOrder({ symbol, side: 'BUY', orderId, quantity: 0.02, price: 67_000 });
    expect(await usdm.getOrder({ symbol, orderId })).toMatchObject({ origQty: '0.020', price: '67000.00' });
    const canceled = await usdm.cancelMultipleOrders({ symbol, orderIdList: [orderId, 1] });
    expect(canceled).toMatchObject([{ status: 'CANCELED' }, { code: -2011 }]);
    const batch = await usdm.submitMultipleOrders([{ ...limit, quantity: '0.01', price: '68000' } as never]);
    expect(batch).toMatchObject([{ status: 'NEW' }]);
    await usdm.cancelAllOpenOrders({ symbol });
    expect(await usdm.getAllOpenOrders({ symbol })).toEqual([]);
  });

  it('keeps conditional orders in the algo store, and reads what a fired one became', async () => {
    const stop = { algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET', quantity: 0.01 } as const;
    const { algoId } = await usdm.submitNewAlgoOrder({ ...stop, triggerPrice: 69_000 } as never);
    expect(await usdm.getOpenAlgoOrders()).toMatchObject([{ algoId, algoStatus: 'NEW' }]);
    await servers.pin('68900');
    const [record] = await usdm.getAllAlgoOrders({ symbol });
    expect(record).toMatchObject({ algoId, algoStatus: 'FINISHED' });
    const { actualOrderId } = record as unknown as { actualOrderId: string };
    expect(await usdm.getOrder({ symbol, orderId: Number(actualOrderId) })).toMatchObject({ status: 'FILLED' });
  });

  it('places a trailing stop in the algo store, which tells its distance', async () => {
    const trailing = { algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: 0.01 };
    const { algoId } = await usdm.submitNewAlgoOrder({ ...trailing, callbackRate: '1.5' } as never);
    expect(await usdm.getOpenAlgoOrders()).toMatchObject([{ algoId, callbackRate: '1.5', algoStatus: 'NEW' }]);
    const refused = usdm.submitNewAlgoOrder({ ...trailing, callbackRate: '1.55' } as never);
    await expect(refused).rejects.toMatchObject({ code: -2007 });
  });

  it('reads positions, income, settings and market data', async () => {
    await usdm.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.01 });
    expect(await usdm.getPositionsV3({ symbol })).toMatchObject([{ positionAmt: '0.010' }]);
    expect(await usdm.getIncomeHistory({ incomeType: 'COMMISSION' })).toMatchObject([{ income: '-0.35000050' }]);
    expect(await usdm.setLeverage({ symbol, leverage: 5 })).toMatchObject({ leverage: 5 });
    expect(await usdm.getFuturesSymbolConfig({ symbol })).toMatchObject([{ leverage: 5, marginType: 'CROSSED' }]);
    expect(await usdm.getFuturesAccountConfig()).toMatchObject({ dualSidePosition: false });
    expect(await usdm.getMarkPrice({ symbol })).toMatchObject({ markPrice: '70000.00000000' });
    expect((await usdm.getExchangeInfo()).symbols.length).toBeGreaterThan(10);
    expect((await spot.getExchangeInfo({ symbol })).symbols).toHaveLength(1);
  });
});
