import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { type Asked, callsOf, orderOf, ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';

const deadline = 1_780_000_008_000;
const at = Date.now() - 60_000;
const since = at - 1000;

/** As the documentation shows a filled market order (spot: rest-api, New order, FULL). */
const filled = {
  ...{ symbol: 'BTCUSDT', orderId: 28, orderListId: -1, clientOrderId: ourId, transactTime: at, price: '0.00000000' },
  ...{ origQty: '0.01000000', executedQty: '0.01000000', origQuoteOrderQty: '0.00000000', side: 'BUY' },
  ...{ cummulativeQuoteQty: '800.10000000', status: 'FILLED', timeInForce: 'GTC', type: 'MARKET', workingTime: at },
  fills: [
    { price: '80000.00000000', qty: '0.00600000', commission: '0.00000600', commissionAsset: 'BTC', tradeId: 56 },
    { price: '80025.00000000', qty: '0.00400000', commission: '0.00012000', commissionAsset: 'BNB', tradeId: 57 },
  ],
};

/** An order as queries show it. */
const resting = {
  ...{ symbol: 'BTCUSDT', orderId: 29, orderListId: -1, clientOrderId: ourId, price: '70000.00000000' },
  ...{ origQty: '0.01000000', executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000', status: 'NEW' },
  ...{ timeInForce: 'GTC', type: 'LIMIT', side: 'BUY', stopPrice: '0.00000000', icebergQty: '0.00000000' },
  ...{ time: at, updateTime: at, isWorking: true, origQuoteOrderQty: '0.000000' },
};

async function bodyOf(terms: Partial<OrderRequest>) {
  const { adapter } = scripted('spot', () => []);
  return (await adapter.orders.prepare(orderOf('spot', terms), deadline)).body;
}

const usual = {
  ...{ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01', newClientOrderId: ourId, newOrderRespType: 'FULL' },
  ...{ timestamp: '1779999990000', recvWindow: '18000' },
};

describe('an order to Binance Spot', () => {
  it.each<[string, Partial<OrderRequest>, object]>([
    ['a market order', {}, { type: 'MARKET' }],
    ['a limit order', { type: 'limit', price: '70000' }, { type: 'LIMIT', timeInForce: 'GTC', price: '70000' }],
    [
      'a limit order that is filled whole or not at all',
      { type: 'limit', price: '70000', timeInForce: 'FOK' },
      { type: 'LIMIT', timeInForce: 'FOK', price: '70000' },
    ],
    ['a post-only order', { type: 'limit', price: '70000', postOnly: true }, { type: 'LIMIT_MAKER', price: '70000' }],
    ['a stop', { type: 'stop_loss', stopPrice: '90000' }, { type: 'STOP_LOSS', stopPrice: '90000' }],
    [
      'a take profit with a limit',
      { type: 'take_profit_limit', stopPrice: '90000', price: '91000' },
      { type: 'TAKE_PROFIT_LIMIT', stopPrice: '90000', price: '91000', timeInForce: 'GTC' },
    ],
  ])('%s leaves with these parameters and no others', async (_title, terms, expected) => {
    expect(await bodyOf(terms)).toEqual({ ...usual, ...expected });
  });

  it('the deadline is timestamp and window together, whatever the time of sending', async () => {
    const { adapter, asked } = scripted('spot', () => ({ json: filled }));
    const prepared = await adapter.orders.prepare(orderOf('spot'), deadline);
    await adapter.orders.submit(prepared, orderOf('spot'));
    await adapter.orders.submit(prepared, orderOf('spot'));
    for (const { parameters } of asked)
      expect(Number(parameters.timestamp) + Number(parameters.recvWindow)).toBe(deadline);
  });

  it('a filled order is told with its average price and every commission', async () => {
    const { adapter } = scripted('spot', () => ({ json: filled }));
    const outcome = await adapter.orders.submit(
      await adapter.orders.prepare(orderOf('spot'), deadline),
      orderOf('spot'),
    );
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: '28' });
    expect(outcome.kind === 'accepted' && outcome.order).toMatchObject({
      ...{
        symbol: 'BTC/USDT',
        status: 'filled',
        filledQuantity: '0.01',
        remainingQuantity: '0',
        averagePrice: '80010',
      },
      fees: [
        { asset: 'BTC', amount: '0.000006' },
        { asset: 'BNB', amount: '0.00012' },
      ],
    });
  });

  it('commissions of a part of the fills are no sum', async () => {
    const part = { ...filled, fills: filled.fills.slice(1) };
    const { adapter } = scripted('spot', () => ({ json: part }));
    const outcome = await adapter.orders.submit(
      await adapter.orders.prepare(orderOf('spot'), deadline),
      orderOf('spot'),
    );
    expect(outcome.kind === 'accepted' && outcome.order).not.toHaveProperty('fees');
  });

  it('a stop is acknowledged with five fields: accepted, and to be read', async () => {
    const ack = { symbol: 'BTCUSDT', orderId: 30, orderListId: -1, clientOrderId: ourId, transactTime: at };
    const { adapter } = scripted('spot', () => ({ json: ack }));
    const order = orderOf('spot', { type: 'stop_loss', stopPrice: '90000' });
    const outcome = await adapter.orders.submit(await adapter.orders.prepare(order, deadline), order);
    expect(outcome).toEqual({ kind: 'accepted', exchangeOrderId: '30', order: null });
  });

  it.each<[string, Reply]>([
    ['an empty record', { json: {} }],
    ['an empty list', { json: [] }],
    ['another order', { json: { ...filled, clientOrderId: 'another' } }],
    ['no id', { json: { ...filled, orderId: null } }],
    ["the firewall's page", { status: 403, body: '<html><title>403 Forbidden</title></html>' }],
    ['an unknown state', refusal(-1006, 'An unexpected response was received from the message bus.')],
    ['a timeout', refusal(-1007, 'Timeout waiting for response from backend server.', 408)],
    ['a code nobody knows', refusal(-1999, 'What?')],
    ['a code with one digit more than a known one', refusal(-11001, 'Isolated margin account doesn’t exist')],
    ['HTTP 500 with a code that is a refusal elsewhere', refusal(-2010, 'Order would immediately match', 500)],
    ['HTTP 503', refusal(-1008, 'Server is currently overloaded', 503)],
  ])('%s leaves the order unknown', async (_title, reply) => {
    const { adapter } = scripted('spot', () => reply);
    const outcome = await adapter.orders.submit(
      await adapter.orders.prepare(orderOf('spot'), deadline),
      orderOf('spot'),
    );
    expect(outcome.kind).toBe('unknown');
  });

  it.each<[string, Reply, object]>([
    [
      'insufficient balance',
      refusal(-2010, 'Account has insufficient balance for requested action.'),
      { kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } },
    ],
    [
      'a crossing post-only order',
      refusal(-2010, 'Order would immediately match and take.'),
      { kind: 'rejected', error: { code: 'ORDER_REJECTED', message: expect.stringContaining('post-only') } },
    ],
    ['a duplicate', refusal(-2010, 'Duplicate order sent.'), { kind: 'idTaken' }],
    [
      'a filter',
      refusal(-1013, 'Filter failure: LOT_SIZE'),
      { kind: 'rejected', error: { code: 'INVALID_ORDER', details: [{ field: 'quantity' }] } },
    ],
    [
      'a full list of orders',
      refusal(-1013, 'Filter failure: MAX_NUM_ORDERS'),
      { kind: 'notExecuted', reason: 'not-now' },
    ],
    [
      'a timestamp ahead of the clock of Binance',
      refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
      { kind: 'notExecuted', reason: 'nonce', error: { code: 'NONCE_REJECTED' } },
    ],
    [
      'a window that has passed',
      refusal(-1021, 'Timestamp for this request is outside of the recvWindow.'),
      { kind: 'notExecuted', reason: 'expired', error: { code: 'NONCE_REJECTED' } },
    ],
    ['a limit', refusal(-1003, 'Too many requests queued.', 429), { kind: 'notExecuted', reason: 'rate-limit' }],
    ['a wrong key', refusal(-2015, 'Invalid API-key, IP, or permissions for action.'), { kind: 'rejected' }],
  ])('%s is told as what it is', async (_title, reply, expected) => {
    const { adapter, asked } = scripted('spot', () => reply);
    const outcome = await adapter.orders.submit(
      await adapter.orders.prepare(orderOf('spot'), deadline),
      orderOf('spot'),
    );
    expect(outcome).toMatchObject(expected);
    expect(asked).toHaveLength(1);
  });

  it('a ban tells its end, from the header or from its words, and a quarter of an hour at the most', async () => {
    const ban = { status: 418, json: { code: -1003, msg: 'Way too much request weight used; IP banned.' } };
    const { adapter } = scripted('spot', () => ({ ...ban, headers: { 'retry-after': '120' } }));
    await expect(adapter.orders.open()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 120 });
    const days = scripted('spot', () => ({ ...ban, headers: { 'retry-after': '259200' } }));
    await expect(days.adapter.orders.open()).rejects.toMatchObject({ retryAfterSeconds: 900 });
    const msg = `Way too many requests; IP(10.0.0.1) banned until ${Date.now() + 60_000}.`;
    const told = scripted('spot', () => refusal(-1003, msg, 418));
    const error = await told.adapter.orders.open().catch((thrown: { retryAfterSeconds: number }) => thrown);
    expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(57);
  });

  it.each([418, 429])(
    'HTTP %i with a page is a limit of the address with the end of the header, and says nothing about an order',
    async (status) => {
      const page = { status, body: '<html>Too many requests</html>', headers: { 'retry-after': '120' } };
      const { adapter } = scripted('spot', () => page);
      const told = { code: 'RATE_LIMITED', retryAfterSeconds: 120 };
      await expect(adapter.orders.open()).rejects.toMatchObject(told);
      const order = await adapter.orders.prepare(orderOf('spot'), deadline);
      expect(await adapter.orders.submit(order, orderOf('spot'))).toMatchObject({ kind: 'unknown', error: told });
    },
  );
});

/** The exchange holds these orders and trades. */
function holding(rows: readonly object[], trades: readonly object[] = [], named: object | null = null) {
  const answer = ({ call, parameters }: Asked): Reply => {
    if (call === 'GET /api/v3/allOrders') return { json: rows };
    if (call === 'GET /api/v3/myTrades') return { json: trades };
    if (call !== 'GET /api/v3/order') return { json: [] };
    const all = [...rows, ...(named === null ? [] : [named])] as (typeof resting)[];
    const found =
      parameters.orderId === undefined
        ? (named ?? undefined)
        : all.find(({ orderId }) => String(orderId) === parameters.orderId);
    return found === undefined ? refusal(-2013, 'Order does not exist.') : { json: found };
  };
  return scripted('spot', answer);
}

const ref = { symbol: 'BTC/USDT', store: 'regular', clientOrderId: ourId } as const;

describe('the look for an order at Binance Spot', () => {
  it('finds by our id in one request', async () => {
    const { adapter, asked } = holding([], [], resting);
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    expect(asked[0]?.parameters).toMatchObject({ symbol: 'BTCUSDT', origClientOrderId: ourId });
    expect(asked).toHaveLength(1);
  });

  it('an older order under the id sends the look on: the id may have been used again', async () => {
    const older = { ...resting, orderId: 11, time: since - 1, status: 'CANCELED' };
    const { adapter } = holding([resting], [], older);
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    const alone = holding([], [], older);
    expect(await alone.adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    expect(await alone.adapter.orders.find(ref, since, { older: 'all' })).toMatchObject({ kind: 'found' });
    expect(await alone.adapter.orders.find(ref, since, { older: 'open' })).toEqual({ kind: 'absent' });
  });

  it('an order of the list is found where the single query does not show it yet', async () => {
    const { adapter } = holding([resting]);
    expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject({ kind: 'found' });
  });

  it('a fill of an order that no list shows is followed to its order', async () => {
    const trade = { symbol: 'BTCUSDT', id: 56, orderId: 29, price: '70000', qty: '0.01', time: at, isBuyer: true };
    const { adapter } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/myTrades') return [trade];
      if (call !== 'GET /api/v3/order' || parameters.orderId !== '29')
        return call === 'GET /api/v3/order' ? refusal(-2013, 'Order does not exist.') : [];
      return { json: resting };
    });
    expect(await adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject({ kind: 'found' });
  });

  it('a fill whose order cannot be read proves no absence', async () => {
    const { adapter } = holding([], [{ symbol: 'BTCUSDT', id: 56, orderId: 99, time: at }]);
    await expect(adapter.orders.find(ref, since, { inFills: true })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it.each([null, undefined, 'soon', -1])(
    'an order under the id that only a fill tells, with the time %s, is not absent',
    async (time) => {
      const order = { ...resting, orderId: 99, time, transactTime: time };
      const { adapter } = scripted('spot', ({ call, parameters }) => {
        if (call === 'GET /api/v3/myTrades') return [{ symbol: 'BTCUSDT', id: 56, orderId: 99, time: at }];
        if (call !== 'GET /api/v3/order') return [];
        return parameters.orderId === '99' ? { json: order } : refusal(-2013, 'Order does not exist.');
      });
      const look = adapter.orders.find(ref, since, { inFills: true });
      await expect(look).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    },
  );

  it('absence is told after the order, every day of the list and every day of the fills were read', async () => {
    const { adapter, asked } = holding([]);
    const days = Date.now() - 2.5 * 24 * 3_600_000;
    expect(await adapter.orders.find(ref, days, { inFills: true })).toEqual({ kind: 'absent' });
    const reads = asked.slice(1);
    expect(callsOf(reads)).toEqual([
      ...Array(3).fill('GET /api/v3/allOrders'),
      ...Array(3).fill('GET /api/v3/myTrades'),
    ]);
    for (const { parameters } of reads)
      expect(Number(parameters.endTime) - Number(parameters.startTime)).toBeLessThan(24 * 3_600_000);
    const [first, second, third] = reads.map(({ parameters }) => parameters);
    expect(Number(second?.startTime)).toBe(Number(first?.endTime) + 1);
    expect(Number(third?.startTime)).toBe(Number(second?.endTime) + 1);
    expect(Number(third?.endTime)).toBeGreaterThan(Date.now());
  });

  it('a full list is halved until it has room, and never read as the whole', async () => {
    const full = Array.from({ length: 1000 }, (_none, index) => ({
      ...resting,
      orderId: 1000 + index,
      clientOrderId: 'x',
    }));
    const { adapter, asked } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/order') return refusal(-2013, 'Order does not exist.');
      const isLong = Number(parameters.endTime) - Number(parameters.startTime) > 3_600_000;
      return call === 'GET /api/v3/allOrders' ? (isLong ? full : [resting]) : [];
    });
    const found = await adapter.orders.find(ref, Date.now() - 7_200_000, { inFills: true });
    expect(found).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    expect(asked.length).toBeGreaterThan(4);
  });

  it('a list that stays full is an error', async () => {
    const full = Array.from({ length: 1000 }, (_none, index) => ({
      ...resting,
      orderId: 1000 + index,
      clientOrderId: 'x',
    }));
    const { adapter } = scripted('spot', ({ call }) =>
      call === 'GET /api/v3/order' ? refusal(-2013, 'Order does not exist.') : full,
    );
    await expect(adapter.orders.find(ref, since, { inFills: true })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('an order of the futures market is not asked for here', async () => {
    const { adapter, asked } = scripted('spot', () => []);
    const swap = { symbol: 'BTC/USDT:USDT', store: 'regular', exchangeOrderId: '29', clientOrderId: ourId } as const;
    expect(await adapter.orders.find(swap, since, { older: 'all', inFills: true })).toEqual({ kind: 'absent' });
    expect(await adapter.orders.read(swap, since)).toBeNull();
    expect(await adapter.orders.read({ ...ref, exchangeOrderId: 'a-29' }, since)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe('the cancellation of orders at Binance Spot', () => {
  /** The answer names our id as `origClientOrderId` and a random one as `clientOrderId`. */
  const report = { ...resting, origClientOrderId: ourId, clientOrderId: 'cancelMyOrder1', status: 'CANCELED' };

  it('an order is canceled by either id, and is gone where Binance has no such open order', async () => {
    const { adapter, asked } = scripted('spot', () => ({ json: report }));
    expect(await adapter.orders.cancel({ ...ref, exchangeOrderId: '29' })).toBe('canceled');
    expect(await adapter.orders.cancel(ref)).toBe('canceled');
    expect(asked.map(({ parameters }) => [parameters.orderId, parameters.origClientOrderId])).toEqual([
      ['29', undefined],
      [undefined, ourId],
    ]);
    const gone = scripted('spot', () => refusal(-2011, 'Unknown order sent.'));
    expect(await gone.adapter.orders.cancel(ref)).toBe('gone');
  });

  it('a report with another status is no cancellation', async () => {
    const { adapter } = scripted('spot', () => ({ json: { ...report, status: 'NEW' } }));
    await expect(adapter.orders.cancel(ref)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('all orders are canceled symbol by symbol, and counted by their reports, those of order lists too', async () => {
    const other = { ...resting, symbol: 'ETHUSDT', orderId: 31 };
    const list = { orderListId: 5, orderReports: [report, report] };
    const { adapter, asked } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/openOrders') return [resting, other];
      return parameters.symbol === 'BTCUSDT' ? [report, list] : refusal(-2011, 'Unknown order sent.');
    });
    expect(await adapter.orders.cancelAll()).toBe(3);
    expect(asked.slice(1).map(({ call, parameters }) => [call, parameters.symbol])).toEqual([
      ['DELETE /api/v3/openOrders', 'BTCUSDT'],
      ['DELETE /api/v3/openOrders', 'ETHUSDT'],
    ]);
  });

  it('one failure among several cancellations hides no other', async () => {
    const { adapter } = scripted('spot', ({ parameters }) =>
      parameters.orderId === '29' ? { json: report } : refusal(-1007, 'Timeout', 408),
    );
    const refs = [
      { ...ref, exchangeOrderId: '29' },
      { ...ref, exchangeOrderId: '30' },
    ];
    expect(await adapter.orders.cancelSome(refs)).toEqual(['canceled', null]);
  });
});
