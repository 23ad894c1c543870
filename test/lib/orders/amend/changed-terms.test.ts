import { describe, expect, it } from 'vitest';
import { orderAfter } from '../../../../lib/orders/amend/order-after.ts';
import { amendmentOf, restingOrder, sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const half = restingOrder({ quantity: '0.01', filledQuantity: '0.004', remainingQuantity: '0.006' });

/** The order of our journal, or one placed elsewhere, after an amendment to 0.006 at 69,000. */
function termsAfter(
  changes: Parameters<typeof amendmentOf>[0],
  before = half as typeof half | null,
  isOurs = true,
  replayed = false,
) {
  const entry = isOurs ? recordOf({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1', described: before }) : null;
  const record = amendmentOf({ state: 'ACCEPTED', change: { quantity: '0.006', price: '69000' }, ...changes });
  const place = {
    exchangeOrderId: 'exchange-1',
    store: 'regular',
    orderSince: 0,
    postOnly: false,
    isExternal: null,
  } as const;
  const { terms, remainingQuantity } = orderAfter(
    { session: sessionOver({}), entry, described: before, ...place },
    { record, replayed, since: 0 },
  );
  return [terms.quantity, remainingQuantity, terms.price];
}

describe('an order that was amended', () => {
  it('has the terms of the change where the exchange could not be asked afterwards', () => {
    expect(termsAfter({})).toEqual(['0.006', '0.002', '69000']);
    expect(termsAfter({}, null)).toEqual(['0.006', null, '69000']);
    expect(termsAfter({}, null, false)).toEqual(['0.006', null, '69000']);
  });

  it('has the terms of the change where the description lacks them', () => {
    const described = { ...half, quantity: null, remainingQuantity: null, price: null };
    expect(termsAfter({ described })).toEqual(['0.006', '0.002', '69000']);
    expect(termsAfter({ described: { ...described, status: 'filled' } })).toEqual(['0.006', '0', '69000']);
  });

  it('has the terms that the exchange tells: a reduce-only order may be cut down further', () => {
    const described = describedOf(recordOf(), { quantity: '0.005', remainingQuantity: '0.001', price: '69000' });
    expect(termsAfter({ described })).toEqual(['0.005', '0.001', '69000']);
  });

  it('has the terms of its latest description in a replay: a later amendment may have changed the order again', () => {
    expect(termsAfter({}, half, true, true)).toEqual(['0.01', '0.006', '70000']);
    expect(termsAfter({}, null, true, true)).toEqual(['0.006', null, '69000']);
  });

  it('keeps its terms where the change is not accepted', () => {
    for (const state of ['UNKNOWN', 'REJECTED'] as const) expect(termsAfter({ state })[2]).toBe('70000');
  });
});
