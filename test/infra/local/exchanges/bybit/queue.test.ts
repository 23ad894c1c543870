import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

describe('the queue between the acknowledgement and the book', () => {
  it('an acknowledged order is in no list until the engine has taken it', () => {
    const { order, read, control, world, get } = openExchange();
    control('queue', { delay_ms: 300 });
    const { retCode, result } = order({ orderLinkId: 'late' });
    expect([retCode, Object.keys(result)]).toEqual([0, ['orderId', 'orderLinkId']]);
    expect(read(result.orderId)).toBeUndefined();
    expect(get('order/history', { category: 'spot', orderLinkId: 'late' }).result.list).toEqual([]);
    world.advance(299);
    expect(read(result.orderId)).toBeUndefined();
    world.advance(1);
    expect(read(result.orderId)).toMatchObject({ orderStatus: 'New', orderLinkId: 'late' });
  });

  it('an order in the queue cannot be cancelled, and cancel-all passes it by', () => {
    const { order, read, post, control, world } = openExchange();
    control('queue', { delay_ms: 300 });
    const { orderId } = order().result;
    expect(post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderId })).toMatchObject({ retCode: 170_213 });
    expect(post('order/cancel-all', { category: 'spot' }).result.list).toEqual([]);
    world.advance(300);
    expect(read(orderId)).toMatchObject({ orderStatus: 'New' });
  });

  it.each([
    ['Rejected', 'EC_Others'],
    ['Cancelled', 'EC_InvalidSymbolStatus'],
  ])('the engine may end an acknowledged order: %s with %s', (status, reason) => {
    const { order, read, control } = openExchange();
    control('queue', { next: { status, reason } });
    const first = order();
    expect(first.retCode).toBe(0);
    const ended = { orderStatus: status, rejectReason: reason, cumExecQty: '0', leavesQty: '0' };
    expect(read(first.result.orderId)).toMatchObject(ended);
    expect(read(order().result.orderId)).toMatchObject({ orderStatus: 'New' });
  });

  it('money is judged again by the engine: what was spent meanwhile rejects the order', () => {
    const { order, read, control, world } = openExchange();
    control('queue', { delay_ms: 100 });
    const ids = [1, 2].map(() => order({ qty: '0.5' }).result.orderId);
    world.advance(100);
    expect(ids.map((id) => read(id)?.orderStatus)).toEqual(['New', 'Rejected']);
  });

  it('a cancellation is acknowledged before its effect: the order may still trade', () => {
    const { order, read, post, control, world } = openExchange();
    const ids = [1, 2].map(() => order().result.orderId);
    control('queue', { delay_ms: 500 });
    for (const orderId of ids)
      expect(post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderId }).retCode).toBe(0);
    expect(ids.map((id) => read(id)?.orderStatus)).toEqual(['New', 'New']);
    control('price', { symbol: 'spot:BTCUSDT', price: 77_000 });
    expect(ids.map((id) => read(id)?.orderStatus)).toEqual(['Filled', 'Filled']);
    control('price', { symbol: 'spot:BTCUSDT', price: 80_000 });
    const third = order().result.orderId;
    world.advance(500);
    post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderId: third });
    world.advance(500);
    expect(read(third)).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByUser' });
  });

  it('a cancellation that is ignored leaves an acknowledged order open', () => {
    const { order, read, post, control } = openExchange();
    control('cancels', { cancels: 'ignored' });
    const { orderId } = order().result;
    expect(post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderId }).retCode).toBe(0);
    expect(read(orderId)).toMatchObject({ orderStatus: 'New' });
  });
});

describe('orderLinkId', () => {
  it('a duplicate is refused with the code of its category, also while the first is in the queue', () => {
    const { order, control } = openExchange();
    control('queue', { delay_ms: 100 });
    order({ orderLinkId: 'once' });
    expect(order({ orderLinkId: 'once' })).toMatchObject({ retCode: 170_141 });
    expect(order({ orderLinkId: 'once', category: 'linear' })).toMatchObject({ retCode: 110_072 });
  });

  it('an id stays used behind the end of its order, unless the rule is another', () => {
    const { order, post, control } = openExchange();
    const again = () => order({ orderLinkId: 'one' }).retCode;
    order({ orderLinkId: 'one' });
    post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderLinkId: 'one' });
    expect(again()).toBe(170_141);
    control('forms', { link_ids: { window: 'open' } });
    expect([again(), again()]).toEqual([0, 170_141]);
    control('forms', { link_ids: { scope: 'category' } });
    expect(order({ orderLinkId: 'one', category: 'linear' }).retCode).toBe(0);
  });

  it('where the engine judges, a duplicate is acknowledged and then rejected under the same orderLinkId', () => {
    const { order, get, control } = openExchange();
    control('forms', { link_ids: { judged: 'engine' } });
    expect([order({ orderLinkId: 'x' }).retCode, order({ orderLinkId: 'x' }).retCode]).toEqual([0, 0]);
    const { list } = get('order/realtime', { category: 'spot', orderLinkId: 'x' }).result;
    expect(list.map((row) => [row.orderStatus, row.rejectReason]).toSorted()).toEqual([
      ['New', 'EC_NoError'],
      ['Rejected', 'EC_DuplicatedClOrdID'],
    ]);
  });

  it.each(['a'.repeat(37), 'a b', 'a.b', 'ä'])('an orderLinkId outside the alphabet is refused: %s', (orderLinkId) => {
    expect(openExchange().order({ orderLinkId }).retCode).toBe(10_001);
  });
});
