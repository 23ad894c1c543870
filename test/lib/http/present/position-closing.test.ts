import { expect, it } from 'vitest';
import type { OrderStatus } from '../../../../lib/exchanges/model/order.ts';
import { presentClosing } from '../../../../lib/http/present/position-closing.ts';
import { describedOf, recordOf } from '../../orders/fixture-records.ts';

function told(status: OrderStatus, filledQuantity: string | null, remaining: string | null, replayed = false) {
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: 'O1' });
  const described = describedOf(record, { status, filledQuantity });
  const { statusCode, message, error } = presentClosing({ record: { ...record, described }, replayed, remaining });
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
