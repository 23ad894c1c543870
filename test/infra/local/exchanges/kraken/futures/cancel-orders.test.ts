import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

const bid = { orderType: 'lmt', limitPrice: 70_000 };

describe('cancelling', () => {
  it('by order id or client id takes the order out', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order(bid);
    exchange.order({ ...bid, cliOrdId: 'mine' });
    const one = exchange.post('cancelorder', { order_id }).cancelStatus;
    expect(one).toMatchObject({ status: 'cancelled', order_id, orderEvents: [{ type: 'CANCEL', uid: order_id }] });
    expect(exchange.post('cancelorder', { cliOrdId: 'mine' }).cancelStatus).toMatchObject({
      status: 'cancelled',
      cliOrdId: 'mine',
    });
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });

  it('a filled order answers filled, everything else notFound', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'mkt', cliOrdId: 'done' });
    expect(exchange.post('cancelorder', { order_id }).cancelStatus.status).toBe('filled');
    expect(exchange.post('cancelorder', { cliOrdId: 'done' }).cancelStatus.status).toBe('filled');
    expect(exchange.post('cancelorder', { cliOrdId: 'never' }).cancelStatus.status).toBe('notFound');
    const cancelled = exchange.order(bid).order_id ?? '';
    exchange.post('cancelorder', { order_id: cancelled });
    expect(exchange.post('cancelorder', { order_id: cancelled }).cancelStatus.status).toBe('notFound');
  });

  it('needs an id', () => {
    expect(openExchange().post('cancelorder').error).toBe('requiredArgumentMissing');
  });

  it('all: of one symbol, or every one, triggers included', () => {
    const exchange = openExchange();
    exchange.order(bid);
    exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 70_000 });
    exchange.order({ ...bid, symbol: 'PF_ETHUSD', limitPrice: 2_000, size: 0.1 });
    const some = exchange.post('cancelallorders', { symbol: 'pf_xbtusd' }).cancelStatus;
    expect(some).toMatchObject({ status: 'cancelled', cancelOnly: 'PF_XBTUSD' });
    expect(some.cancelledOrders).toHaveLength(2);
    expect(exchange.post('cancelallorders').cancelStatus.cancelledOrders).toHaveLength(1);
    expect(exchange.post('cancelallorders').cancelStatus.status).toBe('noOrdersToCancel');
  });
});

describe('editing', () => {
  it('changes size and price and keeps the id', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order(bid);
    const { editStatus } = exchange.post('editorder', { orderId: order_id, size: 0.02, limitPrice: 71_000 });
    expect(editStatus).toMatchObject({ status: 'edited', orderId: order_id });
    expect(editStatus.orderEvents).toMatchObject([
      { type: 'EDIT', old: { quantity: 0.01, limitPrice: 70_000 }, new: { quantity: 0.02, limitPrice: 71_000 } },
    ]);
    expect(exchange.get('openorders').openOrders).toMatchObject([{ order_id, unfilledSize: 0.02, limitPrice: 71_000 }]);
  });

  it('through the market executes', () => {
    const exchange = openExchange();
    exchange.order({ ...bid, cliOrdId: 'mine' });
    const { editStatus } = exchange.post('editorder', { cliOrdId: 'mine', limitPrice: 81_000 });
    expect(editStatus.orderEvents).toMatchObject([
      { type: 'EDIT' },
      { type: 'EXECUTION', orderPriorEdit: { limitPrice: 70_000 } },
    ]);
    expect(exchange.get('openpositions').openPositions[0]?.size).toBe(0.01);
  });

  it.each([
    ['an order that is not open', { orderId: '00000000-0000-4000-8000-000000000000', size: 1 }, 'orderForEditNotFound'],
    ['a stop price on a limit order', { cliOrdId: 'mine', stopPrice: 60_000 }, 'orderForEditNotAStop'],
    ['a price off the tick', { cliOrdId: 'mine', limitPrice: 70_000.5 }, 'invalidPrice'],
    ['no size', { cliOrdId: 'mine', size: 0 }, 'invalidSize'],
    ['more than the account can margin', { cliOrdId: 'mine', size: 50 }, 'insufficientAvailableFunds'],
    [
      'a deadline in the past',
      { cliOrdId: 'mine', size: 0.02, processBefore: '2026-05-20T10:29:00Z' },
      'wouldProcessAfterSpecifiedTime',
    ],
  ])('%s is refused and nothing changes', (_name, params, status) => {
    const exchange = openExchange();
    exchange.order({ ...bid, cliOrdId: 'mine' });
    expect(exchange.post('editorder', params).editStatus.status).toBe(status);
    expect(exchange.get('openorders').openOrders).toMatchObject([{ unfilledSize: 0.01, limitPrice: 70_000 }]);
  });

  it('a post-only order may not be edited into the market', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'post', limitPrice: 70_000, cliOrdId: 'mine' });
    expect(exchange.post('editorder', { cliOrdId: 'mine', limitPrice: 80_100 }).editStatus.status).toBe(
      'postWouldExecute',
    );
  });

  it('size is what is open, or with qtyMode=ABSOLUTE the whole', () => {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.004 });
    exchange.order({ orderType: 'lmt', limitPrice: 81_000, cliOrdId: 'mine' });
    exchange.post('editorder', { cliOrdId: 'mine', size: 0.01 });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ unfilledSize: 0.01, filledSize: 0.004 }]);
    exchange.post('editorder', { cliOrdId: 'mine', size: 0.01, qtyMode: 'ABSOLUTE' });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ unfilledSize: 0.006, filledSize: 0.004 }]);
  });

  it("moves a stop's trigger, but not a trailing stop's", () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 70_000, cliOrdId: 'stop' });
    exchange.order({
      orderType: 'trailing_stop',
      side: 'sell',
      trailingStopMaxDeviation: 5,
      trailingStopDeviationUnit: 'PERCENT',
      cliOrdId: 'trail',
    });
    expect(exchange.post('editorder', { cliOrdId: 'stop', stopPrice: 71_000 }).editStatus.status).toBe('edited');
    expect(exchange.get('openorders').openOrders[0]?.stopPrice).toBe(71_000);
    const refused = exchange.post('editorder', { cliOrdId: 'trail', stopPrice: 71_000 }).editStatus;
    expect(refused.status).toBe('cannotEditTriggerPriceOfTrailingStop');
  });
});

describe('orders/status', () => {
  it('shows open orders by either id, over POST and GET', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ ...bid, cliOrdId: 'mine' });
    for (const read of [exchange.get, exchange.post]) {
      expect(read('orders/status', { orderIds: order_id }).orders).toMatchObject([
        {
          order: { type: 'ORDER', orderId: order_id, cliOrdId: 'mine', quantity: 0.01, filled: 0 },
          status: 'ENTERED_BOOK',
          updateReason: null,
          error: null,
        },
      ]);
      expect(read('orders/status', { cliOrdIds: 'mine' }).orders).toHaveLength(1);
    }
  });

  it('shows an ended order for five seconds and never again', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'mkt' });
    const look = () => exchange.post('orders/status', { orderIds: order_id }).orders;
    expect(look()).toMatchObject([{ status: 'FULLY_EXECUTED', updateReason: 'FULL_FILL', order: { filled: 0.01 } }]);
    exchange.world.advance(5_000);
    expect(look()).toHaveLength(1);
    exchange.world.advance(1);
    expect(look()).toEqual([]);
  });

  it('tells why an order was refused', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'post', limitPrice: 80_100 });
    expect(exchange.get('orders/status', { orderIds: order_id }).orders).toMatchObject([
      { status: 'REJECTED', error: 'POST_WOULD_EXECUTE' },
    ]);
  });

  it('an unknown id is simply absent', () => {
    expect(openExchange().post('orders/status', { orderIds: '00000000-0000-4000-8000-000000000000' }).orders).toEqual(
      [],
    );
  });
});
