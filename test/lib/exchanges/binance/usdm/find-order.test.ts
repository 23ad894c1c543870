import { describe, expect, it } from 'vitest';
import { type Asked, callsOf, ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';

const at = Date.now() - 60_000;
const since = at - 1000;
const symbol = 'BTC/USDT:USDT';
const notShown = refusal(-2013, 'Order does not exist.');

const waiting = {
  ...{ algoId: 5, clientAlgoId: ourId, algoType: 'CONDITIONAL', orderType: 'STOP', symbol: 'BTCUSDT', side: 'SELL' },
  ...{ quantity: '0.01', algoStatus: 'NEW', triggerPrice: '78000', price: '77900', workingType: 'MARK_PRICE' },
  ...{ reduceOnly: true, createTime: at, triggerTime: 0, timeInForce: 'GTC' },
};

/** A fired conditional order is another order, with our id of the conditional order. */
const became = {
  ...{ orderId: 900, clientOrderId: ourId, symbol: 'BTCUSDT', status: 'FILLED', side: 'SELL', type: 'LIMIT' },
  ...{ price: '77900', avgPrice: '77950.5', origQty: '0.010', executedQty: '0.010', timeInForce: 'GTC' },
  ...{ reduceOnly: true, stopPrice: '0', time: at + 5000, updateTime: at + 5000 },
};

interface Held {
  readonly single?: object;
  readonly open?: readonly object[];
  readonly all?: readonly object[];
  readonly orders?: readonly (typeof became)[];
  readonly listed?: readonly object[];
  readonly trades?: readonly object[];
}

/** An exchange that holds these; `GET algoOrder` shows `single` alone. */
function holding({ single, open = [], all = [], orders = [], listed = [], trades = [] }: Held) {
  const answers = ({ call, parameters }: Asked): Reply => {
    if (call === 'GET /fapi/v1/algoOrder') return single === undefined ? notShown : { json: single };
    if (call === 'GET /fapi/v1/openAlgoOrders') return { json: open };
    if (call === 'GET /fapi/v1/allAlgoOrders') return { json: all };
    if (call === 'GET /fapi/v1/allOrders') return { json: listed };
    if (call === 'GET /fapi/v1/userTrades') return { json: trades };
    const { orderId, origClientOrderId } = parameters;
    const order = orders.find((each) => String(each.orderId) === orderId || each.clientOrderId === origClientOrderId);
    return order === undefined ? notShown : { json: order };
  };
  return scripted('swap', answers);
}

const ref = { symbol, store: 'trigger', clientOrderId: ourId, exchangeOrderId: 'a-5' } as const;

describe('the look for a conditional order at Binance USD-M', () => {
  it('one that the single query denies is found in the list of waiting orders', async () => {
    const { adapter } = holding({ open: [waiting] });
    const order = { exchangeOrderId: 'a-5', store: 'trigger', status: 'open', type: 'stop_loss_limit' };
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order });
    expect(await adapter.orders.read(ref, since)).toMatchObject({ ...order, stopPrice: '78000', price: '77900' });
  });

  it('a fired one is told by the order that it has become, under the ids and terms of the order that was placed', async () => {
    const fired = { ...waiting, algoStatus: 'FINISHED', actualOrderId: '900', actualQty: '0.01' };
    const { adapter } = holding({ all: [fired], orders: [became] });
    const told = {
      ...{ exchangeOrderId: 'a-5', clientOrderId: ourId, store: 'trigger', status: 'filled', type: 'stop_loss_limit' },
      ...{ averagePrice: '77950.5', filledQuantity: '0.01', stopPrice: '78000', createdAt: at, hasFired: true },
    };
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: told });
    expect(await adapter.orders.read(ref, since)).toMatchObject(told);
  });

  it('FINISHED alone does not say filled: the end is unknown where the order is not shown', async () => {
    const finished = { ...waiting, algoStatus: 'FINISHED' };
    const untold = { order: { status: 'unknown', filledQuantity: null } };
    expect(await holding({ all: [finished] }).adapter.orders.find(ref, since)).toMatchObject(untold);
    const lost = holding({ all: [{ ...finished, actualOrderId: '900' }] });
    expect(await lost.adapter.orders.find(ref, since)).toMatchObject(untold);
    const firing = holding({ all: [{ ...waiting, algoStatus: 'TRIGGERING', actualOrderId: '900' }] });
    expect(await firing.adapter.orders.find(ref, since)).toMatchObject(untold);
  });

  it('an order of another name is not what a fired one has become', async () => {
    const fired = { ...waiting, algoStatus: 'FINISHED', actualOrderId: '900' };
    const { adapter } = holding({ all: [fired], orders: [{ ...became, clientOrderId: 'another' }] });
    await expect(adapter.orders.find(ref, since)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a fired order whose conditional order is in no list is found by a complete look, marked as such', async () => {
    const { adapter } = holding({ orders: [became] });
    expect(await adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    const found = { kind: 'found', order: { exchangeOrderId: 'f-900', store: 'trigger', status: 'filled' } };
    expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject(found);
    const { store, clientOrderId } = ref;
    const named = { symbol, store, clientOrderId, exchangeOrderId: 'f-900' };
    expect(await adapter.orders.read(named, since)).toMatchObject({ exchangeOrderId: 'f-900', status: 'filled' });
  });

  it('absence is told after both lists of the algo store, the orders and the fills', async () => {
    const { adapter, asked } = holding({});
    expect(await adapter.orders.find(ref, since, { inFills: true })).toEqual({ kind: 'absent' });
    expect(callsOf(asked)).toEqual([
      ...['GET /fapi/v1/algoOrder', 'GET /fapi/v1/openAlgoOrders', 'GET /fapi/v1/allAlgoOrders'],
      ...['GET /fapi/v1/order', 'GET /fapi/v1/allOrders', 'GET /fapi/v1/userTrades'],
    ]);
  });

  it('no request asks for more than the seven days that an answer covers, and no day is left out', async () => {
    const { adapter, asked } = holding({});
    const weeksAgo = Date.now() - 16 * 24 * 3_600_000;
    await adapter.orders.find(ref, weeksAgo, { inFills: true });
    for (const path of ['allAlgoOrders', 'allOrders', 'userTrades']) {
      const ranges = asked.filter(({ call }) => call === `GET /fapi/v1/${path}`).map(({ parameters }) => parameters);
      const [starts, ends] = [ranges.map((each) => Number(each.startTime)), ranges.map((each) => Number(each.endTime))];
      expect(starts).toEqual([weeksAgo, ...ends.slice(0, -1).map((end) => end + 1)]);
      expect(Math.max(...ends.map((end, index) => end - (starts[index] ?? 0)))).toBeLessThan(7 * 24 * 3_600_000);
      expect(ends.at(-1)).toBeGreaterThan(Date.now());
    }
  });

  it('an older one under the id is not the wanted one', async () => {
    const older = { ...waiting, createTime: since - 1, algoStatus: 'CANCELED' };
    const { adapter } = holding({ single: older, all: [older] });
    expect(await adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    expect(await adapter.orders.find(ref, since, { older: 'all' })).toMatchObject({ kind: 'found' });
  });

  it('a list that cannot be read is an error', async () => {
    const { adapter } = scripted('swap', ({ call }) =>
      call === 'GET /fapi/v1/algoOrder' ? notShown : { json: { code: 200, msg: 'ok' } },
    );
    await expect(adapter.orders.find(ref, since)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('ids of both stores at Binance USD-M', () => {
  it('one number names two orders: an id is looked for in its own store alone', async () => {
    const { adapter, asked } = holding({ orders: [{ ...became, orderId: 5 }] });
    const regular = { symbol, store: 'regular', exchangeOrderId: 'a-5' } as const;
    expect(await adapter.orders.read(regular, since)).toBeNull();
    expect(await adapter.orders.read({ ...regular, store: 'trigger', exchangeOrderId: '5' }, since)).toBeNull();
    expect(await adapter.orders.read({ ...regular, exchangeOrderId: 'x' }, since)).toBeNull();
    expect(asked).toEqual([]);
    expect(await adapter.orders.read({ ...regular, exchangeOrderId: '5' }, since)).toMatchObject({ store: 'regular' });
  });

  it('the open orders of both stores are told, and a conditional order that fires between the requests once', async () => {
    const { adapter, asked } = scripted('swap', ({ call }) =>
      call === 'GET /fapi/v1/openAlgoOrders'
        ? [waiting, { ...waiting, algoId: 6, clientAlgoId: 'other' }]
        : [{ ...became, status: 'NEW', executedQty: '0' }],
    );
    const open = await adapter.orders.open(symbol);
    expect(open.map(({ exchangeOrderId }) => exchangeOrderId)).toEqual(['900', 'a-6']);
    // In the opposite order one that fires meanwhile would be told by neither answer.
    expect(callsOf(asked)).toEqual(['GET /fapi/v1/openAlgoOrders', 'GET /fapi/v1/openOrders']);
  });

  it.each([
    ['was placed long before', { time: at - 3_600_000 }],
    ['is of the other side', { time: Date.now(), side: 'BUY' }],
  ])('a waiting conditional order stays in the list beside an order under the same id that %s', async (_way, terms) => {
    const beside = { ...became, status: 'NEW', executedQty: '0', ...terms };
    const { adapter } = scripted('swap', ({ call }) => (call === 'GET /fapi/v1/openAlgoOrders' ? [waiting] : [beside]));
    const open = await adapter.orders.open(symbol);
    expect(open.map(({ exchangeOrderId }) => exchangeOrderId)).toEqual(['900', 'a-5']);
  });
});
