import { describe, expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import { presentOpenOrders } from '../../../../lib/http/present/open-orders.ts';
import { presentBalanceRead } from '../../../../lib/http/present/wallet-reads.ts';
import { unreadList } from '../../../../lib/session/unread-lists.ts';

const market = marketOf({ exchange: 'kraken', marketType: 'spot' });
const orders = unreadList('spot', market, 'open order', [{ field: 'pair', exchangeOrderId: 'O1' }]);
const parts = [{ marketType: 'spot', outcome: 'done', value: null, error: null, isWhole: true }] as const;

describe('an answer that lacks rows which cannot be read', () => {
  it('about open orders says so, with what can be read of the row', () => {
    const unread = [{ market_type: 'spot', field: 'pair', order_id: 'O1', symbol: null, asset: null }];
    expect(presentOpenOrders({ orders: [], unread: orders, parts: null })).toEqual({
      ...{ orders: [], count: 0, unread, complete: false },
    });
    expect(presentOpenOrders({ orders: [], unread: orders, parts })).toMatchObject({
      ...{ unread, complete: false },
      wallets: [{ market_type: 'spot', outcome: 'failed', reason: /1 open order in a form that cannot be read/ }],
    });
  });

  it('about balances says so', () => {
    const row = { asset: 'USD', free: '1', used: '0', total: '1' };
    const markets = [
      { marketType: 'spot', market, rows: [row], unread: [{ field: 'balance', asset: 'BTC' }] },
    ] as const;
    const unread = [{ market_type: 'spot', field: 'balance', order_id: null, symbol: null, asset: 'BTC' }];
    const read = { exchange: 'kraken', markets } as const;
    expect(presentBalanceRead('desk', { ...read, parts: null })).toMatchObject({
      ...{ balances: [row], count: 1, unread, complete: false },
    });
    expect(presentBalanceRead('desk', { ...read, parts })).toMatchObject({
      ...{ count: 1, unread, complete: false, wallets: [{ outcome: 'failed' }] },
    });
  });

  it('an answer that lacks nothing has no such field', () => {
    expect(presentOpenOrders({ orders: [], unread: [], parts: null })).toEqual({ orders: [], count: 0 });
    expect(presentOpenOrders({ orders: [], unread: [], parts })).toMatchObject({ complete: true });
  });
});
