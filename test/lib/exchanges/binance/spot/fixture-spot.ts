import { ourId } from '../fixture-binance.ts';

export const at = Date.now() - 60_000;
export const since = at - 1000;

/** An order as queries show it. */
export const resting = {
  ...{ symbol: 'BTCUSDT', orderId: 29, orderListId: -1, clientOrderId: ourId, price: '70000.00000000' },
  ...{ origQty: '0.01000000', executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000', status: 'NEW' },
  ...{ timeInForce: 'GTC', type: 'LIMIT', side: 'BUY', stopPrice: '0.00000000', icebergQty: '0.00000000' },
  ...{ time: at, updateTime: at, isWorking: true, origQuoteOrderQty: '0.000000' },
};

export const ref = { symbol: 'BTC/USDT', store: 'regular', clientOrderId: ourId } as const;
