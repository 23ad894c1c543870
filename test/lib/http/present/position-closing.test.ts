import { expect, it } from 'vitest';
import type { OrderStatus } from '../../../../lib/exchanges/model/order.ts';
import { presentClosing } from '../../../../lib/http/present/position-closing.ts';
import { describedOf, recordOf } from '../../orders/fixture-records.ts';

function told(status: OrderStatus, filledQuantity: string | null, remaining: string | null, replayed = false) {
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: 'O1' });
  const described = describedOf(record, { status, filledQuantity });
  const { statusCode, message, error } = presentClosing({
    ...{ record: { ...record, described }, replayed, remaining },
    ...{ further: [], stopped: null },
  });
  return [statusCode, error?.code, message];
}

it('an order that the exchange ended without a fill has closed nothing: 409 NOT_PLACED', () => {
  expect(told('canceled', '0', '0.05')).toEqual([409, 'NOT_PLACED', expect.stringMatching(/^Nothing was closed/)]);
});

it.each([
  ['filled', '0.05', '0', /^Position closed$/],
  ['filled', '0.05', '0.000', /^Position closed$/],
  ['canceled', '0.03', '0.02', /^The position is not closed: 0\.02 are left/],
  ['canceled', null, null, /what is left of the position is not known/],
  ['filled', '0.05', null, /what is left of the position is not known/],
] as const)('an order that is %s over %s with %s left says so', (status, filled, remaining, message) => {
  expect(told(status, filled, remaining)).toEqual([200, undefined, expect.stringMatching(message)]);
});

it('a replay says that nothing was sent', () => {
  expect(told('filled', '0.05', '0', true)).toEqual([200, undefined, expect.stringMatching(/^Nothing was sent: /)]);
});

function severalTold(last: OrderStatus | null, remaining: string | null, stopped: string | null = null) {
  const [first, second] = ['O1', 'O2'].map((exchangeOrderId) => recordOf({ state: 'ACCEPTED', exchangeOrderId }));
  if (first === undefined || second === undefined) throw new Error('no records');
  const record = { ...first, described: describedOf(first, { status: 'filled', filledQuantity: '0.01' }) };
  const further =
    last === null
      ? { ...second, state: 'UNKNOWN' as const, exchangeOrderId: null }
      : {
          ...second,
          described: describedOf(second, { status: last, filledQuantity: last === 'filled' ? '0.01' : '0' }),
        };
  const closing = { record, replayed: false, further: [further], stopped, remaining };
  const { statusCode, message, data } = presentClosing(closing);
  const { order, orders = [] } = data as { order: Named; orders?: readonly Named[] };
  expect([order, ...orders].map(({ client_order_id }) => client_order_id)).toEqual(
    [first, first, second].map(({ clientOrderId }) => clientOrderId),
  );
  return [statusCode, message];
}

interface Named {
  readonly client_order_id: string | null;
}

it.each([
  ['filled', '0', null, 200, 'Position closed'],
  ['canceled', '0.01', null, 200, 'The position is not closed: 0.01 are left; close the rest under a new name'],
  [
    'filled',
    '0.03',
    'no time',
    200,
    'The position is not closed: 0.03 are left (no time); close the rest under a new name',
  ],
  [null, null, 'no verdict', 202, expect.stringMatching(/^The outcome of the order is not known yet/)],
] as const)(
  'of several orders, the last one %s, each is told, and %s is left (%s)',
  (last, left, why, status, words) => {
    expect(severalTold(last, left, why)).toEqual([status, words]);
  },
);
