import { afterEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { orderFromKraken } from '../../../../../lib/exchanges/kraken/spot/described-orders.ts';
import { isSameOrder } from '../../../../../lib/orders/same-order.ts';
import { spotCaller } from '../../../../infra/local/exchanges/kraken/spot/fixture-caller.ts';
import { refOf } from '../../fixture-calls.ts';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { orderOf, startTime } from '../../fixture-venues.ts';

const scene = useOrders();
const usual = { ends_short: null, viqc: 'quote', viqc_limits: false, relative_prices: false };
afterEach(() => scene.simulators.spot.control('orders', usual));
const forms = (told: Record<string, unknown>) => scene.simulators.spot.control('orders', told);
const orders = () => scene.exchanges.spot.orders;
const read = (exchangeOrderId: string) =>
  orders().read({ symbol: 'BTC/USD', store: 'regular', exchangeOrderId }, startTime);

/** Another program of the same customer, with a key of its own. */
function elsewhere(terms: Record<string, string>): string {
  const { spot } = scene.simulators;
  const key = { api_key: freshId(), secret: sandbox.spot.secret, customer: sandbox.customer };
  spot.control('key', key);
  const call = spotCaller(spot.protocol, { apiKey: key.api_key, secret: key.secret });
  const { error, result } = call<{ txid: string[] }>('AddOrder', { pair: 'XBTUSD', ...terms });
  expect(error).toEqual([]);
  return result.txid[0] ?? '';
}

const row = {
  ...{ status: 'open', opentm: '1779273000.1234', vol: '1.00000000', vol_exec: '0.00000000', cost: '0', price: '0' },
  ...{ oflags: 'fciq', stopprice: '0.00000', limitprice: '0.00000' },
  descr: { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '70000.0', price2: '0' },
};
const id = 'OAAAAA-BBBBB-CCCCCC';
const described = (change: Record<string, unknown>, descr: Record<string, unknown> = {}) =>
  orderFromKraken(id, { ...row, ...change, descr: { ...row.descr, ...descr } });

describe('an order that lacks its last unit', () => {
  const filled = { status: 'filled', quantity: '0.01', filledQuantity: '0.00999999', remainingQuantity: '0' };

  it.each(['closed', 'canceled'])('is filled when the exchange says %s', async (status) => {
    forms({ ends_short: status });
    const { exchangeOrderId, clientOrderId } = await scene.place('spot', { type: 'market' });
    expect(await read(exchangeOrderId)).toMatchObject(filled);
    const found = await orders().find({ symbol: 'BTC/USD', store: 'regular', clientOrderId }, startTime - 1000);
    expect(found).toMatchObject({ kind: 'found', order: filled });
    if (found.kind === 'found') expect(isSameOrder(orderOf('spot', { clientOrderId }), found.order)).toBe(true);
  });

  it.each(['closed', 'canceled'])('is gone for a cancellation when the exchange says %s', async (status) => {
    forms({ ends_short: status });
    const { exchangeOrderId } = await scene.place('spot', { type: 'market' });
    expect(await orders().cancelSome([refOf({ exchangeOrderId })])).toEqual(['gone']);
    expect(await orders().cancel(refOf({ exchangeOrderId }))).toBe('gone');
  });

  it('is filled only where something was executed', () => {
    const reason = 'Insignificant volume remaining';
    expect(described({ status: 'closed' }).status).toBe('canceled');
    expect(described({ status: 'canceled', reason }).status).toBe('canceled');
    expect(described({ status: 'canceled', vol_exec: '0.99999999', reason }).status).toBe('filled');
    // A reason that cannot be read may be the word for a finished order.
    expect(described({ status: 'canceled', vol_exec: '0.99999999', reason: {} }).status).toBe('unknown');
    expect(described({ status: 'canceled', vol_exec: '0.5', reason: 'User requested' })).toMatchObject({
      ...{ status: 'canceled', remainingQuantity: '0.5' },
    });
  });

  it('a quantity amended below the executed quantity leaves nothing', () => {
    expect(described({ status: 'canceled', vol: '0.4', vol_exec: '0.5' }).remainingQuantity).toBe('0');
  });
});

describe('an order in the quote currency', () => {
  const purchase = { type: 'buy', ordertype: 'market', volume: '100', oflags: 'viqc' };

  it.each([
    ['quote', { filledQuantity: null, averagePrice: '80003.9' }],
    ['base', { filledQuantity: '0.00124993', averagePrice: '80003.9' }],
    ['swapped', { filledQuantity: null, averagePrice: null }],
  ])('a purchase that counts %s is never told in dollars as coins', async (viqc, amounts) => {
    forms({ viqc });
    expect(await read(elsewhere(purchase))).toMatchObject({
      ...{ status: 'filled', quantity: null, remainingQuantity: '0', isInQuote: true, ...amounts },
    });
  });

  it('a resting limit order is for its volume over its price, where the quotient has an end', async () => {
    forms({ viqc_limits: true });
    const limit = { ...purchase, ordertype: 'limit', price: '50000' };
    expect(await read(elsewhere(limit))).toMatchObject({
      ...{ status: 'open', quantity: '0.002', filledQuantity: '0', remainingQuantity: '0.002' },
    });
    expect(await read(elsewhere({ ...limit, price: '49999' }))).toMatchObject({
      ...{ status: 'open', quantity: null, filledQuantity: '0', remainingQuantity: null },
    });
  });

  it('a pair near one tells no executed quantity', () => {
    const near = { status: 'closed', oflags: 'viqc', vol: '100', vol_exec: '100.02', cost: '99.9993', price: '0.9998' };
    expect(described(near, { ordertype: 'market', pair: 'USDTUSD' })).toMatchObject({ filledQuantity: null });
  });

  it('is never an order of this service', () => {
    const order = { ...described({ oflags: 'fciq,viqc', vol: '70000' }), symbol: 'BTC/USD' };
    const request = orderOf('spot', { type: 'limit', quantity: '1', price: '70000' });
    expect(order).toMatchObject({ quantity: '1', price: '70000' });
    expect(isSameOrder(request, order)).toBe(false);
    expect(isSameOrder(request, order, true)).toBe(false);
  });
});

describe('a trigger', () => {
  const stop = { ordertype: 'stop-loss-limit', price: '76000', price2: '75000' };
  it.each([
    ['stopped', true],
    ['touched,amended', true],
    ['', undefined],
    ['amended', undefined],
  ])('with the marks "%s" has fired: %s', (misc, fired) => {
    expect(described({ misc }, stop).hasFired).toBe(fired);
  });

  it('of a limit order is none, whatever the marks', () => {
    expect(described({ misc: 'stopped' }, { ordertype: 'limit', price: '75000' }).hasFired).toBeUndefined();
  });

  it('that the simulator fires is told as fired while the order rests', async () => {
    const placed = elsewhere({
      type: 'sell',
      volume: '0.01',
      ordertype: 'stop-loss-limit',
      price: '79000',
      price2: '79900',
    });
    expect(await read(placed)).not.toHaveProperty('hasFired');
    scene.simulators.spot.control('price', { symbol: 'BTC/USD', price: 78_900 });
    expect(await read(placed)).toMatchObject({ status: 'open', hasFired: true });
  });
});

it('an iceberg order of another program is a limit order with its price and its whole quantity', () => {
  const iceberg = described({ vol: '10', displayvol: '1' }, { ordertype: 'iceberg', price: '75000.0', price2: '0' });
  expect(iceberg).toMatchObject({ type: 'limit', price: '75000', stopPrice: null, quantity: '10' });
});

describe('a field that nobody can read', () => {
  it.each([
    ['a relative stop', { relative_prices: true }, { ordertype: 'stop-loss', price: '-5%' }],
    ['a trailing stop', {}, { ordertype: 'trailing-stop', price: '+5%' }],
    ['a trailing stop with a limit', {}, { ordertype: 'trailing-stop-limit', price: '+5%', price2: '-1%' }],
    [
      'a relative stop with a limit',
      { relative_prices: true },
      { ordertype: 'stop-loss-limit', price: '-5%', price2: '-6%' },
    ],
  ])('%s fails no list and no look-up', async (_title, told, terms) => {
    forms(told);
    const placed = elsewhere({ type: 'sell', volume: '0.01', ...terms });
    expect((await orders().open()).map(({ exchangeOrderId }) => exchangeOrderId)).toContain(placed);
    expect(await read(placed)).toMatchObject({ status: 'open', quantity: '0.01', price: null });
  });

  it('a relative price is no price, with or without a percent sign', () => {
    const stop = { ordertype: 'stop-loss-limit', price: '-5.0000%', price2: '+50.0' };
    expect(described({}, stop)).toMatchObject({ stopPrice: null, price: null });
    expect(described({ stopprice: '76000.0', limitprice: '75000.0' }, stop)).toMatchObject({
      ...{ stopPrice: '76000', price: '75000' },
    });
  });

  it.each([
    [{ vol: 'garbled' }, { quantity: null, remainingQuantity: null, filledQuantity: '0' }],
    [{ vol: 'NaN' }, { quantity: null }],
    [{ vol: undefined }, { quantity: null }],
    [{ vol_exec: '' }, { status: 'open', filledQuantity: null, remainingQuantity: null, averagePrice: null }],
    [
      { status: 'closed', vol_exec: 'x' },
      { status: 'unknown', filledQuantity: null, remainingQuantity: null },
    ],
    [
      { status: 'canceled', reason: 'Insignificant volume remaining', vol_exec: null },
      { status: 'unknown', filledQuantity: null },
    ],
    [
      { vol_exec: '0.5', price: 'Infinity' },
      { status: 'partially_filled', averagePrice: null },
    ],
    [{ opentm: 'yesterday' }, { createdAt: null }],
    [{ oflags: undefined }, { postOnly: null }],
    [{ status: undefined }, { status: 'unknown' }],
    [
      { timeinforce: 7, cl_ord_id: {} },
      { timeInForce: null, clientOrderId: null },
    ],
  ])('%j is told as %j', (change, expected) => {
    expect(described(change)).toMatchObject(expected);
  });

  it('a side or a type of another word is not told, and an order without a pair is refused', () => {
    expect(described({}, { type: 'short', ordertype: 'settle-position' })).toMatchObject({ side: null, type: null });
    expect(() => described({}, { pair: undefined })).toThrow('without a valid body');
  });
});
