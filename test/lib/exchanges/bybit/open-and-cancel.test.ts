import { beforeEach, describe, expect, it } from 'vitest';
import { list, openScene, orderRow, type Scene, symbolOf, told } from './fixture-bybit.ts';

describe('open orders', () => {
  it.each([
    ['spot', [{}, { orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }]],
    [
      'swap',
      [
        { settleCoin: 'USDT' },
        { settleCoin: 'USDC' },
        { settleCoin: 'USDT', orderFilter: 'StopOrder' },
        { settleCoin: 'USDC', orderFilter: 'StopOrder' },
      ],
    ],
  ] as const)('of %s are asked for by every kind and coin, 50 rows a page', async (marketType, parts) => {
    const { adapter, sent, answers } = await openScene(marketType);
    answers['order/realtime'] = () => list([]);
    expect(await adapter.orders.open()).toEqual([]);
    const category = marketType === 'spot' ? 'spot' : 'linear';
    expect(sent.map(({ fields }) => fields)).toEqual(parts.map((part) => ({ category, ...part, limit: '50' })));
  });

  it('are read to the last page, each once, and an order that has ended meanwhile is none', async () => {
    const { adapter, answers } = await openScene('swap');
    const rows = Array.from({ length: 120 }, (_each, index) => orderRow({ orderId: `id-${index}` }));
    answers['order/realtime'] = ({ fields: { cursor = '0', settleCoin } }) => {
      if (settleCoin !== 'USDT') return list([orderRow({ orderId: 'over', orderStatus: 'Filled' })]);
      const page = rows.slice(Number(cursor), Number(cursor) + 50);
      return list(page, page.length === 0 ? '' : String(Number(cursor) + 50));
    };
    expect((await adapter.orders.open()).map(({ exchangeOrderId }) => exchangeOrderId)).toEqual(
      rows.map(({ orderId }) => orderId),
    );
  });

  it('are read on under the cursor of the exchange as it stands: the cursor comes percent-encoded, and is signed so', async () => {
    const { adapter, answers, sent } = await openScene('spot');
    const cursor = 'id%3A1%2C2%26x';
    answers['order/realtime'] = ({ request }) => list([orderRow()], request.url.includes('cursor=') ? '' : cursor);
    await adapter.orders.open();
    expect(sent[1]?.request.url).toContain(`cursor=${cursor}`);
  });

  it('that do not end are an error, and no part of a list', async () => {
    const { adapter, answers } = await openScene('spot');
    answers['order/realtime'] = () => list([orderRow()], 'again');
    await expect(adapter.orders.open()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('a described order', () => {
  const described = async (marketType: 'spot' | 'swap', terms: Readonly<Record<string, unknown>>) => {
    const { adapter, answers } = await openScene(marketType);
    const row = orderRow(terms);
    answers['order/realtime'] = () => list([row]);
    const store = marketType === 'spot' && row.triggerPrice !== '' ? 'trigger' : 'regular';
    const ref = { symbol: symbolOf[marketType], store, exchangeOrderId: String(row.orderId) } as const;
    return adapter.orders.read(ref, Date.now());
  };

  it.each([
    ['New', '0', 'open'],
    ['PartiallyFilled', '0.004', 'partially_filled'],
    ['Untriggered', '0', 'open'],
    ['Triggered', '0', 'open'],
    ['Filled', '0.01', 'filled'],
    ['Cancelled', '0', 'canceled'],
    ['Cancelled', '0.004', 'canceled'],
    ['PartiallyFilledCanceled', '0.004', 'canceled'],
    ['Deactivated', '0', 'canceled'],
    ['Rejected', '0', 'rejected'],
    ['Rejected', '0.004', 'canceled'],
    ['Brandnew', '0', 'unknown'],
  ])('%s with %s filled is %s', async (orderStatus, cumExecQty, status) => {
    // What is left is 0 in the rows of ended orders.
    const order = await described('swap', { orderStatus, cumExecQty, leavesQty: '0' });
    const remainingQuantity = cumExecQty === '0' ? '0.01' : cumExecQty === '0.01' ? '0' : '0.006';
    expect(order).toMatchObject({ status, quantity: '0.01', filledQuantity: cumExecQty, remainingQuantity });
  });

  it.each([
    ['Buy', 1, 'Market', 'stop_loss'],
    ['Sell', 2, 'Limit', 'stop_loss_limit'],
    ['Buy', 2, 'Market', 'take_profit'],
    ['Sell', 1, 'Limit', 'take_profit_limit'],
  ])('of a contract to %s in direction %d as %s is a %s', async (side, triggerDirection, orderType, type) => {
    const terms = {
      side,
      triggerDirection,
      orderType,
      triggerPrice: '75000',
      triggerBy: 'MarkPrice',
      orderStatus: 'Untriggered',
    };
    const order = await described('swap', terms);
    expect(order).toMatchObject({ type, stopPrice: '75000', triggerPriceType: 'mark', store: 'regular' });
    expect(order?.hasFired).toBeUndefined();
  });

  it('on spot with a trigger lies among the stops, and tells no type: spot has no direction', async () => {
    const terms = { orderType: 'Market', triggerPrice: '75000', stopOrderType: 'tpslOrder', marketUnit: 'baseCoin' };
    expect(await described('spot', { ...terms, orderStatus: 'Untriggered' })).toMatchObject({
      store: 'trigger',
      type: null,
    });
    expect(await described('spot', { ...terms, orderStatus: 'New' })).toMatchObject({ hasFired: true });
  });

  it('of another program that counts the quote coin tells no quantity', async () => {
    const market = { orderType: 'Market', qty: '800', orderStatus: 'Filled', cumExecQty: '0.01' };
    expect(await described('spot', { ...market, marketUnit: 'quoteCoin' })).toMatchObject({
      quantity: null,
      isInQuote: true,
    });
    const untold = await described('spot', { ...market, marketUnit: '' });
    expect(untold).toMatchObject({ quantity: null });
    expect(untold?.isInQuote).toBeUndefined();
    expect(await described('spot', { ...market, marketUnit: 'baseCoin', qty: '0.01' })).toMatchObject({
      quantity: '0.01',
    });
  });

  it('tells charges by coin, and none that the row lacks', async () => {
    const filled = { orderStatus: 'Filled', cumExecQty: '0.01', avgPrice: '70000' };
    const charged = await described('swap', { ...filled, cumFeeDetail: { USDT: '0.385' } });
    expect(charged).toMatchObject({ fees: [{ asset: 'USDT', amount: '0.385' }], averagePrice: '70000' });
    expect((await described('swap', { ...filled, cumFeeDetail: {} }))?.fees).toBeUndefined();
    expect((await described('swap', {}))?.fees).toEqual([]);
  });

  it('post-only is told apart from the time in force', async () => {
    expect(await described('swap', { timeInForce: 'PostOnly' })).toMatchObject({ postOnly: true, timeInForce: 'GTC' });
    expect(await described('swap', { timeInForce: 'IOC' })).toMatchObject({ postOnly: false, timeInForce: 'IOC' });
    expect(await described('swap', { timeInForce: 'new' })).toMatchObject({ postOnly: null, timeInForce: null });
  });

  it('at the market has no price of its own: the exchange shows its bound', async () => {
    expect(await described('swap', { orderType: 'Market', price: '81000' })).toMatchObject({
      price: null,
      type: 'market',
    });
  });
});

describe('a cancellation', () => {
  let spot: Scene;
  let swap: Scene;
  beforeEach(async () => {
    [spot, swap] = [await openScene('spot'), await openScene('swap')];
  });
  const ref = (store: 'regular' | 'trigger', symbol: string | null = 'BTC/USDT') => ({
    symbol,
    store,
    exchangeOrderId: 'x',
  });
  const acknowledged = () => told({ orderId: 'x', orderLinkId: '' });

  it('is pending: the exchange has taken the request and cancels later', async () => {
    swap.answers['order/cancel'] = acknowledged;
    expect(await swap.adapter.orders.cancel(ref('regular', 'BTC/USDT:USDT'))).toBe('pending');
    expect(swap.sent.map(({ fields }) => fields)).toEqual([{ category: 'linear', symbol: 'BTCUSDT', orderId: 'x' }]);
  });

  it('by our id leaves under the name of the exchange', async () => {
    swap.answers['order/cancel'] = acknowledged;
    await swap.adapter.orders.cancel({ symbol: 'BTC/USDT:USDT', store: 'regular', clientOrderId: 'ours' });
    expect(swap.sent[0]?.fields).toMatchObject({ orderLinkId: 'ours' });
  });

  it.each(['110001', '110008', '110010', '170213', '170139', '170142', '170143', '170190'])(
    'that is refused with %s finds the order gone',
    async (code) => {
      swap.answers['order/cancel'] = () => told({}, Number(code));
      expect(await swap.adapter.orders.cancel(ref('regular', 'BTC/USDT:USDT'))).toBe('gone');
    },
  );

  it.each(['110079', '170191', '170212', '170035'])('that is refused with %s is under way', async (code) => {
    swap.answers['order/cancel'] = () => told({}, Number(code));
    expect(await swap.adapter.orders.cancel(ref('regular', 'BTC/USDT:USDT'))).toBe('pending');
  });

  it.each([10001, 10006, 10016, 170121])('that is refused with %d is an error: the order may live', async (code) => {
    swap.answers['order/cancel'] = () => told({}, code);
    await expect(swap.adapter.orders.cancel(ref('regular', 'BTC/USDT:USDT'))).rejects.toThrow();
  });

  it('of a stop on spot names its kind, then every other kind the order may have', async () => {
    spot.answers['order/cancel'] = ({ fields }) => (fields.orderFilter === 'Order' ? acknowledged() : told({}, 170213));
    expect(await spot.adapter.orders.cancel(ref('trigger'))).toBe('pending');
    expect(spot.sent.map(({ fields }) => fields.orderFilter)).toEqual(['tpslOrder', 'StopOrder', 'Order']);
  });

  it('without a symbol looks for the order first, and cancels none that the exchange does not show', async () => {
    spot.answers['order/realtime'] = () => list([orderRow({ orderId: 'x', symbol: 'ETHUSDT' })]);
    spot.answers['order/cancel'] = acknowledged;
    expect(await spot.adapter.orders.cancel(ref('regular', null))).toBe('pending');
    expect(spot.sent.at(-1)?.fields).toMatchObject({ symbol: 'ETHUSDT' });
    for (const path of ['order/realtime', 'order/history']) spot.answers[path] = () => list([]);
    spot.sent.length = 0;
    expect(await spot.adapter.orders.cancel(ref('regular', null))).toBe('gone');
    expect(spot.sent.some(({ path }) => path === 'order/cancel')).toBe(false);
  });

  it('of several orders reads the end of each beside the result', async () => {
    const refs = ['a', 'b', 'c', 'd'].map((exchangeOrderId) => ({
      ...ref('regular', 'BTC/USDT:USDT'),
      exchangeOrderId,
    }));
    const ends = [
      { code: 0, msg: 'OK' },
      { code: 110001, msg: 'gone' },
      { code: 110079, msg: '' },
      { code: 10016, msg: '' },
    ];
    swap.answers['order/cancel-batch'] = () => told({ list: refs.map(() => ({})) }, 0, { retExtInfo: { list: ends } });
    expect(await swap.adapter.orders.cancelSome(refs)).toEqual(['pending', 'gone', 'pending', null]);
    const request = refs.map(({ exchangeOrderId }) => ({ symbol: 'BTCUSDT', orderId: exchangeOrderId }));
    expect(swap.sent.map(({ fields }) => fields)).toEqual([{ category: 'linear', request }]);
    // An end for one order too few: nobody knows whose.
    swap.answers['order/cancel-batch'] = () => told({ list: [] }, 0, { retExtInfo: { list: ends.slice(1) } });
    await expect(swap.adapter.orders.cancelSome(refs)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('of several orders asks for none that the exchange does not show, and gives each end to its own order', async () => {
    for (const path of ['order/realtime', 'order/history']) swap.answers[path] = () => list([]);
    const ends = [
      { code: 0, msg: 'OK' },
      { code: 10016, msg: '' },
    ];
    swap.answers['order/cancel-batch'] = () => told({ list: [{}, {}] }, 0, { retExtInfo: { list: ends } });
    const named = (exchangeOrderId: string) => ({ ...ref('regular', 'BTC/USDT:USDT'), exchangeOrderId });
    const unknown = { ...ref('regular', null), exchangeOrderId: 'b' };
    expect(await swap.adapter.orders.cancelSome([named('a'), unknown, named('c')])).toEqual(['pending', 'gone', null]);
    const request = ['a', 'c'].map((orderId) => ({ symbol: 'BTCUSDT', orderId }));
    expect(swap.sent.at(-1)?.fields).toEqual({ category: 'linear', request });
  });

  it('of stops on spot goes one by one: no batch names their kind', async () => {
    spot.answers['order/cancel'] = acknowledged;
    spot.answers['order/cancel-batch'] = () => told({}, 0, { retExtInfo: { list: [{ code: 0, msg: '' }] } });
    expect(await spot.adapter.orders.cancelSome([ref('trigger'), ref('regular')])).toEqual(['pending', 'pending']);
    expect(spot.sent.map(({ path }) => path)).toEqual(['order/cancel-batch', 'order/cancel']);
  });

  it('of all orders is repeated for every coin until nothing is left, and counts each order once', async () => {
    let left = Array.from({ length: 700 }, (_each, index) => `id-${index}`);
    swap.answers['order/cancel-all'] = ({ fields }) => {
      const taken = fields.settleCoin === 'USDT' ? left.slice(0, 500) : [];
      // The first of them are still there a moment later, and are taken once more.
      left = left.slice(Math.max(0, taken.length - 20));
      if (taken.length < 100) left = [];
      return told({ list: taken.map((orderId) => ({ orderId, orderLinkId: '' })), success: '1' });
    };
    swap.answers['order/realtime'] = () => list([]);
    expect(await swap.adapter.orders.cancelAll()).toBe(700);
    const sent = swap.sent.filter(({ path }) => path === 'order/cancel-all');
    const coins = sent.map(({ fields }) => fields.settleCoin);
    expect(coins.slice(-2)).toEqual(['USDT', 'USDC']);
    expect(coins.filter((coin) => coin === 'USDT').length).toBeGreaterThan(2);
  });

  it('of all orders on spot names each kind', async () => {
    spot.answers['order/cancel-all'] = () => told({ list: [], success: '1' });
    expect(await spot.adapter.orders.cancelAll()).toBe(0);
    expect(spot.sent.map(({ fields }) => fields.orderFilter)).toEqual(['Order', 'tpslOrder', 'StopOrder']);
  });
});
