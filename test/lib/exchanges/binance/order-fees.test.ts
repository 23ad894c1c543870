import { describe, expect, it } from 'vitest';
import { callsOf, ourId, refusal, scripted } from './fixture-binance.ts';

const at = Date.now() - 60_000;
const order = {
  ...{ orderId: 900, clientOrderId: ourId, symbol: 'BTCUSDT', status: 'FILLED', side: 'BUY', type: 'MARKET' },
  ...{ price: '0', avgPrice: '70000', origQty: '0.030', executedQty: '0.030', timeInForce: 'GTC' },
  ...{ reduceOnly: false, stopPrice: '0', time: at, updateTime: at + 10, cummulativeQuoteQty: '2100' },
};
const trade = { symbol: 'BTCUSDT', orderId: 900, price: '70000', qty: '0.010', time: at + 10, commissionAsset: 'USDT' };
const trades = [
  { ...trade, id: 1, commission: '0.2' },
  { ...trade, id: 2, commission: '0.3' },
  { ...trade, id: 3, commission: '0.001', commissionAsset: 'BNB' },
];

describe.each([
  ['spot', 'BTC/USDT', 'GET /api/v3/myTrades', {}],
  ['swap', 'BTC/USDT:USDT', 'GET /fapi/v1/userTrades', { startTime: String(at), endTime: String(at + 11) }],
] as const)('an order of Binance on %s, read by its id', (marketType, symbol, call, range) => {
  const read = async (shown: object, rows: readonly object[] | null = trades) => {
    const { adapter, asked } = scripted(marketType, (request) => {
      if (request.call !== call) return { json: shown };
      return rows ?? refusal(-1000, 'UNKNOWN', 200);
    });
    const found = await adapter.orders.read({ symbol, store: 'regular', exchangeOrderId: '900' }, at);
    return { found, asked };
  };

  it('is told with the sums of its commissions, by asset, once it has ended', async () => {
    const { found, asked } = await read(order);
    expect(found?.fees).toEqual([
      { asset: 'USDT', amount: '0.5' },
      { asset: 'BNB', amount: '0.001' },
    ]);
    expect(asked.find((one) => one.call === call)?.parameters).toMatchObject({
      ...{ symbol: 'BTCUSDT', orderId: '900', ...range },
    });
  });

  it.each([
    ['a part of the trades', trades.slice(1)],
    ['trades of another order', trades.map((each) => ({ ...each, orderId: 901 }))],
    ['a trade without a commission', [...trades.slice(1), { ...trade, id: 1 }]],
    ['an answer that is no list', null],
  ])('has no fees told by %s', async (_what, rows) => {
    const { found } = await read(order, rows);
    expect(found).toMatchObject({ exchangeOrderId: '900', status: 'filled' });
    expect(found?.fees).toBeUndefined();
  });

  it('asks for no trades while it is open, or without a fill', async () => {
    const open = await read({ ...order, status: 'PARTIALLY_FILLED', executedQty: '0.010' });
    const unfilled = await read({ ...order, status: 'CANCELED', executedQty: '0.000' });
    for (const { asked } of [open, unfilled]) expect(callsOf(asked)).not.toContain(call);
  });
});
