import { expect, it } from 'vitest';
import { type OrderType, orderTypes } from '../../../../lib/exchanges/model/order.ts';
import { denyLackingTerms } from '../../../../lib/orders/amend/lacking-terms.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { restingOrder } from '../fixture-changes.ts';

const ofType = (type: OrderType) => ({ request: { type } }) as OrderRecord;

it.each([
  ['stop_price', { stopPrice: '60000' }, ['market', 'limit']],
  ['price', { price: '60000' }, ['market', 'stop_loss', 'take_profit', 'trailing_stop']],
] as const)(
  'a new %s is refused before sending for the types without the term, and for no others',
  (field, change, lacking) => {
    const refused = orderTypes.filter((type) => {
      try {
        denyLackingTerms({ entry: ofType(type), described: null }, change);
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_ORDER', details: [{ field }] });
        return true;
      }
    });
    expect(refused).toEqual(lacking);
  },
);

it('an order placed elsewhere is judged as the exchange describes the order', () => {
  const change = { stopPrice: '60000' };
  const deny = (terms: Parameters<typeof restingOrder>[0]) => () =>
    denyLackingTerms({ entry: null, described: restingOrder(terms) }, change);
  expect(deny({ type: 'limit', stopPrice: null })).toThrow(/has no stop price to change; nothing was sent/);
  expect(deny({ type: 'limit', stopPrice: '61000' })).not.toThrow();
  expect(deny({ type: null, stopPrice: null })).not.toThrow();
  expect(() => denyLackingTerms({ entry: null, described: null }, change)).not.toThrow();
});
