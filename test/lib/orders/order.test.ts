import { describe, expect, it } from 'vitest';
import type { ExchangeOrder, OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { withKnownQuantity } from '../../../lib/orders/journaled-terms.ts';
import { orderFromRecord } from '../../../lib/orders/order-view.ts';
import { describedOf, recordOf, sentAt } from './fixture-records.ts';

function shown(terms: Partial<OrderRequest>, described: Partial<ExchangeOrder>) {
  const { price: _price, ...request } = recordOf().request;
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1', request: { ...request, ...terms } });
  return orderFromRecord({ ...record, described: describedOf(record, described) });
}

describe('the price of an order of ours', () => {
  it.each(['filled', 'canceled', 'open'] as const)(
    'a market order that is %s has none, whatever price protects the order at the exchange',
    (status) => {
      expect(shown({ type: 'market' }, { price: '80800', status, type: null }).terms).toMatchObject({
        price: null,
        type: 'market',
      });
    },
  );

  it('a stop that traded at the market has none, and a stop that an amendment gave a limit has that limit', () => {
    const stop = { type: 'stop_loss', stopPrice: '60000' } as const;
    expect(shown(stop, { price: '59400', status: 'filled' }).terms.price).toBe(null);
    expect(shown(stop, { price: '59400', status: 'open' }).terms.price).toBe('59400');
  });

  it('a limit order has the price that the exchange tells, which an amendment may have changed', () => {
    expect(shown({ type: 'limit', price: '70000' }, { price: '71000', status: 'filled' }).terms.price).toBe('71000');
  });
});

it('the time of an order that came from a trigger is the time of sending, and not of the firing', () => {
  const fired = { createdAt: sentAt + 60_000 };
  expect(shown({ type: 'stop_loss', stopPrice: '60000' }, fired).createdAt).toBe(sentAt);
  expect(shown({ type: 'trailing_stop', trailingPercent: '5' }, fired).createdAt).toBe(sentAt);
  expect(shown({ type: 'limit', price: '70000' }, fired).createdAt).toBe(sentAt + 60_000);
});

describe('a description without a quantity', () => {
  const record = recordOf();
  const untold = { quantity: null, remainingQuantity: null };
  const known = (later: Partial<ExchangeOrder>, earlier: Partial<ExchangeOrder>) =>
    withKnownQuantity(describedOf(record, { ...untold, ...later }), describedOf(record, earlier));

  it('has the quantity of the earlier description, and what is left of it', () => {
    expect(known({ filledQuantity: '0.4' }, { quantity: '1' })).toMatchObject({
      quantity: '1',
      remainingQuantity: '0.6',
    });
    expect(known({ filledQuantity: null }, { quantity: '1' })).toMatchObject({
      quantity: '1',
      remainingQuantity: null,
    });
  });

  it('stays without, where more was filled than the earlier quantity: nothing is left negative', () => {
    expect(known({ filledQuantity: '1.5' }, { quantity: '1' })).toMatchObject(untold);
  });

  it('stays without, where the earlier description is of another order', () => {
    expect(known({}, { quantity: '1', exchangeOrderId: 'exchange-2' })).toMatchObject(untold);
  });

  it('that tells a quantity keeps that quantity', () => {
    expect(known({ quantity: '2' }, { quantity: '1' }).quantity).toBe('2');
  });
});

describe('an order that the exchange has taken and the key may not read', () => {
  it.each(['PERMISSION_DENIED', 'KEY_REFUSED'] as const)('has no known status after %s', (code) => {
    const lastError = { code, message: 'denied', details: [] };
    const seen = orderFromRecord(recordOf({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1', lastError }));
    expect([seen.status, seen.exchangeOrderId, seen.reason?.code]).toEqual(['unknown', 'exchange-1', code]);
  });
});
