import { describe, expect, it } from 'vitest';
import { ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';

const deadline = 1_780_000_008_000;
const at = Date.now() - 60_000;
const ref = { symbol: 'BTC/USDT', store: 'regular', exchangeOrderId: '33', clientOrderId: ourId } as const;
const shown = {
  ...{
    symbol: 'BTCUSDT',
    orderId: 33,
    clientOrderId: ourId,
    price: '70000.00',
    origQty: '0.010',
    executedQty: '0.002',
  },
  ...{ cummulativeQuoteQty: '140.0', status: 'PARTIALLY_FILLED', timeInForce: 'GTC', type: 'LIMIT', side: 'BUY' },
  ...{ stopPrice: '0.0', isWorking: true, time: at, updateTime: at },
};
/** The form of the documentation's example. */
const amended = { symbol: 'BTCUSDT', orderId: 33, clientOrderId: ourId, qty: '0.00500000', status: 'PARTIALLY_FILLED' };

function answering(answer: Reply, order: object = shown) {
  const { adapter, asked } = scripted('spot', ({ call }) => (call.startsWith('GET') ? { json: order } : answer));
  const prepare = (change: object) => adapter.orders.prepareAmend(ref, ref.symbol, change, deadline);
  const amend = async (change: object) => adapter.orders.amend(await prepare(change), ref);
  return { amend, asked };
}

function told(order: object): Reply {
  return { json: { transactTime: at, executionId: 75, amendedOrder: { ...amended, ...order } } };
}

describe('an amendment at Binance Spot', () => {
  it('lowers the quantity under the ids of the order, with a deadline', async () => {
    const { amend, asked } = answering(told({}));
    expect(await amend({ quantity: '0.005' })).toEqual({ kind: 'accepted', exchangeOrderId: '33', order: null });
    const calls = asked.map(({ call }) => call);
    expect(calls).toEqual(['GET /api/v3/order', 'PUT /api/v3/order/amend/keepPriority']);
    const { signature: _signature, ...parameters } = asked[1]?.parameters ?? {};
    expect(parameters).toEqual({
      ...{ symbol: 'BTCUSDT', orderId: '33', newQty: '0.005', newClientOrderId: ourId },
      ...{ timestamp: '1779999990000', recvWindow: '18000' },
    });
  });

  it.each(['0.01', '0.011', '0.002', '0.001'])(
    'to %s of 0.01, of which 0.002 is filled, is refused before the amendment leaves',
    async (quantity) => {
      const { amend, asked } = answering(told({}));
      await expect(amend({ quantity })).rejects.toMatchObject({
        code: 'INVALID_ORDER',
        details: [{ field: 'quantity' }],
      });
      expect(asked.map(({ call }) => call)).toEqual(['GET /api/v3/order']);
    },
  );

  it.each([{ price: '71000' }, { stopPrice: '71000' }, { quantity: '0.005', price: '71000' }])(
    'of %j is denied with the remedy, and no byte leaves',
    async (change) => {
      const { amend, asked } = answering(told({}));
      const message = expect.stringContaining('cancel the order and place another');
      await expect(amend(change)).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message });
      expect(asked).toEqual([]);
    },
  );

  it('of an order without a readable id is an error: the order would lose its id', async () => {
    const { amend, asked } = answering(told({}), { ...shown, clientOrderId: null });
    await expect(amend({ quantity: '0.005' })).rejects.toMatchObject({ message: expect.any(String) });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['another order', { orderId: 1 }],
    ['another quantity', { qty: '0.01000000' }],
    ['an id of Binance', { clientOrderId: 'PFaq6hIHxqFENGfdtn4J6Q' }],
    ['no state', { status: null }],
  ])('is unknown when the answer tells %s', async (_what, order) => {
    expect(await answering(told(order)).amend({ quantity: '0.005' })).toMatchObject({ kind: 'unknown' });
  });

  it.each(['EXPIRED', 'CANCELED'])(
    'that leaves the order %s is rejected, and the order is read then',
    async (status) => {
      const outcome = await answering(told({ status })).amend({ quantity: '0.005' });
      expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'ORDER_REJECTED' } });
    },
  );

  it.each([
    ['Unknown order sent.', { kind: 'rejected', error: { code: 'NOT_FOUND' } }],
    ['Order amend (quantity increase) is not supported.', { kind: 'rejected', error: { code: 'INVALID_ORDER' } }],
    ['The requested action would change no state; rejecting', { kind: 'rejected', error: { code: 'INVALID_ORDER' } }],
    ['Filter failure: MAX_NUM_ORDER_AMENDS', { kind: 'rejected', error: { code: 'ORDER_REJECTED' } }],
    ['Order amend is not supported for this symbol.', { kind: 'rejected', error: { code: 'ORDER_REJECTED' } }],
    ['Market is closed.', { kind: 'notExecuted', reason: 'not-now' }],
  ])('refused with %j has changed nothing', async (msg, expected) => {
    const outcome = await answering(refusal(-2038, msg)).amend({ quantity: '0.005' });
    expect(outcome).toMatchObject(expected);
  });

  it('of an order that is over leaves, and Binance tells that there is none', async () => {
    const { amend } = answering(refusal(-2038, 'Unknown order sent.'), { ...shown, status: 'CANCELED' });
    expect(await amend({ quantity: '0.001' })).toMatchObject({ kind: 'rejected', error: { code: 'NOT_FOUND' } });
  });
});
