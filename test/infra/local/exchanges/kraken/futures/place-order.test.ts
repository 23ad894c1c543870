import { describe, expect, it } from 'vitest';
import { moveTo, openExchange } from './fixture-client.ts';

describe('a market order', () => {
  it('is an immediate order with 1 % protection, filled at the ask', () => {
    const exchange = openExchange();
    const { status, orderEvents, order_id } = exchange.order({ orderType: 'mkt' });
    expect(status).toBe('placed');
    expect(orderEvents).toHaveLength(1);
    expect(orderEvents[0]).toMatchObject({
      type: 'EXECUTION',
      price: 80_004,
      amount: 0.01,
      orderPriorEdit: null,
      orderPriorExecution: { orderId: order_id, type: 'ioc', quantity: 0.01, filled: 0, limitPrice: 80_804 },
      takerReducedQuantity: null,
    });
    expect(exchange.get('openpositions').openPositions).toMatchObject([
      { symbol: 'PF_XBTUSD', side: 'long', size: 0.01, price: 80_004 },
    ]);
  });

  it('sells at the bid', () => {
    expect(openExchange().order({ orderType: 'mkt', side: 'sell' }).orderEvents[0]?.price).toBe(79_996);
  });

  it('can be filled in part: the answer looks like success, only the amount tells', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.004 });
    const { status, orderEvents, order_id = '' } = exchange.order({ orderType: 'mkt' });
    expect(status).toBe('placed');
    expect(orderEvents.map(({ type, amount }) => [type, amount])).toEqual([['EXECUTION', 0.004]]);
    expect(exchange.get('openpositions').openPositions[0]?.size).toBe(0.004);
    expect(exchange.get('openorders').openOrders).toEqual([]);
    const [found] = exchange.get('orders/status', { orderIds: order_id }).orders;
    expect(found).toMatchObject({ status: 'CANCELLED', order: { quantity: 0.01, filled: 0.004 } });
  });

  it('finds nothing when the market is empty', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0 });
    const { status, orderEvents, order_id } = exchange.order({ orderType: 'mkt' });
    expect(status).toBe('iocWouldNotExecute');
    expect(orderEvents).toMatchObject([
      { type: 'REJECT', uid: order_id, reason: 'IOC_WOULD_NOT_EXECUTE', order: { filled: 0 } },
    ]);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
  });
});

describe('a limit order', () => {
  it('below the market rests and is listed', () => {
    const exchange = openExchange();
    const { status, orderEvents } = exchange.order({ orderType: 'lmt', limitPrice: 70_000, cliOrdId: 'bid-1' });
    expect(status).toBe('placed');
    expect(orderEvents).toMatchObject([
      { type: 'PLACE', order: { cliOrdId: 'bid-1', type: 'lmt', filled: 0 }, reducedQuantity: null },
    ]);
    expect(exchange.get('openorders').openOrders).toMatchObject([
      {
        cliOrdId: 'bid-1',
        orderType: 'lmt',
        limitPrice: 70_000,
        unfilledSize: 0.01,
        filledSize: 0,
        status: 'untouched',
      },
    ]);
  });

  it('fills as maker at its own price when the market comes to it', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    moveTo(exchange, 69_000);
    const [fill] = exchange.get('fills').fills;
    expect(fill).toMatchObject({ price: 70_000, size: 0.01, fillType: 'maker' });
    expect(fill?.fee_paid).toBeCloseTo(0.14, 10);
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });

  it('that crosses takes what is there and rests with the remainder', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.003 });
    const { orderEvents } = exchange.order({ orderType: 'lmt', limitPrice: 81_000 });
    expect(orderEvents.map(({ type }) => type)).toEqual(['EXECUTION', 'PLACE']);
    expect(exchange.get('openorders').openOrders).toMatchObject([
      { unfilledSize: 0.007, filledSize: 0.003, status: 'partiallyFilled' },
    ]);
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: null });
    expect(exchange.get('fills').fills.map(({ size, fillType }) => [size, fillType])).toEqual([
      [0.007, 'maker'],
      [0.003, 'taker'],
    ]);
  });

  it('far through the market is taken for a typing error', () => {
    expect(openExchange().order({ orderType: 'lmt', limitPrice: 800_000 }).status).toBe('outsidePriceCollar');
  });
});

describe('post, ioc and fok', () => {
  it('a post-only order that would execute is refused with the reason', () => {
    const { status, orderEvents } = openExchange().order({ orderType: 'post', limitPrice: 80_100 });
    expect(status).toBe('postWouldExecute');
    expect(orderEvents).toMatchObject([{ type: 'REJECT', reason: 'POST_WOULD_EXECUTE', order: { type: 'post' } }]);
  });

  it('a post-only order below the market rests', () => {
    const exchange = openExchange();
    expect(exchange.order({ orderType: 'post', limitPrice: 70_000 }).status).toBe('placed');
    expect(exchange.get('openorders').openOrders).toHaveLength(1);
  });

  it('an immediate order that does not reach the market is refused', () => {
    expect(openExchange().order({ orderType: 'ioc', limitPrice: 70_000 }).status).toBe('iocWouldNotExecute');
  });

  it('fill-or-kill takes all or nothing', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.005 });
    expect(exchange.order({ orderType: 'fok', limitPrice: 81_000 }).status).toBe('iocWouldNotExecute');
    expect(exchange.order({ orderType: 'fok', limitPrice: 81_000, size: 0.005 }).status).toBe('placed');
  });
});
