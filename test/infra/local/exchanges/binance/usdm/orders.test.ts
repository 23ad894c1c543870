import { beforeEach, describe, expect, it } from 'vitest';
import { openUsdm, type Read } from '../fixture-caller.ts';

let usdm: ReturnType<typeof openUsdm>;
beforeEach(() => {
  usdm = openUsdm();
});

type Fields = Record<string, string | number>;
const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '68000' };

function place(fields: Fields = {}): Read {
  return usdm.signed('POST', '/fapi/v1/order', { ...limit, ...fields });
}

function market(side: 'BUY' | 'SELL', quantity: string, fields: Fields = {}): Read {
  const order = { symbol: 'BTCUSDT', side, type: 'MARKET', quantity, newOrderRespType: 'RESULT' };
  return usdm.signed('POST', '/fapi/v1/order', { ...order, ...fields });
}

function find(origClientOrderId: string): Read {
  return usdm.signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId });
}

describe('an order of USD-M futures', () => {
  it('is acknowledged without an average price; GET order alone tells it', () => {
    const ack = market('BUY', '0.01', { newOrderRespType: 'ACK', newClientOrderId: 'first' }).body;
    expect(ack).toMatchObject({ status: 'NEW', executedQty: '0.000', clientOrderId: 'first' });
    const result = market('BUY', '0.01').body;
    expect(result).toMatchObject({ status: 'FILLED', executedQty: '0.010' });
    for (const answer of [ack, result])
      for (const field of ['avgPrice', 'cumQuote']) expect(Object.keys(answer)).not.toContain(field);
    expect(find('first').body).toMatchObject({ status: 'FILLED', avgPrice: '70000.10000', cumQuote: '700.001' });
  });

  it('that would take is refused as GTX and, where too little is there, as FOK: neither is in a history', () => {
    usdm.protocol.control.market?.({ symbol: 'BTCUSDT', liquidity: '0.004' });
    expect(place({ timeInForce: 'GTX', price: '71000', newClientOrderId: 'gtx' }).body.code).toBe(-5022);
    expect(place({ timeInForce: 'FOK', price: '71000', newClientOrderId: 'fok' }).body.code).toBe(-5021);
    expect([find('gtx').body.code, find('fok').body.code]).toEqual([-2013, -2013]);
    expect(usdm.signed('GET', '/fapi/v1/allOrders', { symbol: 'BTCUSDT' }).body).toEqual([]);
    const ioc = place({ timeInForce: 'IOC', price: '71000', newOrderRespType: 'RESULT' }).body;
    expect(ioc).toMatchObject({ status: 'EXPIRED', executedQty: '0.004' });
    expect(place({ timeInForce: 'GTX', newClientOrderId: 'rests' }).status).toBe(200);
  });

  it.each([
    [-1121, { symbol: 'BTCEUR' }],
    [-1102, { quantity: '' }],
    [-1111, { price: '68000.001' }],
    [-4014, { price: '68000.05' }],
    [-4023, { quantity: '0.0105', symbol: 'SOLUSDT', price: '150' }],
    [-4003, { quantity: '0' }],
    [-4005, { quantity: '1001' }],
    [-4016, { price: '73500.1' }],
    [-4024, { side: 'SELL', price: '66499.9' }],
    [-4164, { quantity: '0.001' }],
    [-4015, { newClientOrderId: 'x'.repeat(37) }],
    [-4061, { positionSide: 'LONG' }],
    [-2019, { quantity: '20' }],
    [-2022, { reduceOnly: 'true' }],
  ])('that breaks a rule is refused with %s: %o', (code, fields) => {
    expect(place(fields as Fields).body.code).toBe(code === -4023 ? -1111 : code);
  });

  it('has a client id that is unique among open orders and free again after the end', () => {
    place({ newClientOrderId: 'twice' });
    expect(place({ newClientOrderId: 'twice' }).body).toEqual({ code: -4116, msg: 'ClientOrderId is duplicated.' });
    usdm.signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'twice' });
    expect(place({ newClientOrderId: 'twice' }).status).toBe(200);
  });

  it('keeps the id of a canceled order where told', () => {
    usdm.protocol.control.answers?.({ canceled_ids: 'taken' });
    place({ newClientOrderId: 'mine' });
    usdm.signed('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    expect(place({ newClientOrderId: 'mine' }).body.code).toBe(-4116);
  });

  it('that reduces more than there is gets cut or, where told, refused', () => {
    market('BUY', '0.01');
    const sell = () => market('SELL', '0.02', { reduceOnly: 'true' }).body;
    usdm.protocol.control.answers?.({ oversize_reduce_only: 'refused' });
    expect(sell().code).toBe(-2022);
    usdm.protocol.control.answers?.({ oversize_reduce_only: 'cut' });
    expect(sell()).toMatchObject({ status: 'FILLED', executedQty: '0.010' });
  });

  it('is judged by its window once more in the engine: -5028, for new orders and amendments alone', () => {
    const { orderId } = place().body;
    usdm.protocol.control.engine?.({ lag_ms: 2000 });
    expect(place({ recvWindow: 1999 }).body.code).toBe(-5028);
    const amend = { symbol: 'BTCUSDT', side: 'BUY', orderId, quantity: '0.02', price: '68000' };
    expect(usdm.signed('PUT', '/fapi/v1/order', { ...amend, recvWindow: 1999 }).body.code).toBe(-5028);
    expect(usdm.signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId, recvWindow: 1999 }).status).toBe(200);
  });

  it('of a symbol with ids of 19 digits is told exactly, and found under that id', () => {
    const raw = (fields: Fields) => usdm.protocol.log && usdm.signed('POST', '/fapi/v1/order', fields);
    raw({ ...limit, symbol: 'ETHUSDT', price: '2900', quantity: '0.1', newClientOrderId: 'long-id' });
    const query = `symbol=ETHUSDT&timestamp=${usdm.world.now()}`;
    const { createHmac } = process.getBuiltinModule('node:crypto');
    const signature = createHmac('sha256', 'SANDBOXbinanceSecretThatOpensNothingOutsideTheSimulators00000001');
    const answer = usdm.protocol.handle({
      ...{ method: 'GET', path: '/fapi/v1/openOrders', body: '' },
      query: `${query}&signature=${signature.update(query).digest('hex')}`,
      headers: { 'x-mbx-apikey': 'SANDBOXbinance000000000000000000000000000000000000000000000kEy01' },
    });
    const [, id = ''] = /"orderId":(\d+)/.exec(String(answer.body)) ?? [];
    expect(id).toMatch(/^8389766\d{12}$/);
    expect(
      usdm.signed('DELETE', '/fapi/v1/batchOrders', { symbol: 'ETHUSDT', orderIdList: `[${id}]` }).body,
    ).toMatchObject([{ status: 'CANCELED', clientOrderId: 'long-id' }]);
  });
});

describe('an amendment of USD-M futures', () => {
  const amend = (fields: Fields) => usdm.signed('PUT', '/fapi/v1/order', { symbol: 'BTCUSDT', side: 'BUY', ...fields });

  it('changes quantity and price in place; the same is -5027, a filter leaves the order as it was', () => {
    const { orderId } = place().body;
    expect(amend({ orderId, quantity: '0.02', price: '67000' }).body).toMatchObject({
      orderId,
      origQty: '0.020',
      price: '67000.00',
    });
    expect(amend({ orderId, quantity: '0.02', price: '67000' }).body.code).toBe(-5027);
    expect(amend({ orderId, quantity: '0.02', price: '67000.05' }).body.code).toBe(-4014);
    expect(amend({ orderId: 1, quantity: '0.02', price: '67000' }).body.code).toBe(-2013);
    expect(usdm.signed('GET', '/fapi/v1/openOrders', { symbol: 'BTCUSDT' }).body).toMatchObject([
      { price: '67000.00' },
    ]);
  });

  it('to no more than was executed cancels the order', () => {
    usdm.protocol.control.market?.({ symbol: 'BTCUSDT', liquidity: '0.004' });
    const { orderId } = place({ price: '71000' }).body;
    expect(amend({ orderId, quantity: '0.004', price: '71000' }).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '0.004',
    });
  });

  it('of a GTX order to a price that would take cancels the order', () => {
    const { orderId } = place({ timeInForce: 'GTX' }).body;
    expect(amend({ orderId, quantity: '0.01', price: '71000' }).body).toMatchObject({
      status: 'CANCELED',
      executedQty: '0.000',
    });
    expect(usdm.signed('GET', '/fapi/v1/openOrders').body).toEqual([]);
  });
});

describe('cancellations of USD-M futures', () => {
  it('in a batch answer an element each, with -2011 for what is gone; of all, a code alone', () => {
    const ids = [place(), place({ newClientOrderId: 'second' })].map(({ body }) => body.orderId);
    const { body } = usdm.signed('DELETE', '/fapi/v1/batchOrders', { symbol: 'BTCUSDT', orderIdList: `[${ids[0]},1]` });
    expect(body).toMatchObject([{ status: 'CANCELED' }, { code: -2011, msg: 'Unknown order sent.' }]);
    expect(usdm.signed('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' }).body.code).toBe(200);
    expect(find('second').body.status).toBe('CANCELED');
    expect(usdm.signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId: ids[1] }).body.code).toBe(-2011);
    const eleven = `[${Array.from({ length: 11 }, (_, index) => index).join()}]`;
    expect(usdm.signed('DELETE', '/fapi/v1/batchOrders', { symbol: 'BTCUSDT', orderIdList: eleven }).body.code).toBe(
      -4082,
    );
  });
});

describe('the memory of USD-M futures', () => {
  const day = 86_400_000;

  it('keeps an order that ended without a fill 3 days from its creation, and others 90', () => {
    place({ newClientOrderId: 'unfilled' });
    market('BUY', '0.01', { newClientOrderId: 'filled' });
    usdm.signed('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    usdm.world.advance(3 * day);
    expect(find('unfilled').body.status).toBe('CANCELED');
    usdm.world.advance(1);
    expect(find('unfilled').body.code).toBe(-2013);
    usdm.world.advance(87 * day);
    expect(find('filled').body.code).toBe(-2013);
  });

  it('answers lists of a week at most, and trades by id alone', () => {
    const now = usdm.world.now();
    const trades = (fields: Fields) => usdm.signed('GET', '/fapi/v1/userTrades', { symbol: 'BTCUSDT', ...fields }).body;
    market('BUY', '0.01');
    expect(trades({ startTime: now - 7 * day - 1, endTime: now }).code).toBe(-4165);
    expect(trades({ fromId: 1, startTime: now }).code).toBe(-1128);
    expect(trades({ fromId: 1 })).toMatchObject([{ qty: '0.010', commission: '0.35000050', commissionAsset: 'USDT' }]);
    expect(Object.keys(trades({})[0])).not.toContain('clientOrderId');
    usdm.world.advance(90 * day + 1);
    expect(trades({ fromId: 1 })).toEqual([]);
  });
});
