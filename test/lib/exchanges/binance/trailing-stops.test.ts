import { describe, expect, it } from 'vitest';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { orderOf, ourId, type Reply, refusal, scripted } from './fixture-binance.ts';

const deadline = 1_780_000_008_000;
const trailing = { type: 'trailing_stop', side: 'sell' } as const;

async function bodyOf(marketType: MarketType, terms: Partial<OrderRequest>) {
  const { adapter } = scripted(marketType, () => []);
  return (await adapter.orders.prepare(orderOf(marketType, { ...trailing, ...terms }), deadline)).body;
}

async function submitted(marketType: MarketType, reply: Reply) {
  const { adapter } = scripted(marketType, () => reply);
  const order = orderOf(marketType, { ...trailing, trailingPercent: '1' });
  return adapter.orders.submit(await adapter.orders.prepare(order, deadline), order);
}

const terms = { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.01', timestamp: '1779999990000', recvWindow: '18000' };

describe('a trailing stop at Binance', () => {
  it('is a conditional order of USD-M with the percent as it is, and no other price', async () => {
    expect(await bodyOf('swap', { trailingPercent: '2.5', reduceOnly: true, triggerPriceType: 'mark' })).toEqual({
      ...terms,
      ...{ algoType: 'CONDITIONAL', type: 'TRAILING_STOP_MARKET', callbackRate: '2.5', workingType: 'MARK_PRICE' },
      ...{ reduceOnly: 'true', clientAlgoId: ourId },
    });
  });

  it('is a stop loss of spot that counts hundredths of a percent, without a stop price', async () => {
    expect(await bodyOf('spot', { trailingPercent: '2.05' })).toEqual({
      ...terms,
      ...{ type: 'STOP_LOSS', trailingDelta: '205', newClientOrderId: ourId, newOrderRespType: 'FULL' },
    });
  });

  it.each<[MarketType, string, string]>([
    ['swap', '0.68', 'is not a multiple of the step 0.1 of BTC/USDT:USDT; the nearest are 0.6 and 0.7'],
    ['swap', '0.05', 'is not within 0.1 and 20, the bounds of BTC/USDT:USDT'],
    ['swap', '20.1', 'is not within 0.1 and 20, the bounds of BTC/USDT:USDT'],
    ['spot', '1.005', 'is not a multiple of the step 0.01 of BTC/USDT; the nearest are 1 and 1.01'],
  ])('on %s a distance of %s percent is refused before a byte leaves', async (marketType, trailingPercent, why) => {
    const { adapter, asked } = scripted(marketType, () => []);
    const order = orderOf(marketType, { ...trailing, trailingPercent });
    await expect(adapter.orders.prepare(order, deadline)).rejects.toMatchObject({
      code: 'INVALID_ORDER',
      details: [{ field: 'trailing_percent', message: `${trailingPercent} ${why}` }],
    });
    expect(asked).toEqual([]);
  });

  it.each<[MarketType, Reply]>([
    ['swap', refusal(-2007, 'Invalid callBack rate.')],
    ['spot', refusal(-1013, 'Filter failure: TRAILING_DELTA')],
  ])('on %s a refused distance is refused for the field', async (marketType, reply) => {
    expect(await submitted(marketType, reply)).toMatchObject({
      kind: 'rejected',
      error: { code: 'INVALID_ORDER', details: [{ field: 'trailing_percent' }] },
    });
  });
});

const at = Date.now() - 60_000;
const row = {
  ...{ algoId: 5, clientAlgoId: ourId, algoType: 'CONDITIONAL', orderType: 'TRAILING_STOP_MARKET', symbol: 'BTCUSDT' },
  ...{ side: 'SELL', quantity: '0.01', algoStatus: 'NEW', triggerPrice: '0.00', price: '0.00', reduceOnly: true },
  ...{ workingType: 'CONTRACT_PRICE', activatePrice: '', callbackRate: '2.5', createTime: at, triggerTime: 0 },
};

async function readAt(marketType: MarketType, answers: Readonly<Record<string, object>>) {
  const { adapter } = scripted(marketType, ({ call }) => {
    const json = answers[call.split('/').at(-1) ?? ''];
    return json === undefined ? refusal(-2013, 'Order does not exist.') : { json };
  });
  const own =
    marketType === 'spot' ? { exchangeOrderId: '7', store: 'regular' } : { exchangeOrderId: 'a-5', store: 'trigger' };
  return adapter.orders.read({ symbol: orderOf(marketType).symbol, clientOrderId: ourId, ...own } as never, at - 1000);
}

describe('the description of a trailing stop at Binance', () => {
  it('tells the distance in percent, and no stop price', async () => {
    const told = { type: 'trailing_stop', trailingPercent: '2.5', stopPrice: null, price: null, status: 'open' };
    expect(await readAt('swap', { algoOrder: row })).toMatchObject(told);
  });

  it('tells no distance where the store leaves the distance out', async () => {
    const { callbackRate: _, ...bare } = row;
    const order = await readAt('swap', { algoOrder: bare });
    expect(order).toMatchObject({ type: 'trailing_stop' });
    expect(order).not.toHaveProperty('trailingPercent');
  });

  it('keeps type and distance after the trigger, with the fills of the order that was placed then', async () => {
    const fired = { ...row, algoStatus: 'FINISHED', actualOrderId: '900' };
    const became = {
      ...{ orderId: 900, clientOrderId: ourId, symbol: 'BTCUSDT', status: 'FILLED', side: 'SELL', type: 'MARKET' },
      ...{ price: '0', avgPrice: '78000', origQty: '0.010', executedQty: '0.010', stopPrice: '0', time: at },
    };
    const told = {
      exchangeOrderId: 'a-5',
      type: 'trailing_stop',
      trailingPercent: '2.5',
      status: 'filled',
      hasFired: true,
    };
    expect(await readAt('swap', { algoOrder: fired, order: became, userTrades: [] })).toMatchObject(told);
  });

  it('of spot tells hundredths of a percent as percent', async () => {
    const order = {
      ...{ orderId: 7, clientOrderId: ourId, symbol: 'BTCUSDT', status: 'NEW', side: 'SELL', type: 'STOP_LOSS' },
      ...{ price: '0.00000000', origQty: '0.01', executedQty: '0.00', cummulativeQuoteQty: '0.0', isWorking: false },
      ...{ stopPrice: '0.00000000', trailingDelta: 205, trailingTime: at, time: at, updateTime: at },
    };
    const told = { type: 'trailing_stop', trailingPercent: '2.05', stopPrice: null, status: 'open' };
    expect(await readAt('spot', { order })).toMatchObject(told);
  });
});
