import { describe, expect, it } from 'vitest';
import { type Asked, ourId, refusal, scripted } from './fixture-binance.ts';

const at = Date.now() - 60_000;
const since = at - 1000;
const unreadable = [undefined, null, '', {}];

const regular = {
  ...{ symbol: 'BTCUSDT', orderId: 29, price: '70000', origQty: '0.01', executedQty: '0', status: 'NEW', side: 'BUY' },
  ...{ type: 'LIMIT', timeInForce: 'GTC', time: at, updateTime: at },
};
const algo = {
  ...{ algoId: 5, algoType: 'CONDITIONAL', orderType: 'STOP_MARKET', symbol: 'BTCUSDT', side: 'SELL' },
  ...{ quantity: '0.01', algoStatus: 'NEW', triggerPrice: '78000', reduceOnly: true, createTime: at },
};

/** The exchange answers these calls with these rows, knows no order by name, and has nothing else. */
function holding(marketType: 'spot' | 'swap', rows: Readonly<Record<string, object>>) {
  return scripted(marketType, ({ call }: Asked) => {
    const path = call.split('/').at(-1) ?? '';
    const row = rows[path];
    if (path === 'order' || path === 'algoOrder')
      return row === undefined ? refusal(-2013, 'Order does not exist.') : { json: row };
    return row === undefined ? [] : [row];
  }).adapter.orders;
}

describe.each(unreadable)('an order with the client order id %j', (clientOrderId) => {
  const [order, stop] = [
    { ...regular, clientOrderId },
    { ...algo, clientAlgoId: clientOrderId },
  ];

  it('is shown among the open orders, and hides no other order', async () => {
    const told = [{ exchangeOrderId: '29', clientOrderId: null }];
    expect(await holding('spot', { openOrders: order }).open('BTC/USDT')).toMatchObject(told);
    const both = holding('swap', { openOrders: order, openAlgoOrders: stop });
    expect(await both.open('BTC/USDT:USDT')).toMatchObject([...told, { exchangeOrderId: 'a-5', clientOrderId: null }]);
  });

  it.each([
    ['spot', 'regular', { allOrders: order }],
    ['spot', 'regular', { order }],
    ['swap', 'regular', { allOrders: order }],
    ['swap', 'trigger', { openAlgoOrders: stop }],
    ['swap', 'trigger', { allAlgoOrders: stop }],
    ['swap', 'trigger', { algoOrder: stop }],
  ] as const)('proves on %s (%s) no absence of the wanted order: %o', async (marketType, store, rows) => {
    const ref = { symbol: marketType === 'spot' ? 'BTC/USDT' : 'BTC/USDT:USDT', store, clientOrderId: ourId };
    const look = holding(marketType, rows).find(ref, since, { inFills: true });
    await expect(look).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it.each(unreadable)('beside a rejected order of the wanted id proves no rejection: %j', async (unread) => {
    const refused = { ...regular, clientOrderId: ourId, orderId: 28, status: 'REJECTED' };
    const row = { ...regular, clientOrderId: unread };
    const orders = scripted('spot', ({ call }: Asked) =>
      call.endsWith('/order') ? { json: refused } : call.endsWith('/allOrders') ? [refused, row] : [],
    ).adapter.orders;
    const look = orders.find({ symbol: 'BTC/USDT', store: 'regular', clientOrderId: ourId }, since, { inFills: true });
    await expect(look).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it.each(unreadable)('beside a rejected stop of the wanted id proves no rejection: %j', async (unread) => {
    const refused = { ...algo, clientAlgoId: ourId, algoId: 4, algoStatus: 'REJECTED' };
    const row = { ...algo, clientAlgoId: unread };
    const orders = scripted('swap', ({ call }: Asked) =>
      call.endsWith('/algoOrder') ? { json: refused } : call.endsWith('/allAlgoOrders') ? [refused, row] : [],
    ).adapter.orders;
    const ref = { symbol: 'BTC/USDT:USDT', store: 'trigger', clientOrderId: ourId } as const;
    await expect(orders.find(ref, since, { inFills: true })).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe.each([
  ['spot', 'regular', 'BTC/USDT'],
  ['swap', 'trigger', 'BTC/USDT:USDT'],
] as const)('of two orders of one id on %s (%s)', (marketType, store, symbol) => {
  const isStop = store === 'trigger';
  const own = { clientOrderId: ourId, clientAlgoId: ourId };
  const accepted = { ...(isStop ? algo : regular), ...own };
  const refused = isStop
    ? { ...accepted, algoId: 6, algoStatus: 'REJECTED', createTime: at + 1 }
    : { ...accepted, orderId: 30, status: 'REJECTED', time: at + 1 };
  const isNamed = isStop ? /\/algoOrder$/ : /\/order$/;
  const find = (rows: readonly object[]) =>
    scripted(marketType, ({ call }: Asked) =>
      isNamed.test(call)
        ? { json: refused }
        : call.endsWith('/order')
          ? refusal(-2013, 'Order does not exist.')
          : call.endsWith(isStop ? '/allAlgoOrders' : '/allOrders')
            ? rows
            : [],
    ).adapter.orders.find({ symbol, store, clientOrderId: ourId }, since, { inFills: true });

  it('the accepted one is found, although the refused one is newer and is told by name', async () => {
    const exchangeOrderId = isStop ? 'a-5' : '29';
    expect(await find([accepted, refused])).toMatchObject({ kind: 'found', order: { exchangeOrderId } });
  });

  it('the refused one is found where nothing else is', async () => {
    expect(await find([refused])).toMatchObject({ kind: 'found', order: { status: 'rejected' } });
    expect(await find([])).toMatchObject({ kind: 'found', order: { status: 'rejected' } });
  });
});
