import { describe, expect, it } from 'vitest';
import { orderFromSendStatus } from '../../../../../lib/exchanges/kraken/futures/orders.ts';
import { orderOf } from '../../fixture-venues.ts';

const limit = orderOf('swap', { type: 'limit', price: '80000', quantity: '1' });

function described(...orderEvents: readonly object[]) {
  return orderFromSendStatus({ order_id: 'o1', status: 'placed', orderEvents }, limit);
}

/** An execution whose order had these sizes before the execution. */
function execution(amount: string, prior: object) {
  return { type: 'EXECUTION', amount, price: '80000', orderPriorExecution: prior };
}
const place = { type: 'PLACE', order: { quantity: '1', filled: '0' } };

describe('an order as the events of sendorder tell it', () => {
  it.each<[string, object, string]>([
    ['has the quantity to which the exchange has cut the order', { quantity: '0.4', filled: '0' }, '0.4'],
    [
      'has the requested quantity where the event counts the open part after a fill',
      { quantity: '0.4', filled: '0.6' },
      '1',
    ],
    ['has the requested quantity where the event counts less than was filled', { quantity: '0.3', filled: '0' }, '1'],
    ['has the requested quantity where the event tells none', {}, '1'],
  ])('%s', (_title, prior, quantity) => {
    const order = described(execution('0.4', prior));
    expect(order).toMatchObject({
      quantity,
      filledQuantity: '0.4',
      status: quantity === '1' ? 'partially_filled' : 'filled',
    });
  });

  it('is canceled where the exchange ends the order after the fill, and keeps the fill', () => {
    const canceled = { type: 'CANCEL', order: { quantity: '0.6', filled: '0.4' } };
    expect(described(place, canceled)).toMatchObject({ status: 'canceled', filledQuantity: '0' });
    const sold = execution('0.4', { quantity: '1', filled: '0' });
    expect(described(sold, canceled)).toMatchObject({
      status: 'canceled',
      filledQuantity: '0.4',
      remainingQuantity: '0.6',
    });
    expect(described(place)).toMatchObject({ status: 'open' });
  });
});
