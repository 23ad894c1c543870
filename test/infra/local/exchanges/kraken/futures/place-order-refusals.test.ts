import { describe, expect, it } from 'vitest';
import type { Params } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

describe('what is wrong with an order', () => {
  const lmt = { orderType: 'lmt', limitPrice: 70_000 };
  const cases: [string, Params, string][] = [
    ['an unknown side', { ...lmt, side: 'long' }, 'invalidSide'],
    ['size zero', { ...lmt, size: 0 }, 'invalidSize'],
    ['a size finer than the contract trades', { ...lmt, size: 0.00001 }, 'invalidSize'],
    ['more than 20 million dollars', { ...lmt, size: 251 }, 'invalidSize'],
    ['a price off the tick', { ...lmt, limitPrice: 70_000.5 }, 'invalidPrice'],
    ['a stop price off the tick', { orderType: 'stp', stopPrice: 70_000.5 }, 'invalidPrice'],
    ['an unlisted contract', { ...lmt, symbol: 'PF_NOPEUSD' }, 'marketInactive'],
    ['more than the account can margin', { ...lmt, size: 50 }, 'insufficientAvailableFunds'],
    [
      'a position beyond the limit',
      { ...lmt, symbol: 'PF_LTCUSD', limitPrice: 80, size: 40_001 },
      'maxPositionViolation',
    ],
    ['a client id of 101 characters', { ...lmt, cliOrdId: 'x'.repeat(101) }, 'clientOrderIdTooBig'],
    ['a client id that is not printable', { ...lmt, cliOrdId: 'a\u0007' }, 'clientOrderIdInvalid'],
    ['a deadline in the past', { ...lmt, processBefore: '2026-05-20T10:29:59.999Z' }, 'wouldProcessAfterSpecifiedTime'],
  ];
  it.each(cases)('%s', (_name, params, status) => {
    const exchange = openExchange();
    expect(exchange.order(params).status).toBe(status);
    expect(exchange.get('openorders').openOrders).toEqual([]);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
  });

  it('insufficient funds come without order id and events, as documented', () => {
    const answer = openExchange().order({ ...lmt, size: 50 });
    expect(answer).toEqual({
      status: 'insufficientAvailableFunds',
      receivedTime: '2026-05-20T10:30:00.000Z',
      orderEvents: [],
    });
  });

  it.each([
    ['symbol', { orderType: 'mkt', side: 'buy', size: 1 }],
    ['limitPrice', { orderType: 'lmt', symbol: 'PF_XBTUSD', side: 'buy', size: 1 }],
    ['stopPrice', { orderType: 'stp', symbol: 'PF_XBTUSD', side: 'buy', size: 1 }],
    ['trailingStopMaxDeviation', { orderType: 'trailing_stop', symbol: 'PF_XBTUSD', side: 'buy', size: 1 }],
  ])('a missing %s is an error of the request', (_name, params: Params) => {
    expect(openExchange().post('sendorder', params)).toMatchObject({
      result: 'error',
      error: 'requiredArgumentMissing',
    });
  });

  it('a size that is no number is an invalid argument', () => {
    const params = { orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 'many' };
    expect(openExchange().post('sendorder', params).error).toBe('invalidArgument: size');
  });

  it('a suspended market takes no order', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', suspended: true });
    expect(exchange.order({ orderType: 'mkt' }).status).toBe('marketSuspended');
    expect(exchange.get('tickers/PF_XBTUSD').ticker.suspended).toBe(true);
  });

  it('a post-only market takes post orders only', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', mode: 'post_only' });
    expect(exchange.order({ orderType: 'mkt' }).status).toBe('marketIsPostOnly');
    expect(exchange.order({ orderType: 'post', limitPrice: 70_000 }).status).toBe('placed');
  });

  it('there is an end to the number of open orders', () => {
    const exchange = openExchange({ maxOpenOrders: 2 });
    for (let order = 0; order < 2; order++) exchange.order(lmt);
    expect(exchange.order(lmt).status).toBe('tooManyOrders');
  });

  it('an order against an own resting one is refused', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0 });
    exchange.order({ orderType: 'lmt', side: 'sell', limitPrice: 80_000 });
    const { status, orderEvents } = exchange.order({ orderType: 'lmt', limitPrice: 80_100 });
    expect(status).toBe('selfFill');
    expect(orderEvents).toMatchObject([{ type: 'REJECT', reason: 'WOULD_EXECUTE_SELF' }]);
  });
});

describe('client order ids', () => {
  const bid = { orderType: 'lmt', limitPrice: 70_000, cliOrdId: 'one' };

  it('are unique for ever, also after the order has ended', () => {
    const exchange = openExchange();
    exchange.order(bid);
    expect(exchange.order(bid).status).toBe('clientOrderIdAlreadyExist');
    exchange.post('cancelorder', { cliOrdId: 'one' });
    expect(exchange.order(bid).status).toBe('clientOrderIdAlreadyExist');
    expect(exchange.order({ orderType: 'mkt', cliOrdId: 'two' }).status).toBe('placed');
    expect(exchange.order({ orderType: 'mkt', cliOrdId: 'two' }).status).toBe('clientOrderIdAlreadyExist');
  });

  it('that are taken leave the refused order listed, for five seconds and in the events, as one of its own', () => {
    const exchange = openExchange();
    const { order_id } = exchange.order({ orderType: 'mkt', cliOrdId: 'one' });
    expect(exchange.order(bid)).toEqual({
      status: 'clientOrderIdAlreadyExist',
      receivedTime: '2026-05-20T10:30:00.000Z',
      orderEvents: [],
    });
    expect(exchange.order({ orderType: 'stp', stopPrice: 90_000, cliOrdId: 'one' }).order_id).toBeUndefined();
    const { orders } = exchange.post('orders/status', { cliOrdIds: 'one' });
    expect(orders.map(({ status, error }) => [status, error])).toEqual([
      ['FULLY_EXECUTED', null],
      ['REJECTED', 'CLIENT_ORDER_ID_IN_USE'],
      ['REJECTED', 'CLIENT_ORDER_ID_IN_USE'],
    ]);
    expect(new Set(orders.map(({ order }) => order.orderId)).size).toBe(3);
    expect(exchange.history('orders').elements[0]?.event.OrderRejected).toMatchObject({
      order: { clientId: 'one', filled: '0' },
      orderError: 'client_order_id_in_use',
    });
    expect(exchange.post('cancelorder', { cliOrdId: 'one' }).cancelStatus).toMatchObject({
      status: 'filled',
      order_id,
    });
    exchange.world.advance(6_000);
    expect(exchange.post('orders/status', { cliOrdIds: 'one' }).orders).toEqual([]);
  });

  it('are not used up by an order that was refused', () => {
    const exchange = openExchange();
    expect(exchange.order({ orderType: 'post', limitPrice: 80_100, cliOrdId: 'one' }).status).toBe('postWouldExecute');
    expect(exchange.order(bid).status).toBe('placed');
  });

  it('belong to one customer', () => {
    const exchange = openExchange();
    const minted = exchange.control('key', { customer: 'other' }) as { api_key: string; secret: string };
    exchange.order(bid);
    const key = { apiKey: minted.api_key, secret: minted.secret };
    const answer = exchange.post('sendorder', { ...bid, symbol: 'PF_XBTUSD', side: 'buy', size: 0.01 }, { key });
    expect(answer.sendStatus.status).toBe('insufficientAvailableFunds');
  });
});

describe('reduce-only', () => {
  it('without a position, or on its own side, it would not reduce', () => {
    const exchange = openExchange();
    const refused = exchange.order({ orderType: 'mkt', side: 'sell', reduceOnly: true });
    expect(refused.status).toBe('wouldNotReducePosition');
    expect(refused.orderEvents).toMatchObject([{ type: 'REJECT', reason: 'WOULD_NOT_REDUCE_POSITION' }]);
    exchange.order({ orderType: 'mkt' });
    expect(exchange.order({ orderType: 'mkt', reduceOnly: true }).status).toBe('wouldNotReducePosition');
  });

  it('an oversize one is cut to the position', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    const { orderEvents } = exchange.order({ orderType: 'mkt', side: 'sell', size: 0.05, reduceOnly: true });
    expect(orderEvents).toMatchObject([{ type: 'EXECUTION', amount: 0.01, takerReducedQuantity: 0.04 }]);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
  });

  it('a resting one shrinks and ends with the position', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    const { orderEvents } = exchange.order({
      orderType: 'lmt',
      side: 'sell',
      limitPrice: 95_000,
      size: 0.02,
      reduceOnly: true,
    });
    expect(orderEvents).toMatchObject([{ type: 'PLACE', order: { quantity: 0.01 }, reducedQuantity: 0.01 }]);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.006 });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ unfilledSize: 0.004 }]);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.004 });
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });

  it('closing is let through however little margin is left', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 5 });
    moveTo(exchange, 78_400);
    expect(exchange.order({ orderType: 'mkt', side: 'sell', size: 5, reduceOnly: true }).status).toBe('placed');
  });
});
