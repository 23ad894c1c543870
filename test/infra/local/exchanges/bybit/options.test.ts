import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

const call = { symbol: 'BTC-27MAR26-70000-C', orderId: 'option-1' };
const put = { symbol: 'BTC-27MAR26-60000-P', orderId: 'option-2' };

describe('orders in options, as opened elsewhere', () => {
  const open = () => {
    const exchange = openExchange();
    exchange.control('options', { orders: [call, put], positions: [{ symbol: call.symbol, side: 'Sell' }] });
    const ids = () =>
      exchange.get('order/realtime', { category: 'option' }).result.list.map(({ orderId }) => orderId as string);
    return { ...exchange, ids };
  };

  it('are told without a coin, and stand in no other category', () => {
    const { get, ids } = open();
    expect(ids()).toEqual(['option-1', 'option-2']);
    expect(get('order/realtime', { category: 'inverse' }).result.list).toEqual([]);
    expect(get('position/list', { category: 'option' }).result.list).toMatchObject([
      { ...{ side: 'Sell', size: '1' } },
    ]);
  });

  it('are canceled by symbol and id, and all at once without a coin', () => {
    const { post, ids } = open();
    const one = { category: 'option', ...call };
    expect(post('order/cancel', one).result).toMatchObject({ orderId: 'option-1' });
    expect(post('order/cancel', one).retCode).toBe(110_001);
    expect(ids()).toEqual(['option-2']);
    expect(post('order/cancel-all', { category: 'option' }).result.list).toMatchObject([{ orderId: 'option-2' }]);
    expect(ids()).toEqual([]);
  });
});
