import { describe, expect, it } from 'vitest';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { withJournaledTerms } from '../../../lib/orders/journaled-terms.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderEvents } from '../../../lib/orders/order-changes.ts';
import { describedOf, recordOf } from './fixture-records.ts';

const open = recordOf();

function known(changes: Partial<ExchangeOrder> | null, record: OrderRecord = open): OrderRecord {
  return { ...record, state: 'ACCEPTED', described: changes === null ? null : describedOf(record, changes) };
}
function types(before: OrderRecord, now: OrderRecord): string[] {
  return orderEvents(before, now).map(({ type }) => type);
}
function stop(type: 'stop_loss' | 'trailing_stop' = 'stop_loss'): OrderRecord {
  const { price: _price, ...request } = open.request;
  return { ...open, request: { ...request, type, stopPrice: '65000' } };
}

describe('the verdict on an order', () => {
  it.each<[EntryState, string[]]>([
    ['IN_FLIGHT', []],
    ['UNKNOWN', []],
    ['ACCEPTED', ['order_accepted']],
    ['REJECTED', ['order_rejected']],
    ['NOT_SENT', ['order_not_placed']],
    ['NEVER_ARRIVED', ['order_not_placed']],
    ['NEEDS_REVIEW', ['order_needs_review']],
  ])('%s is told as %j', (state, told) => {
    expect(types(open, { ...open, state })).toEqual(told);
  });

  it('an order that fills at once is accepted and filled, at the price of the whole', () => {
    const filled = known({ status: 'filled', filledQuantity: '0.01', averagePrice: '69990' });
    expect(orderEvents(open, filled)).toEqual([
      { type: 'order_accepted' },
      { type: 'order_filled', fill: { quantity: '0.01', price: '69990' } },
    ]);
  });

  it('an order that was filled in part and canceled tells both', () => {
    const ended = known({ status: 'canceled', filledQuantity: '0.004' });
    expect(types(open, ended)).toEqual(['order_accepted', 'order_partly_filled', 'order_canceled']);
  });
});

describe('a new description of an order', () => {
  it('a later part is told by its quantity, and its price is not known', () => {
    const part = known({ status: 'partially_filled', filledQuantity: '0.004', averagePrice: '70000' });
    const whole = known({ status: 'filled', filledQuantity: '0.01', averagePrice: '69999' });
    expect(orderEvents(part, whole)).toEqual([{ type: 'order_filled', fill: { quantity: '0.006', price: null } }]);
  });

  it('a description that does not tell the fill takes nothing back, and the next tells no part twice', () => {
    const part = known({ status: 'partially_filled', filledQuantity: '0.004' });
    const untold = { ...known({ status: 'unknown', filledQuantity: null }), toldFilled: '0.004' };
    expect(types(part, untold)).toEqual([]);
    expect(types(untold, known({ status: 'partially_filled', filledQuantity: '0.004' }))).toEqual([]);
    const more = orderEvents(untold, known({ status: 'partially_filled', filledQuantity: '0.005' }));
    expect(more).toEqual([{ type: 'order_partly_filled', fill: { quantity: '0.001', price: null } }]);
  });

  it('a filled order whose quantity is not told is filled, by an unknown quantity', () => {
    const filled = known({ status: 'filled', filledQuantity: null });
    expect(orderEvents(known({}), filled)).toEqual([{ type: 'order_filled', fill: null }]);
  });

  it.each(['canceled', 'expired', 'rejected'] as const)('%s is told once', (status) => {
    expect(types(known({}), known({ status }))).toEqual([`order_${status}`]);
    expect(types(known({ status }), known({ status, timeInForce: 'GTC' }))).toEqual([]);
  });

  it('the first description of an accepted order compares with the request', () => {
    expect(types(known(null), known({}))).toEqual([]);
    expect(types(known(null), known({ price: '69000' }))).toEqual(['order_amended']);
  });

  it.each([{ price: '69000' }, { quantity: '0.02' }])(
    '%j is an amendment, and the same number in other digits is none',
    (terms) => {
      expect(types(known({}), known(terms))).toEqual(['order_amended']);
      expect(types(known({}), known({ price: '70000.0', quantity: '0.010' }))).toEqual([]);
    },
  );

  it('a stop that fires is triggered, whatever price protects the order then', () => {
    const waits = known({ price: null, stopPrice: '65000' }, stop());
    const fired = known({ hasFired: true, price: '64000', stopPrice: null }, stop());
    expect(types(waits, fired)).toEqual(['order_triggered']);
    expect(types(fired, known({ hasFired: true, status: 'filled', filledQuantity: '0.01' }, stop()))).toEqual([
      'order_filled',
    ]);
    const atOnce = known({ status: 'filled', filledQuantity: '0.01', stopPrice: '65000' }, stop());
    expect(types(waits, atOnce)).toEqual(['order_triggered', 'order_filled']);
  });

  it('a stop that has become a resting limit order is triggered once, and a new limit price is an amendment', () => {
    const request = { ...open.request, type: 'stop_loss_limit', stopPrice: '65000' } as const;
    const stopLimit = { ...open, request };
    const at = (shown: Partial<ExchangeOrder>): OrderRecord => {
      const told = describedOf(stopLimit, { price: '70000', ...shown });
      return { ...stopLimit, state: 'ACCEPTED', described: withJournaledTerms(told, stopLimit, 0) };
    };
    const [waits, rests] = [at({ stopPrice: '65000' }), at({ type: 'limit' })];
    expect([types(waits, rests), types(rests, rests)]).toEqual([['order_triggered'], []]);
    expect(types(rests, at({ type: 'limit', price: '69000' }))).toEqual(['order_amended']);
    expect(types(waits, at({ type: 'stop_loss_limit', hasFired: true }))).toEqual(['order_triggered']);
  });

  it('a trigger that has fired stays fired where a later answer does not tell', () => {
    const fired = withJournaledTerms(describedOf(stop(), { hasFired: true }), stop(), 0);
    const later = withJournaledTerms(describedOf(stop(), { type: null }), { ...stop(), described: fired }, 1);
    expect(later.hasFired).toBe(true);
    expect(withJournaledTerms(describedOf(open, { type: 'limit' }), open, 0)).not.toHaveProperty('hasFired');
  });

  it('a trailing stop that moves is not amended', () => {
    const trailing = stop('trailing_stop');
    expect(types(known({ stopPrice: '65000' }, trailing), known({ stopPrice: '66000' }, trailing))).toEqual([]);
  });
});
