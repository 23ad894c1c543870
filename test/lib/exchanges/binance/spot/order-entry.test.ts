import { describe, expect, it, vi } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { orderOf, ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';
import { at, ref, resting, since } from './fixture-spot.ts';

const deadline = 1_780_000_008_000;

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
      'a stop with a limit',
      { type: 'stop_loss_limit', stopPrice: '90000', price: '91000' },
      { type: 'STOP_LOSS_LIMIT', stopPrice: '90000', price: '91000', timeInForce: 'GTC' },
    ],
    ['a take profit', { type: 'take_profit', stopPrice: '70000' }, { type: 'TAKE_PROFIT', stopPrice: '70000' }],
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
    ['an overloaded server', refusal(-1008, 'Server is currently overloaded with other requests.')],
    ['an order beside HTTP 400', { status: 400, json: filled }],
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
    [
      'a stop whose trigger price is reached',
      refusal(-2010, 'Stop price would trigger immediately.'),
      { kind: 'rejected', error: { code: 'ORDER_REJECTED', message: expect.stringContaining('reached already') } },
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

  it.each<[number, string | undefined, object | null, number]>([
    [418, undefined, { code: -1003, msg: 'Way too much request weight used; IP banned.' }, 120],
    [418, 'soon', { code: -1003, msg: 'IP banned.' }, 120],
    [429, undefined, { code: -1003, msg: 'Too many requests queued.' }, 41],
    [418, undefined, null, 120],
    [429, undefined, null, 41],
  ])('HTTP %i with the end %s waits for two minutes, or for the next minute', async (status, end, json, seconds) => {
    vi.useFakeTimers({ now: Date.UTC(2026, 11, 1, 12, 0, 20), toFake: ['Date'] });
    const body = json === null ? { body: '<html></html>' } : { json };
    const headers: Record<string, string> = end === undefined ? {} : { 'retry-after': end };
    const { adapter } = scripted('spot', () => ({ status, headers, ...body }));
    await expect(adapter.orders.open()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: seconds });
    vi.useRealTimers();
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

describe('the state of an order at Binance Spot', () => {
  it.each([
    ['NEW', '0', 'open'],
    ['PENDING_NEW', '0', 'open'],
    ['PENDING_CANCEL', '0', 'open'],
    ['PARTIALLY_FILLED', '0.004', 'partially_filled'],
    ['FILLED', '0.01', 'filled'],
    ['CANCELED', '0', 'canceled'],
    ['CANCELED', '0.004', 'canceled'],
    ['EXPIRED', '0', 'expired'],
    ['EXPIRED_IN_MATCH', '0.004', 'expired'],
    ['REJECTED', '0', 'rejected'],
    // A rejection would say that nothing was done.
    ['REJECTED', '0.004', 'canceled'],
    ['BRAND_NEW', '0', 'unknown'],
  ])('%s with %s filled is %s', async (status, executedQty, told) => {
    const { adapter } = scripted('spot', () => ({ json: { ...resting, status, executedQty } }));
    const order = await adapter.orders.read({ ...ref, exchangeOrderId: '29' }, since);
    expect(order).toMatchObject({ status: told, filledQuantity: executedQty });
  });
});

describe('the cancellation of orders at Binance Spot', () => {
  /** The answer names our id as `origClientOrderId` and a random one as `clientOrderId`. */
  const report = { ...resting, origClientOrderId: ourId, clientOrderId: 'cancelMyOrder1', status: 'CANCELED' };

  it('an order of contracts is gone here and no request leaves: its number is a different order on spot', async () => {
    const { adapter, asked } = scripted('spot', () => ({ json: report }));
    const swap = { symbol: 'BTC/USDT:USDT', store: 'regular', exchangeOrderId: '29' } as const;
    expect(await adapter.orders.cancel(swap)).toBe('gone');
    expect(await adapter.orders.read(swap, since)).toBeNull();
    expect(asked).toEqual([]);
  });

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

  it.each(['Market is closed.', 'This action is disabled on this account.', ''])(
    'an order that Binance did not cancel is not gone: %j',
    async (text) => {
      const { adapter } = scripted('spot', ({ call }) => (call.startsWith('GET') ? [resting] : refusal(-2011, text)));
      const error = { code: 'ORDER_REJECTED' };
      await expect(adapter.orders.cancel(ref)).rejects.toMatchObject(error);
      await expect(adapter.orders.cancelAll()).rejects.toMatchObject(error);
    },
  );

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
