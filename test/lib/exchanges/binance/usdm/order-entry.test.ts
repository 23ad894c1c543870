import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { orderOf, ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';

const deadline = 1_780_000_008_000;
const at = Date.now() - 60_000;

/** As the documentation shows an acknowledged order since the integration of both futures systems: without `avgPrice` and `cumQuote`. */
const ack = {
  ...{ orderId: 22542179, clientOrderId: ourId, symbol: 'BTCUSDT', status: 'NEW', side: 'BUY', type: 'LIMIT' },
  ...{ origType: 'LIMIT', price: '70000', origQty: '0.010', executedQty: '0', cumQty: '0', timeInForce: 'GTC' },
  ...{ reduceOnly: false, positionSide: 'BOTH', stopPrice: '0', updateTime: at },
};

/** As the documentation shows a conditional order. */
const algo = {
  ...{ algoId: 2146760, clientAlgoId: ourId, algoType: 'CONDITIONAL', orderType: 'STOP_MARKET', symbol: 'BTCUSDT' },
  ...{ side: 'SELL', quantity: '0.01', algoStatus: 'NEW', triggerPrice: '70000.0', price: '0', icebergQuantity: null },
  ...{ workingType: 'CONTRACT_PRICE', reduceOnly: false, createTime: at, triggerTime: 0 },
};

async function preparedOf(terms: Partial<OrderRequest>) {
  const { adapter } = scripted('swap', () => []);
  return adapter.orders.prepare(orderOf('swap', terms), deadline);
}

async function submitted(reply: Reply, terms: Partial<OrderRequest> = {}) {
  const { adapter, asked } = scripted('swap', () => reply);
  const order = orderOf('swap', terms);
  const outcome = await adapter.orders.submit(await adapter.orders.prepare(order, deadline), order);
  return { outcome, asked };
}

const usual = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01', timestamp: '1779999990000', recvWindow: '18000' };
const regular = { ...usual, newClientOrderId: ourId, newOrderRespType: 'RESULT' };
const conditional = { ...usual, algoType: 'CONDITIONAL', clientAlgoId: ourId, workingType: 'CONTRACT_PRICE' };
const stop = { type: 'stop_loss', stopPrice: '90000' } as const;

describe('an order to Binance USD-M', () => {
  it.each<[string, Partial<OrderRequest>, object]>([
    ['a market order', {}, { type: 'MARKET' }],
    ['a limit order', { type: 'limit', price: '70000' }, { type: 'LIMIT', timeInForce: 'GTC', price: '70000' }],
    [
      'a post-only order',
      { type: 'limit', price: '70000', postOnly: true },
      { type: 'LIMIT', timeInForce: 'GTX', price: '70000' },
    ],
    ['a reduce-only order', { reduceOnly: true }, { type: 'MARKET', reduceOnly: 'true' }],
  ])('%s leaves with these parameters and no others', async (_title, terms, expected) => {
    expect(await preparedOf(terms)).toEqual({ endpoint: 'placeOrder', body: { ...regular, ...expected }, deadline });
  });

  it.each<[string, Partial<OrderRequest>, object]>([
    ['a stop', stop, { type: 'STOP_MARKET', triggerPrice: '90000' }],
    [
      'a stop with a limit on the mark price',
      { ...stop, type: 'stop_loss_limit', price: '91000', triggerPriceType: 'mark' },
      { type: 'STOP', triggerPrice: '90000', price: '91000', timeInForce: 'GTC', workingType: 'MARK_PRICE' },
    ],
    ['a take profit', { ...stop, type: 'take_profit' }, { type: 'TAKE_PROFIT_MARKET', triggerPrice: '90000' }],
    [
      'a take profit with a limit that reduces alone',
      { ...stop, type: 'take_profit_limit', price: '91000', reduceOnly: true },
      { type: 'TAKE_PROFIT', triggerPrice: '90000', price: '91000', timeInForce: 'GTC', reduceOnly: 'true' },
    ],
  ])('%s goes to the algo store, which alone takes it', async (_title, terms, expected) => {
    expect(await preparedOf(terms)).toEqual({ endpoint: 'placeAlgo', body: { ...conditional, ...expected }, deadline });
  });

  it('an acknowledged order is told, and one that has traded is left to be read: its average price is missing', async () => {
    const limit = { type: 'limit', price: '70000' } as const;
    const { outcome, asked } = await submitted({ json: ack }, limit);
    expect(asked[0]?.call).toBe('POST /fapi/v1/order');
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: '22542179', order: { status: 'open' } });
    const filled = { ...ack, status: 'FILLED', type: 'MARKET', executedQty: '0.010' };
    expect((await submitted({ json: filled })).outcome).toEqual({
      kind: 'accepted',
      exchangeOrderId: '22542179',
      order: null,
    });
  });

  it('a conditional order has an id of the other number space, which is marked', async () => {
    const { outcome, asked } = await submitted({ json: algo }, { ...stop, side: 'sell', stopPrice: '70000' });
    expect(asked[0]?.call).toBe('POST /fapi/v1/algoOrder');
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: 'a-2146760' });
    expect(outcome.kind === 'accepted' && outcome.order).toMatchObject({
      ...{ store: 'trigger', status: 'open', type: 'stop_loss', stopPrice: '70000', triggerPriceType: 'last' },
      ...{ quantity: '0.01', filledQuantity: '0', clientOrderId: ourId },
    });
  });

  it('the acknowledgement of a different conditional order leaves the order unknown', async () => {
    for (const terms of [{ clientAlgoId: 'another' }, { clientAlgoId: undefined }, { algoId: 'x' }])
      expect((await submitted({ json: { ...algo, ...terms } }, stop)).outcome.kind).toBe('unknown');
  });

  it.each<[string, Reply, object]>([
    ['503 "Service Unavailable."', { status: 503, json: { msg: 'Service Unavailable.' } }, { kind: 'notExecuted' }],
    [
      '503 "Internal error"',
      { status: 503, json: { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' } },
      { kind: 'notExecuted' },
    ],
    [
      '503 of the throttle',
      refusal(-1008, 'Request throttled by system-level protection.', 503),
      { kind: 'notExecuted', reason: 'rate-limit' },
    ],
    [
      '503 "Unknown error"',
      refusal(-1000, 'Unknown error, please check your request or try again later.', 503),
      { kind: 'unknown' },
    ],
    ['503 as a page', { status: 503, body: '<html>Service Unavailable.</html>' }, { kind: 'unknown' }],
    ['502 with a code', refusal(-2019, 'Margin is insufficient.', 502), { kind: 'unknown' }],
    ['408', refusal(-1007, 'Timeout waiting for response from backend server.', 408), { kind: 'unknown' }],
    ['a success without an order', { json: { code: 200, msg: 'success' } }, { kind: 'unknown' }],
    ['an order of another client id', { json: { ...ack, clientOrderId: 'x' } }, { kind: 'unknown' }],
    [
      'a deadline that the engine judged',
      refusal(-5028, 'Timestamp for this request is outside of the ME recvWindow.'),
      { kind: 'notExecuted', reason: 'expired' },
    ],
    ['a taken id', refusal(-4116, 'ClientOrderId is duplicated.'), { kind: 'idTaken' }],
    [
      'a margin that is missing',
      refusal(-2019, 'Margin is insufficient.'),
      { kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } },
    ],
    [
      'hedge mode',
      refusal(-4061, "Order's position side does not match user's setting."),
      { kind: 'rejected', error: { code: 'NOT_SUPPORTED', message: expect.stringContaining('one-way') } },
    ],
    [
      'a crossing post-only order',
      refusal(-5022, 'Due to the order could not be executed as maker, the Post Only order will be rejected.'),
      { kind: 'rejected', error: { code: 'ORDER_REJECTED' } },
    ],
  ])('%s is told as what it is', async (_title, reply, expected) => {
    const { outcome, asked } = await submitted(reply);
    expect(outcome).toMatchObject(expected);
    expect(asked).toHaveLength(1);
  });
});

const ref = { symbol: 'BTC/USDT:USDT', store: 'regular', exchangeOrderId: '22542179', clientOrderId: ourId } as const;
const shown = { ...ack, time: at, avgPrice: '0.0', origType: 'LIMIT' };

describe('an amendment at Binance USD-M', () => {
  const amend = async (change: object, order: object, answer: Reply) => {
    const { adapter, asked } = scripted('swap', ({ call }) => (call.startsWith('GET') ? { json: order } : answer));
    const prepared = await adapter.orders.prepareAmend(ref, ref.symbol, change, deadline);
    return { outcome: await adapter.orders.amend(prepared, ref), asked };
  };

  it('repeats side, quantity and price of the order as it is, with what changes', async () => {
    const { outcome, asked } = await amend({ price: '71000' }, shown, { json: { ...shown, price: '71000' } });
    expect(asked.map(({ call }) => call)).toEqual(['GET /fapi/v1/order', 'PUT /fapi/v1/order']);
    const { signature: _signature, ...parameters } = asked[1]?.parameters ?? {};
    const terms = { symbol: 'BTCUSDT', orderId: '22542179', side: 'BUY', quantity: '0.01', price: '71000' };
    expect(parameters).toEqual({ ...terms, timestamp: '1779999990000', recvWindow: '18000' });
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: '22542179' });
  });

  it('a quantity that is filled already is refused before anything is changed: Binance would cancel the order', async () => {
    const part = { ...shown, executedQty: '0.005', status: 'PARTIALLY_FILLED' };
    await expect(amend({ quantity: '0.005' }, part, { json: part })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
  });

  it('an order that Binance has canceled in its place is no amended order', async () => {
    const { outcome } = await amend({ price: '85000' }, shown, { json: { ...shown, status: 'CANCELED' } });
    const message = expect.stringContaining('has canceled the order');
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'ORDER_REJECTED', message } });
  });

  it('an answer about another order leaves the amendment unknown', async () => {
    const { outcome } = await amend({ price: '71000' }, shown, { json: { ...shown, orderId: 1 } });
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  it('a conditional order is not amended', async () => {
    const { adapter, asked } = scripted('swap', () => []);
    const stopRef = { ...ref, store: 'trigger', exchangeOrderId: 'a-1' } as const;
    await expect(
      adapter.orders.prepareAmend(stopRef, ref.symbol, { stopPrice: '1000' }, deadline),
    ).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(asked).toEqual([]);
  });
});

describe('the cancellation of orders at Binance USD-M', () => {
  const canceled = { ...shown, status: 'CANCELED' };

  it('ordinary orders of one symbol share a request, and each element of the answer is an end of its own', async () => {
    const { adapter, asked } = scripted('swap', () => [
      { ...canceled, orderId: 1 },
      { code: -2011, msg: 'Unknown order sent.' },
      { code: -1000, msg: 'UNKNOWN' },
      { ...canceled, orderId: 99 },
    ]);
    const refs = ['1', '2', '3', '4'].map((exchangeOrderId) => ({ ...ref, exchangeOrderId }));
    expect(await adapter.orders.cancelSome(refs)).toEqual(['canceled', 'gone', null, null]);
    expect(asked.map(({ call, parameters }) => [call, parameters.orderIdList])).toEqual([
      ['DELETE /fapi/v1/batchOrders', '[1,2,3,4]'],
    ]);
    expect(asked[0]?.request.url).toContain('&orderIdList=%5B1%2C2%2C3%2C4%5D&');
  });

  it('an order of spot is gone here and no request leaves: its number is a different order of contracts', async () => {
    const { adapter, asked } = scripted('swap', () => ({ json: canceled }));
    const spot = { ...ref, symbol: 'BTC/USDT' } as const;
    expect(await adapter.orders.cancel(spot)).toBe('gone');
    expect(await adapter.orders.cancelSome([spot, { ...spot, exchangeOrderId: '2' }])).toEqual(['gone', 'gone']);
    expect(await adapter.orders.read(spot, at)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('an answer with an order that is not canceled is no cancellation: the order may live', async () => {
    const { adapter } = scripted('swap', () => ({ json: shown }));
    await expect(adapter.orders.cancel(ref)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    const several = scripted('swap', () => [shown, { ...canceled, orderId: 2 }]);
    const refs = [ref, { ...ref, exchangeOrderId: '2' }];
    expect(await several.adapter.orders.cancelSome(refs)).toEqual([null, 'canceled']);
  });

  it('an answer of another length tells no end', async () => {
    const { adapter } = scripted('swap', () => [{ ...canceled, orderId: 1 }]);
    const refs = ['1', '2'].map((exchangeOrderId) => ({ ...ref, exchangeOrderId }));
    expect(await adapter.orders.cancelSome(refs)).toEqual([null, null]);
  });

  const stopRef = { ...ref, store: 'trigger', exchangeOrderId: 'a-2146760' } as const;
  const done = { algoId: 2146760, clientAlgoId: ourId, code: '200', msg: 'success' };

  it('a conditional order is canceled in its own store, whose success bears a code', async () => {
    const { adapter, asked } = scripted('swap', () => ({ json: done }));
    expect(await adapter.orders.cancel(stopRef)).toBe('canceled');
    expect(await adapter.orders.cancel({ ...stopRef, exchangeOrderId: undefined })).toBe('canceled');
    expect(asked.map(({ call, parameters: { algoId, clientAlgoId } }) => [call, algoId, clientAlgoId])).toEqual([
      ['DELETE /fapi/v1/algoOrder', '2146760', undefined],
      ['DELETE /fapi/v1/algoOrder', undefined, ourId],
    ]);
  });

  it('an answer without the code of a success cancels nothing', async () => {
    const { adapter } = scripted('swap', ({ call }) =>
      call.startsWith('GET') ? (call.endsWith('openOrders') ? [shown] : []) : { json: { ...done, code: undefined } },
    );
    const error = { code: 'EXCHANGE_UNAVAILABLE' };
    await expect(adapter.orders.cancel(stopRef)).rejects.toMatchObject(error);
    await expect(adapter.orders.cancelAll()).rejects.toMatchObject(error);
  });

  it('a conditional order that has fired is canceled as the order that it has become', async () => {
    const fired = { ...algo, algoStatus: 'FINISHED', actualOrderId: '777' };
    const { adapter, asked } = scripted('swap', ({ call }) => {
      if (call === 'DELETE /fapi/v1/algoOrder') return refusal(-2011, 'Unknown order sent.');
      return { json: call === 'GET /fapi/v1/algoOrder' ? fired : { ...canceled, orderId: 777 } };
    });
    expect(await adapter.orders.cancel(stopRef)).toBe('canceled');
    expect(asked.at(-1)).toMatchObject({ call: 'DELETE /fapi/v1/order', parameters: { orderId: '777' } });
  });

  it('one that is firing is pending, and one that nobody shows is asked for under our id among the orders', async () => {
    const firing = scripted('swap', ({ call }) =>
      call === 'GET /fapi/v1/algoOrder' ? { json: { ...algo, algoStatus: 'TRIGGERING' } } : refusal(-2011, 'Unknown'),
    );
    expect(await firing.adapter.orders.cancel(stopRef)).toBe('pending');
    const unseen = scripted('swap', ({ call }) =>
      call === 'DELETE /fapi/v1/order' ? { json: canceled } : refusal(-2013, 'Order does not exist.'),
    );
    expect(await unseen.adapter.orders.cancel({ ...stopRef, exchangeOrderId: undefined })).toBe('canceled');
    expect(unseen.asked.at(-1)?.parameters).toMatchObject({ origClientOrderId: ourId });
  });

  it.each(['CANCELED', 'EXPIRED', 'REJECTED'])(
    'one that is %s is gone, and no order under its id is canceled',
    async (algoStatus) => {
      const { adapter, asked } = scripted('swap', ({ call }) => {
        if (call === 'DELETE /fapi/v1/algoOrder') return refusal(-2011, 'Unknown order sent.');
        return { json: call === 'GET /fapi/v1/algoOrder' ? { ...algo, algoStatus } : canceled };
      });
      expect(await adapter.orders.cancel(stopRef)).toBe('gone');
      expect(await adapter.orders.cancel({ ...stopRef, exchangeOrderId: undefined })).toBe('gone');
      expect(asked.map(({ call }) => call)).not.toContain('DELETE /fapi/v1/order');
    },
  );

  it('all orders: conditional ones first in each symbol, counted in the list that was read before', async () => {
    const { adapter, asked } = scripted('swap', ({ call }) => {
      if (call === 'GET /fapi/v1/openAlgoOrders') return [{ ...algo, clientAlgoId: 'other' }];
      if (call === 'GET /fapi/v1/openOrders') return [shown];
      return { json: { code: 200, msg: 'The operation of cancel all open order is done.' } };
    });
    expect(await adapter.orders.cancelAll()).toBe(2);
    expect(asked.map(({ call }) => call)).toEqual([
      'GET /fapi/v1/openAlgoOrders',
      'GET /fapi/v1/openOrders',
      'DELETE /fapi/v1/algoOpenOrders',
      'DELETE /fapi/v1/allOpenOrders',
    ]);
  });
});
