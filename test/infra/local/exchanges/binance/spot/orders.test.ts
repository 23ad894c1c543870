import { beforeEach, describe, expect, it } from 'vitest';
import { openSpot, type Read } from '../fixture-caller.ts';

let spot: ReturnType<typeof openSpot>;
beforeEach(() => {
  spot = openSpot();
});

type Fields = Record<string, string | number>;

function place(fields: Fields = {}): Read {
  const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '60000' };
  return spot.signed('POST', '/api/v3/order', { ...limit, ...fields });
}

function without(fields: Fields, ...names: string[]): Read {
  const all: Fields = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '60000',
    ...fields,
  };
  return spot.signed(
    'POST',
    '/api/v3/order',
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))),
  );
}

function find(origClientOrderId: string): Read {
  return spot.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId });
}

function pin(price: string): void {
  spot.protocol.control.price?.({ symbol: 'BTCUSDT', price });
}

describe('an order on spot', () => {
  it('rests, is found by both ids, and fills as maker at its own price when the price comes', () => {
    const placed = place({ newClientOrderId: 'mine-1' }).body;
    expect(placed).toMatchObject({ status: 'NEW', executedQty: '0.00000000', fills: [] });
    expect(find('mine-1').body).toMatchObject({ orderId: placed.orderId, isWorking: true });
    pin('59000');
    expect(find('mine-1').body).toMatchObject({ status: 'FILLED', cummulativeQuoteQty: '600.00000000' });
    const [trade] = spot.signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', orderId: placed.orderId }).body;
    expect(trade).toMatchObject({
      price: '60000.00000000',
      commission: '0.00001000',
      commissionAsset: 'BTC',
      isMaker: true,
    });
    expect(Object.keys(trade)).not.toContain('clientOrderId');
  });

  it('at the market tells its fills, and in quote currency spends no more than told', () => {
    const { body } = without({ type: 'MARKET', quantity: '0.01' }, 'price', 'timeInForce');
    expect(body).toMatchObject({ status: 'FILLED', type: 'MARKET', executedQty: '0.01000000' });
    expect(body.fills).toHaveLength(1);
    const quoted = without({ type: 'MARKET', quoteOrderQty: '1000' }, 'price', 'timeInForce', 'quantity').body;
    expect(quoted).toMatchObject({ status: 'FILLED', origQuoteOrderQty: '1000.00000000', executedQty: '0.01428000' });
  });

  it('at the market takes what the book has; the rest is EXPIRED', () => {
    spot.protocol.control.market?.({ symbol: 'BTCUSDT', liquidity: '0.004' });
    expect(without({ type: 'MARKET' }, 'price', 'timeInForce').body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00400000',
    });
  });

  it('of IOC and FOK that finds too little is EXPIRED: IOC keeps its part, FOK trades nothing', () => {
    spot.protocol.control.market?.({ symbol: 'BTCUSDT', liquidity: '0.004' });
    expect(place({ timeInForce: 'FOK', price: '71000' }).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00000000',
    });
    expect(place({ timeInForce: 'IOC', price: '71000' }).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00400000',
    });
  });

  it('that only makes is refused where it would take', () => {
    const maker = { type: 'LIMIT_MAKER', price: '71000' };
    expect(without(maker, 'timeInForce').body).toEqual({ code: -2010, msg: 'Order would immediately match and take.' });
    expect(without({ ...maker, price: '69000' }, 'timeInForce').status).toBe(200);
    expect(place(maker).body.code).toBe(-1106);
  });

  it.each([
    ['PRICE_FILTER', { price: '60000.001' }],
    ['LOT_SIZE', { quantity: '0.000001' }],
    ['NOTIONAL', { quantity: '0.00001' }],
    ['PERCENT_PRICE_BY_SIDE', { price: '350000.01', quantity: '0.001' }],
  ])('that breaks %s is -1013', (filter, fields) => {
    expect(place(fields).body).toEqual({ code: -1013, msg: `Filter failure: ${filter}` });
  });

  it('without a needed field is -1102, with a strange one -1106, -1100, -1111, -1116, -1117 or -1121', () => {
    expect(without({}, 'price').body.code).toBe(-1102);
    expect(place({ stopPrice: '1' }).body.code).toBe(-1106);
    expect(place({ quantity: '1e-3' }).body.code).toBe(-1100);
    expect(place({ newClientOrderId: 'x'.repeat(37) }).body.code).toBe(-1100);
    expect(place({ quantity: '0.123456789' }).body.code).toBe(-1111);
    expect(place({ type: 'STOP' }).body.code).toBe(-1116);
    expect(place({ side: 'LONG' }).body.code).toBe(-1117);
    expect(place({ symbol: 'BTCEUR' }).body.code).toBe(-1121);
  });

  it('without the money is -2010, and holds nothing', () => {
    expect(place({ quantity: '5' }).body.msg).toBe('Account has insufficient balance for requested action.');
    const { balances } = spot.signed('GET', '/api/v3/account', { omitZeroBalances: 'true' }).body;
    expect(balances.find(({ asset }: { asset: string }) => asset === 'USDT')).toMatchObject({ locked: '0.00000000' });
  });

  it('has a client id that is unique among open orders, and free again after the end', () => {
    place({ newClientOrderId: 'twice' });
    expect(place({ newClientOrderId: 'twice' }).body).toEqual({ code: -2010, msg: 'Duplicate order sent.' });
    pin('59000');
    pin('70000');
    const second = place({ newClientOrderId: 'twice' }).body;
    expect(find('twice').body.orderId).toBe(second.orderId);
    spot.protocol.control.answers?.({ reused_ids: 'oldest' });
    expect(find('twice').body).toMatchObject({ status: 'FILLED' });
  });
});

describe('a stop on spot', () => {
  const stop = { type: 'STOP_LOSS', side: 'SELL', stopPrice: '65000' };
  const place5 = (fields: Fields, ...left: string[]) => without({ ...stop, ...fields }, ...left);

  it('is acknowledged with five fields, waits under both ids, and sells at the market when the price falls', () => {
    const { body } = place5({ newClientOrderId: 'stop-1' }, 'price', 'timeInForce');
    expect(Object.keys(body)).toEqual(['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime']);
    expect(find('stop-1').body).toMatchObject({ status: 'NEW', isWorking: false, stopPrice: '65000.00000000' });
    pin('65000.01');
    expect(find('stop-1').body.status).toBe('NEW');
    pin('65000');
    expect(find('stop-1').body).toMatchObject({ status: 'FILLED', orderId: body.orderId, type: 'STOP_LOSS' });
  });

  it('of the four kinds and sides fires at its own side alone', () => {
    const kinds = [
      ['STOP_LOSS', 'SELL', '65000', '64999'],
      ['STOP_LOSS', 'BUY', '75000', '75001'],
      ['TAKE_PROFIT', 'SELL', '75000', '75001'],
      ['TAKE_PROFIT', 'BUY', '65000', '64999'],
    ] as const;
    for (const [type, side, stopPrice, fires] of kinds) {
      const id = `${type}-${side}`;
      expect(place5({ type, side, stopPrice, newClientOrderId: id }, 'price', 'timeInForce').status).toBe(200);
      expect(find(id).body.status).toBe('NEW');
      pin(fires);
      expect(find(id).body.status).toBe('FILLED');
      pin('70000');
    }
  });

  it('that would trigger at once is refused', () => {
    expect(place5({ stopPrice: '70000' }, 'price', 'timeInForce').body.msg).toBe(
      'Stop price would trigger immediately.',
    );
  });

  it('with a limit rests at the limit, and with a distance follows the price', () => {
    place5({ type: 'STOP_LOSS_LIMIT', price: '66000', newClientOrderId: 'limited' });
    pin('64000');
    expect(find('limited').body).toMatchObject({ status: 'NEW', isWorking: true, price: '66000.00000000' });
    pin('70000');
    expect(find('limited').body.status).toBe('FILLED');
    const trailing = place5({ trailingDelta: 100, newClientOrderId: 'trails' }, 'price', 'timeInForce', 'stopPrice');
    expect(trailing.status).toBe(200);
    pin('80000');
    pin('79300');
    expect(find('trails').body).toMatchObject({ status: 'NEW', trailingDelta: 100 });
    pin('79199');
    expect(find('trails').body.status).toBe('FILLED');
  });

  it('that trails is held to TRAILING_DELTA of its side, and a take profit trails as a stop loss does', () => {
    const send = (symbol: string, fields: Fields) =>
      place5({ symbol, quantity: '1', ...fields }, 'price', 'timeInForce', 'stopPrice').body;
    const pepe = { quantity: '1000000' };
    expect(send('PEPEUSDT', { ...pepe, side: 'BUY', trailingDelta: 1001 }).msg).toBe('Filter failure: TRAILING_DELTA');
    expect(send('PEPEUSDT', { ...pepe, side: 'BUY', trailingDelta: 1000 }).orderId).toBeDefined();
    expect(send('BTCUSDT', { trailingDelta: 9 }).msg).toBe('Filter failure: TRAILING_DELTA');
    expect(send('BTCUSDT', { trailingDelta: 2001 }).msg).toBe('Filter failure: TRAILING_DELTA');
    expect(
      send('BTCUSDT', { type: 'TAKE_PROFIT', trailingDelta: 100, newClientOrderId: 'profit' }).orderId,
    ).toBeDefined();
    pin('69301');
    expect(find('profit').body.status).toBe('NEW');
    pin('69300');
    expect(find('profit').body.status).toBe('FILLED');
  });

  it('counts for MAX_NUM_ALGO_ORDERS: the sixth is refused', () => {
    const codes = [1, 2, 3, 4, 5, 6].map(() => place5({}, 'price', 'timeInForce').body.msg);
    expect(codes.at(-1)).toBe('Filter failure: MAX_NUM_ALGO_ORDERS');
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => undefined));
  });
});

describe('a cancellation on spot', () => {
  it('names the original id and an id of its own; a second one is -2011', () => {
    const { orderId } = place({ newClientOrderId: 'mine' }).body;
    const cancel = () => spot.signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId });
    const { body } = cancel();
    expect(body).toMatchObject({ origClientOrderId: 'mine', status: 'CANCELED' });
    expect(body.clientOrderId).not.toBe('mine');
    expect(cancel().body).toEqual({ code: -2011, msg: 'Unknown order sent.' });
  });

  it('of a symbol answers a report each, stops included, and -2011 without any', () => {
    place();
    without({ type: 'STOP_LOSS', side: 'SELL', stopPrice: '65000' }, 'price', 'timeInForce');
    const cancel = () => spot.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect(cancel().body).toHaveLength(2);
    expect(cancel().body.code).toBe(-2011);
  });
});

describe('keepPriority', () => {
  const amend = (fields: Fields) =>
    spot.signed('PUT', '/api/v3/order/amend/keepPriority', { symbol: 'BTCUSDT', ...fields });

  it('lessens the quantity in place and keeps the id that is given again; without one the id becomes random', () => {
    const { orderId } = place({ newClientOrderId: 'mine' }).body;
    expect(amend({ orderId, newQty: '0.008', newClientOrderId: 'mine' }).body.amendedOrder).toMatchObject({
      ...{ orderId, origClientOrderId: 'mine', clientOrderId: 'mine', qty: '0.00800000' },
    });
    expect(find('mine').body.origQty).toBe('0.00800000');
    amend({ orderId, newQty: '0.007' });
    expect(find('mine').body.code).toBe(-2013);
  });

  it('refuses more, the same, an unknown order, and an eleventh amendment, each as -2038 with a text of its own', () => {
    const { orderId } = place().body;
    const refused = (fields: Fields) => amend({ orderId, ...fields }).body;
    const same = 'The requested action would change no state; rejecting';
    expect(refused({ newQty: '0.01' })).toEqual({ code: -2038, msg: same });
    const more = 'Order amend (quantity increase) is not supported.';
    expect(refused({ newQty: '0.011' })).toEqual({ code: -2038, msg: more });
    expect(refused({ orderId: 1, newQty: '0.001' })).toEqual({ code: -2038, msg: 'Unknown order sent.' });
    const codes = Array.from({ length: 11 }, (_, step) =>
      amend({ orderId, newQty: (0.0099 - step / 10_000).toFixed(4) }),
    );
    expect(codes.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 400]);
    expect(codes.at(-1)?.body).toEqual({ code: -2038, msg: 'Filter failure: MAX_NUM_ORDER_AMENDS' });
  });
});

describe('histories on spot', () => {
  const day = 86_400_000;

  it('span 24 hours at most, and refuse a mix of parameters', () => {
    const now = spot.world.now();
    const all = (fields: Fields) => spot.signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT', ...fields }).body;
    place();
    expect(all({ startTime: now - day, endTime: now })).toHaveLength(1);
    expect(all({ startTime: now - day - 1, endTime: now }).code).toBe(-1127);
    const trades = spot.signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', fromId: 1, startTime: now });
    expect(trades.body.code).toBe(-1128);
  });

  it('forget an order without a fill after 90 days: -2026', () => {
    place({ newClientOrderId: 'old' });
    spot.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    spot.world.advance(90 * day);
    expect(find('old').body.status).toBe('CANCELED');
    spot.world.advance(1);
    expect(find('old').body.code).toBe(-2026);
  });

  it('are behind when told so, while GET order is not', () => {
    spot.protocol.control.history?.({ late_ms: 5000 });
    const { orderId } = without({ type: 'MARKET' }, 'price', 'timeInForce').body;
    const trades = () => spot.signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', orderId }).body;
    expect(trades()).toEqual([]);
    expect(spot.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId }).body.status).toBe('FILLED');
    spot.world.advance(5000);
    expect(trades()).toHaveLength(1);
  });

  it('tell fees in BNB where the customer pays so', () => {
    spot.protocol.control.account?.({ spot_fees_in_bnb: true });
    const { fills } = without({ type: 'MARKET' }, 'price', 'timeInForce').body;
    expect(fills[0].commissionAsset).toBe('BNB');
    const { balances } = spot.signed('GET', '/api/v3/account').body;
    const bnb = balances.find(({ asset }: { asset: string }) => asset === 'BNB');
    expect(Number(bnb.free)).toBe(10 - Number(fills[0].commission));
  });
});
