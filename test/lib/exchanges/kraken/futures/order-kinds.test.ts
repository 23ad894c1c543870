import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';
import { entry, id, order, show } from './fixture-order-lists.ts';

const scene = useOrders();
const read = (exchangeOrderId: string) =>
  scene.exchanges.swap.orders.read({ symbol: null, store: 'regular', exchangeOrderId }, startTime - 60_000);

async function readEvent(fields: object, name = 'OrderTriggerPlaced') {
  const detail = { [name]: { order: { ...order('A', '1', '0'), ...fields }, reason: 'new_user_order' } };
  show(scene.simulators, name.includes('Trigger') ? { triggers: [detail] } : { orders: [detail] });
  return read('A');
}

describe('the kind of an order in the history', () => {
  const options = { triggerPrice: '60000', triggerSignal: 'MarkPrice', triggerSide: 'Below' };
  const trailing = { ...options, trailingStopOptions: { maxDeviation: '10', unit: 'Percent' } };
  it.each([
    ['a stop or a take-profit at the market', { orderType: 'IoC', limitPrice: '' }, options, null, null],
    ['a stop or a take-profit with a limit', { orderType: 'Limit', limitPrice: '59000' }, options, null, '59000'],
    ['a stop that becomes a market order', { orderType: 'Market', limitPrice: '59000' }, options, null, null],
    ['a trailing stop', { orderType: 'IoC', limitPrice: '' }, trailing, 'trailing_stop', null],
    ['a stop by its older word', { orderType: 'Stop', limitPrice: '0' }, options, 'stop_loss', null],
    [
      'a take-profit by its older word',
      { orderType: 'TakeProfit', limitPrice: '9' },
      options,
      'take_profit_limit',
      '9',
    ],
    ['a stop with a limit that cannot be read', { orderType: 'Stop', limitPrice: 'x' }, options, null, null],
    ['options left empty', { orderType: 'IoC', limitPrice: '' }, { ...options, trailingStopOptions: {} }, null, null],
  ])('%s waits as what the event tells, and as no limit order', async (_title, fields, triggerOptions, type, price) => {
    const found = await readEvent({ ...fields, triggerOptions });
    expect(found).toMatchObject({ type, price, stopPrice: '60000', postOnly: null });
  });

  it.each([
    ['IoC', null, null, false],
    ['Limit', 'limit', '80000', false],
    ['Post', 'limit', '80000', true],
    ['FillOrKill', 'limit', '80000', false],
    ['Market', 'market', null, false],
    ['Liquidation', null, null, null],
    ['Unknown', null, null, null],
  ])('an order by the word %s has the type %s, the price %s and the post-only flag %s', async (...row) => {
    const [orderType, type, price, postOnly] = row;
    expect(await readEvent({ orderType }, 'OrderPlaced')).toMatchObject({ type, price, postOnly });
  });

  it('a trigger event without quantities has no sizes', async () => {
    const found = await readEvent({ quantity: undefined, filled: undefined, triggerOptions: options });
    expect(found).toMatchObject({ quantity: null, filledQuantity: '0', remainingQuantity: null });
  });
});

describe('orders of ours on the simulator, an hour later', () => {
  const cases: [string, Partial<OrderRequest>, object][] = [
    ['a market order', { type: 'market' }, { type: null, price: null, status: 'filled' }],
    [
      'an immediate order',
      { type: 'limit', price: '80010', timeInForce: 'FOK' },
      { type: 'limit', price: '80010', timeInForce: 'FOK' },
    ],
    ['a post-only order', { type: 'limit', price: '70000', postOnly: true }, { postOnly: null, status: 'open' }],
    ['a trailing stop', { type: 'trailing_stop', side: 'sell', trailingPercent: '10' }, { type: null, price: null }],
  ];
  it.each(cases)('%s is read as what the exchange tells', async (_title, terms, told) => {
    const { exchangeOrderId } = await scene.place('swap', terms);
    scene.simulators.world.advance(3_600_000);
    expect(await read(exchangeOrderId)).toMatchObject(told);
    await scene.exchanges.swap.orders.cancelAll();
  });

  it('a canceled trailing stop is a trailing stop in the events', async () => {
    const { exchangeOrderId } = await scene.place('swap', {
      type: 'trailing_stop',
      side: 'sell',
      trailingPercent: '10',
    });
    await scene.exchanges.swap.orders.cancelAll();
    scene.simulators.world.advance(3_600_000);
    expect(await read(exchangeOrderId)).toMatchObject({ type: 'trailing_stop', status: 'canceled', price: null });
  });

  it('a fired stop keeps the time of its placing where its trigger is read', async () => {
    const { swap } = scene.simulators;
    const placedAt = scene.simulators.world.now();
    const { exchangeOrderId } = await scene.place('swap', { type: 'stop_loss', side: 'sell', stopPrice: '79000' });
    scene.simulators.world.advance(60_000);
    swap.control('price', { symbol: 'PF_XBTUSD', price: 78_000 });
    scene.simulators.world.advance(3_600_000);
    swap.control('price', { symbol: 'PF_XBTUSD', price: 80_000 });
    const withTrigger = await scene.exchanges.swap.orders.read(
      { symbol: null, store: 'regular', exchangeOrderId },
      startTime - 60_000,
      true,
    );
    expect(withTrigger).toMatchObject({ status: 'filled', price: null, createdAt: placedAt });
  });
});

describe('the price in orders/status', () => {
  it.each([
    ['of an order that ended at once may be the protection of a market order', entry('A', 1, 'FULLY_EXECUTED'), null],
    ['of a resting order is its own', entry('A', 0, 'ENTERED_BOOK'), '80000'],
  ])('%s', async (_title, row, price) => {
    show(scene.simulators, { status: [row] });
    expect(
      await scene.exchanges.swap.orders.find({ symbol: null, store: 'regular', clientOrderId: id }, 0),
    ).toMatchObject({
      order: { price, type: null, postOnly: null },
    });
  });

  it.each([
    ['that changed long after it was placed is its own', 60_000, '80000'],
    ['that was filled moments after it was placed may be the protection of a market order', 3, null],
  ])('of an order %s', async (_title, later, price) => {
    const row = entry('A', 1, 'FULLY_EXECUTED');
    const changed = { ...row, order: { ...row.order, lastUpdateTimestamp: new Date(startTime + later).toISOString() } };
    show(scene.simulators, { status: [changed] });
    expect(await read('A')).toMatchObject({ price });
  });
});
