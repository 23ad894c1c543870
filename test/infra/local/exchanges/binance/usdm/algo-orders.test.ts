import { beforeEach, describe, expect, it } from 'vitest';
import { openUsdm, type Read } from '../fixture-caller.ts';

let usdm: ReturnType<typeof openUsdm>;
beforeEach(() => {
  usdm = openUsdm();
});

type Fields = Record<string, string | number>;

const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', quantity: '0.01', triggerPrice: '69000' };

function place(fields: Fields = {}): Read {
  return usdm.signed('POST', '/fapi/v1/algoOrder', { algoType: 'CONDITIONAL', ...stop, ...fields });
}

function pin(price: string): void {
  usdm.protocol.control.price?.({ symbol: 'BTCUSDT', price });
}

function all(): Fields[] {
  return usdm.signed('GET', '/fapi/v1/allAlgoOrders', { symbol: 'BTCUSDT' }).body;
}

function find(origClientOrderId: string): Read {
  return usdm.signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId });
}

describe('the algo store', () => {
  it('is apart from the book: neither store shows, finds or cancels what is in the other', () => {
    const { algoId, clientAlgoId, algoStatus } = place({ clientAlgoId: 'mine' }).body;
    expect([clientAlgoId, algoStatus]).toEqual(['mine', 'NEW']);
    expect(usdm.signed('GET', '/fapi/v1/openOrders').body).toEqual([]);
    expect(find('mine').body.code).toBe(-2013);
    expect(usdm.signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId: algoId }).body.code).toBe(-2011);
    usdm.signed('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    expect(usdm.signed('GET', '/fapi/v1/openAlgoOrders').body).toMatchObject([{ algoId, clientAlgoId: 'mine' }]);
    usdm.signed('DELETE', '/fapi/v1/algoOpenOrders', { symbol: 'BTCUSDT' });
    expect(usdm.signed('GET', '/fapi/v1/openAlgoOrders').body).toEqual([]);
  });

  it('alone takes conditional orders: on /order they are -4120', () => {
    const { triggerPrice, ...order } = stop;
    expect(usdm.signed('POST', '/fapi/v1/order', { ...order, stopPrice: triggerPrice }).body.code).toBe(-4120);
  });

  it('refuses what would trigger at once with -2021', () => {
    expect(place({ triggerPrice: '70000' }).body.code).toBe(-2021);
    expect(place({ type: 'TAKE_PROFIT_MARKET', triggerPrice: '69000' }).body.code).toBe(-2021);
  });

  it('makes an ordinary order under the same client id when the trigger comes; the record names it, and says nothing of fills', () => {
    const { algoId } = place({ clientAlgoId: 'mine' }).body;
    pin('69000');
    expect(usdm.signed('GET', '/fapi/v1/openAlgoOrders').body).toEqual([]);
    const order = find('mine').body;
    expect(order).toMatchObject({ status: 'FILLED', type: 'MARKET', side: 'SELL', executedQty: '0.010' });
    expect(order.orderId).not.toBe(algoId);
    expect(all()).toMatchObject([
      { algoId, algoStatus: 'FINISHED', actualOrderId: String(order.orderId), actualQty: '0.010' },
    ]);
  });

  it('lets a fired limit rest in the book, where it is canceled as an ordinary order', () => {
    place({ type: 'STOP', price: '69500', timeInForce: 'GTC', clientAlgoId: 'limited' });
    pin('69000');
    expect(all()).toMatchObject([{ algoStatus: 'TRIGGERED' }]);
    expect(find('limited').body).toMatchObject({ status: 'NEW', type: 'LIMIT', price: '69500.00' });
    const cancel = { symbol: 'BTCUSDT', origClientOrderId: 'limited' };
    expect(usdm.signed('DELETE', '/fapi/v1/order', cancel).body.status).toBe('CANCELED');
    expect(all()).toMatchObject([{ algoStatus: 'FINISHED' }]);
  });

  it('answers a cancellation with a code as text, and a fired order with -2011', () => {
    const { algoId } = place({ clientAlgoId: 'mine' }).body;
    const cancel = (fields: Fields) => usdm.signed('DELETE', '/fapi/v1/algoOrder', fields).body;
    expect(cancel({ clientAlgoId: 'mine' })).toEqual({ algoId, clientAlgoId: 'mine', code: '200', msg: 'success' });
    expect(cancel({ clientAlgoId: 'mine' }).code).toBe(-2011);
    place({ clientAlgoId: 'fires' });
    pin('69000');
    expect(cancel({ clientAlgoId: 'fires' }).code).toBe(-2011);
    expect(all()).toMatchObject([{ algoStatus: 'CANCELED' }, { algoStatus: 'FINISHED' }]);
  });

  it('keeps client ids apart from the book, unique among those that wait', () => {
    place({ clientAlgoId: 'shared' });
    expect(place({ clientAlgoId: 'shared' }).body.code).toBe(-4116);
    const limit = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: '68000',
    };
    expect(usdm.signed('POST', '/fapi/v1/order', { ...limit, newClientOrderId: 'shared' }).status).toBe(200);
  });

  it('judges margin when the order fires: the record is REJECTED and no order is there', () => {
    expect(place({ quantity: '100', clientAlgoId: 'too-much' }).status).toBe(200);
    pin('69000');
    expect(all()).toMatchObject([{ algoStatus: 'REJECTED', actualOrderId: '' }]);
    expect(find('too-much').body.code).toBe(-2013);
  });

  it('follows the price with a trailing stop, at once or from the activation price on', () => {
    const trailing = { type: 'TRAILING_STOP_MARKET', callbackRate: '1' };
    const { triggerPrice: _, ...bare } = stop;
    const send = (fields: Fields) =>
      usdm.signed('POST', '/fapi/v1/algoOrder', { algoType: 'CONDITIONAL', ...bare, ...trailing, ...fields });
    for (const callbackRate of ['20.1', '0.05', '0.68']) expect(send({ callbackRate }).body.code).toBe(-2007);
    expect(send({ activatePrice: '69000' }).body.code).toBe(-2021);
    send({ clientAlgoId: 'follows' });
    send({ clientAlgoId: 'sleeps', activatePrice: '72000' });
    pin('69300.1');
    expect(find('follows').body.code).toBe(-2013);
    pin('69300');
    expect(find('follows').body.status).toBe('FILLED');
    expect(find('sleeps').body.code).toBe(-2013);
    pin('72000');
    pin('71200');
    expect(find('sleeps').body.status).toBe('FILLED');
  });

  it('leaves the distance out of its lists where told', () => {
    const { triggerPrice: _, ...bare } = stop;
    const trailing = { ...bare, algoType: 'CONDITIONAL', type: 'TRAILING_STOP_MARKET', callbackRate: '1.5' };
    const { algoId } = usdm.signed('POST', '/fapi/v1/algoOrder', trailing).body;
    const told = () => [all()[0]?.callbackRate, usdm.signed('GET', '/fapi/v1/openAlgoOrders').body[0].callbackRate];
    expect(told()).toEqual(['1.5', '1.5']);
    usdm.protocol.control.answers?.({ algo_distance: 'left-out' });
    expect(told()).toEqual([undefined, undefined]);
    expect(usdm.signed('GET', '/fapi/v1/algoOrder', { algoId }).body.callbackRate).toBe('1.5');
  });

  it('is judged by its window in the engine where told', () => {
    usdm.protocol.control.engine?.({ lag_ms: 2000 });
    expect(place({ recvWindow: 1999 }).status).toBe(200);
    usdm.protocol.control.answers?.({ algo_deadline: 'checked' });
    expect(place({ recvWindow: 1999 }).body.code).toBe(-5028);
  });

  it('looks at the mark price where told, and GET algoOrder is missing where told', () => {
    const { algoId } = place({ workingType: 'MARK_PRICE' }).body;
    const query = () => usdm.signed('GET', '/fapi/v1/algoOrder', { algoId }).body;
    expect(query()).toMatchObject({ algoId, workingType: 'MARK_PRICE', orderType: 'STOP_MARKET' });
    usdm.protocol.control.answers?.({ algo_query: 'missing' });
    expect(query().code).toBe(-2013);
  });
});
