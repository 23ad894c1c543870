import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../../lib/contract/route.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { parseRequest } from '../../../lib/http/parse-request.ts';

const order = { exchange_account_id: 'main', symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: '1' };

/** The one detail of the refusal. */
function refusalOf(route: Route, fields: Record<string, unknown>) {
  try {
    parseRequest(route, { headers: {}, body: JSON.stringify(fields) } as Event);
  } catch (error) {
    if (error instanceof OemsError) return error.details;
    throw error;
  }
  return [];
}
function ofOrder(change: Record<string, unknown>) {
  return refusalOf(routes.createOrder, { ...order, ...change });
}

describe('a word of another order API', () => {
  it.each([
    ['time_in_force', 'GTD', 'orders with an expiry (GTD) are not supported; cancel the order'],
    ['time_in_force', 'DAY', 'orders with an expiry (GTD) are not supported'],
    ['time_in_force', 'PO', 'use "POST_ONLY"'],
    ['time_in_force', 'gtc', 'use "GTC"'],
    ['side', 'long', 'use "buy"'],
    ['side', 'SELL', 'use "sell"'],
    ['order_type', 'stop', 'use "stop_loss"'],
    ['order_type', 'STOP_MARKET', 'use "stop_loss"'],
    ['order_type', 'stop-limit', 'use "stop_loss_limit"'],
    ['order_type', 'TAKE_PROFIT_MARKET', 'use "take_profit"'],
    ['order_type', 'TRAILING_STOP_MARKET', 'use "trailing_stop"'],
    ['order_type', 'LIMIT', 'use "limit"'],
    ['order_type', 'LIMIT_MAKER', 'use "limit" with post_only true'],
    ['order_type', 'oco', 'send a stop_loss or take_profit order when this order is filled'],
    ['trigger_price_type', 'MARK_PRICE', 'use "mark"'],
    ['market_type', 'perpetual', 'use "swap"'],
    ['market_type', 'margin', 'margin on spot is not supported'],
  ])('in %s, %s, is refused with the remedy', (field, word, remedy) => {
    expect(ofOrder({ [field]: word })).toEqual([{ field, message: expect.stringContaining(remedy) }]);
  });

  it.each([
    ['postOnly', 'use post_only'],
    ['reduceOnly', 'use reduce_only'],
    ['clientOrderId', 'use client_order_id'],
    ['newClientOrderId', 'use client_order_id'],
    ['cl_ord_id', 'use client_order_id'],
    ['timeInForce', 'use time_in_force'],
    ['stopPrice', 'use stop_price'],
    ['trailingPercent', 'use trailing_percent'],
    ['type', 'use order_type'],
    ['amount', 'use quantity'],
    ['pair', 'use symbol'],
    ['exchangeAccountId', 'use exchange_account_id'],
    ['expireTime', 'orders with an expiry (GTD) are not supported'],
  ])('the field %s is refused with the name of the field', (name, remedy) => {
    expect(ofOrder({ [name]: 'x' })).toEqual([{ field: name, message: expect.stringContaining(remedy) }]);
  });

  it.each([
    ['close', 'send a stop_loss or take_profit order when this order is filled'],
    ['stopLossPrice', 'send a stop_loss or take_profit order when this order is filled'],
    ['take_profit', 'send a stop_loss or take_profit order when this order is filled'],
    ['expire_time', 'cancel the order when the time has come'],
    ['quoteOrderQty', 'send quantity in units of the base asset'],
    ['cost', 'send quantity in units of the base asset'],
    ['iceberg', 'send several smaller orders'],
    ['display_qty', 'send several smaller orders'],
    ['cancel_after', 'set the timer at the exchange, with its own API'],
    ['leverage', 'POST /oems/execution/leverage'],
  ])('for what this service does not offer, %s, is refused with what to do instead', (name, remedy) => {
    expect(ofOrder({ [name]: 1 })).toEqual([{ field: name, message: expect.stringContaining(remedy) }]);
  });

  it('as a field of a cancellation is told to set a timer at the exchange', () => {
    const query = { exchange_account_id: 'main', cancel_after: '60' };
    const told = () => parseRequest(routes.cancelAllOrders, { headers: {}, queryStringParameters: query } as never);
    expect(told).toThrow('set the timer at the exchange, with its own API');
  });

  it('as a field of an amendment is told the fields of an amendment alone', () => {
    const amendment = { exchange_account_id: 'main', symbol: 'BTC/USD', order_id: 'a', price: 1 };
    const told = (name: string) => refusalOf(routes.amendOrder, { ...amendment, [name]: 1 })[0]?.message;
    expect(told('amount')).toBe('unknown field: use quantity');
    expect(told('trailingPercent')).toContain('the distance of a trailing stop cannot be changed');
    expect(told('type')).toBe('unknown field');
  });

  it('that nobody knows is refused without a remedy, and does not come back', () => {
    const [refusal] = ofOrder({ side: 'sideways' });
    expect(refusal).toEqual({ field: 'side', message: 'must be buy or sell' });
    expect(ofOrder({ side: 'constructor' })[0]?.message).toBe('must be buy or sell');
    expect(ofOrder({ constructor_: 1 })[0]?.message).toBe('unknown field');
  });
});

describe('a symbol in the spelling of an exchange', () => {
  it.each([
    ['BTCUSD', 'BTC/USD'],
    ['BTC-USD', 'BTC/USD'],
    ['btc/usd', 'BTC/USD'],
    ['BTC_USDT', 'BTC/USDT'],
    ['XXBTZUSD', 'BTC/USD'],
    ['XBTUSD', 'BTC/USD'],
    ['XETHXXBT', 'ETH/BTC'],
    ['XDGUSD', 'DOGE/USD'],
    ['PF_XBTUSD', 'BTC/USD:USD'],
    ['PI_XBTUSD', 'BTC/USD:BTC'],
    ['BTC-USD-PERP', 'BTC/USD:USD'],
    ['btc/usd:usd', 'BTC/USD:USD'],
  ])('%s is refused with the spelling %s', (symbol, meant) => {
    expect(ofOrder({ symbol })).toEqual([{ field: 'symbol', message: expect.stringContaining(`use "${meant}"`) }]);
  });

  it.each(['BTC', 'USD', 'hello world', 'a-b-c-d', 'FI_XBTUSD_260626', 'S'.repeat(88), ''])(
    '%j is refused with the rule alone',
    (symbol) => {
      expect(ofOrder({ symbol })).toEqual([
        { field: 'symbol', message: 'must look like BTC/USD, BTC/USD:USD or BTC/USD:USD-260626' },
      ]);
    },
  );
});
