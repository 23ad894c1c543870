import { afterEach, describe, expect, it } from 'vitest';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';

const scene = useOrders();
const usual = { errors: 'recorded', quantity: 'whole', trigger_sizes: 'left-out' };
afterEach(async () => {
  scene.simulators.swap.control('answers', usual);
  scene.simulators.swap.control('market', { symbol: 'PF_XBTUSD', liquidity: null });
  scene.simulators.swap.substitute = null;
  await scene.exchanges.swap.orders.cancelAll();
});

const paths = () => scene.simulators.swap.sent.map(({ path }) => path.split('v3/')[1]);

describe('a resting stop whose sizes openorders leaves out', () => {
  const stop = { type: 'stop_loss', side: 'sell', stopPrice: '60000', quantity: '0.02' } as const;

  it('has the sizes of orders/status', async () => {
    await scene.place('swap', stop);
    const whole = { quantity: '0.02', filledQuantity: '0', remainingQuantity: '0.02' };
    expect(await scene.exchanges.swap.orders.open()).toMatchObject([{ ...whole, status: 'open', type: 'stop_loss' }]);
    expect(paths()).toEqual(['openorders', 'orders/status']);
  });

  it('costs no second request where the sizes are told', async () => {
    scene.simulators.swap.control('answers', { trigger_sizes: 'told' });
    await scene.place('swap', stop);
    expect(await scene.exchanges.swap.orders.open()).toMatchObject([{ quantity: '0.02' }]);
    expect(paths()).toEqual(['openorders']);
  });

  it('has unknown sizes, and never 0, where orders/status fails too', async () => {
    const row = {
      ...{ order_id: 'A', symbol: 'PF_XBTUSD', side: 'sell', orderType: 'stop', stopPrice: 60000, filledSize: 0 },
      ...{ status: 'untouched', reduceOnly: true, receivedTime: new Date(startTime).toISOString() },
    };
    scene.simulators.swap.substitute = () =>
      scene.simulators.swap.sent.at(-1)?.path.endsWith('openorders')
        ? { status: 200, body: { result: 'success', openOrders: [row] } }
        : { status: 502, body: '<html>' };
    const [order] = await scene.exchanges.swap.orders.open();
    expect(order).toMatchObject({ quantity: null, filledQuantity: '0', remainingQuantity: null, status: 'open' });
  });
});

describe('what openorders does not tell', () => {
  it('a post-only order looks like any limit order there: the flag is unknown', async () => {
    await scene.place('swap', { postOnly: true });
    expect(await scene.exchanges.swap.orders.open()).toMatchObject([{ type: 'limit', price: '70000', postOnly: null }]);
  });

  it('a part of a fill without sizes is no zero', async () => {
    scene.simulators.swap.substitute = () => ({
      status: 200,
      body: {
        ...{ result: 'success', orders: [] },
        openOrders: [{ order_id: 'A', symbol: 'PF_XBTUSD', side: 'buy', orderType: 'lmt', status: 'partiallyFilled' }],
      },
    });
    expect(await scene.exchanges.swap.orders.open()).toMatchObject([
      { status: 'partially_filled', quantity: null, filledQuantity: null, remainingQuantity: null },
    ]);
  });
});

describe.each(['whole', 'open'])('where quantity counts what is %s', (quantity) => {
  async function partlyFilled(): Promise<string> {
    const { swap } = scene.simulators;
    swap.control('answers', { quantity });
    swap.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.004 });
    const { exchangeOrderId } = await scene.place('swap', { type: 'limit', price: '80010', clientOrderId: freshId() });
    return exchangeOrderId;
  }
  const read = (exchangeOrderId: string) =>
    scene.exchanges.swap.orders.read({ symbol: null, store: 'regular', exchangeOrderId }, startTime - 60_000);

  it('a partly filled order has its true sizes, and then a filled order', async () => {
    const id = await partlyFilled();
    const part = { quantity: '0.01', filledQuantity: '0.004', remainingQuantity: '0.006' };
    expect(await read(id)).toMatchObject({ ...part, status: 'partially_filled' });
    scene.simulators.swap.control('market', { symbol: 'PF_XBTUSD', liquidity: null });
    const full = { quantity: '0.01', filledQuantity: '0.01', remainingQuantity: '0' };
    expect(await read(id)).toMatchObject({ ...full, status: 'filled' });
  });

  it('a partly filled order that was canceled has no sizes while the events are late, and its true sizes then', async () => {
    const id = await partlyFilled();
    scene.simulators.swap.control('history', { late_ms: 3000 });
    await scene.exchanges.swap.orders.cancelAll();
    const ended = { status: 'canceled', filledQuantity: '0.004' };
    expect(await read(id)).toMatchObject({ ...ended, quantity: null, remainingQuantity: null });
    const whole = { ...ended, quantity: '0.01', remainingQuantity: '0.006' };
    for (const ms of [3500, 6000]) {
      scene.simulators.world.advance(ms);
      expect(await read(id)).toMatchObject(whole);
    }
  });
});
