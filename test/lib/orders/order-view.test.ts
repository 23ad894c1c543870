import { describe, expect, it } from 'vitest';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import { withJournaledTerms } from '../../../lib/orders/journaled-terms.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { lastLook, orderFromExchange, orderFromRecord } from '../../../lib/orders/order-view.ts';
import { latestLook } from '../../../lib/orders/read/list-orders.ts';
import { afterLook } from '../../../lib/orders/reconcile-order.ts';
import { describedOf, recordOf, sentAt } from './fixture-records.ts';

const minute = 60_000;

function acceptedOf(described: Partial<ExchangeOrder> = {}, changes: Partial<OrderRecord> = {}): OrderRecord {
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1', ...changes });
  return { ...record, described: describedOf(record, described) };
}

describe('the fees of an order', () => {
  it('are none where nothing was filled, and unknown, never 0, where the exchange has not told the charges', () => {
    expect(orderFromRecord(acceptedOf()).fees).toEqual([]);
    expect(orderFromRecord(acceptedOf({ filledQuantity: '0.001' })).fees).toBe(null);
    expect(orderFromRecord(acceptedOf({ filledQuantity: null })).fees).toBe(null);
    expect(orderFromRecord(recordOf({ state: 'UNKNOWN' })).fees).toBe(null);
    const fees = [{ asset: 'USD', amount: '0.2' }];
    expect(orderFromRecord(acceptedOf({ filledQuantity: '0.001', fees })).fees).toEqual(fees);
  });
});

describe('as_of', () => {
  const at = sentAt + minute;

  it('is the begin of the look, and unknown where nobody has shown the order', () => {
    const record = acceptedOf({}, { describedAt: at });
    expect(orderFromRecord(record).asOf).toBe(at);
    expect(orderFromRecord({ ...record, described: null }).asOf).toBe(null);
    expect(orderFromRecord(acceptedOf()).asOf).toBe(null);
  });

  it('is unknown where the status is: a look that shows the order nowhere confirms nothing', () => {
    expect(orderFromRecord(acceptedOf({ status: 'unknown' }, { describedAt: at })).asOf).toBe(null);
    const followed = { followedAt: at, failures: 0, retryAt: 0 };
    const unknown = acceptedOf({ status: 'unknown' });
    expect(orderFromRecord(unknown, latestLook(unknown, followed)).asOf).toBe(null);
  });

  it('of a resting order is the last look of the job that found no change', () => {
    const followed = { followedAt: at, failures: 0, retryAt: 0 };
    expect(latestLook(acceptedOf({}, { followedFrom: at - minute }), followed).at).toBe(at);
    expect(latestLook(acceptedOf({}, { followedFrom: at, describedAt: at + 5 }), followed).at).toBe(at + 5);
    expect(latestLook(acceptedOf({}, { followedFrom: at }), { ...followed, followedAt: null }).at).toBe(null);
  });

  it('of an order that the job had not listed, and of an ended order, is no look of the job', () => {
    const followed = { followedAt: at, failures: 0, retryAt: 0 };
    expect(latestLook(acceptedOf(), followed).at).toBe(null);
    expect(latestLook(acceptedOf({}, { followedFrom: at + 1 }), followed).at).toBe(null);
    const ended = acceptedOf({ status: 'filled' }, { describedAt: sentAt, followedFrom: at });
    expect(latestLook(ended, followed)).toEqual(lastLook(ended));
  });
});

describe('updated_at', () => {
  it('is the exchange’s word, else the look that showed the end, else the time of the order', () => {
    expect(orderFromRecord(acceptedOf({ updatedAt: sentAt + 7 })).updatedAt).toBe(sentAt + 7);
    expect(orderFromRecord(acceptedOf({ status: 'filled' }, { describedAt: sentAt + 9 })).updatedAt).toBe(sentAt + 9);
    expect(orderFromRecord(acceptedOf({}, { describedAt: sentAt + 9 })).updatedAt).toBe(sentAt);
    expect(orderFromRecord(acceptedOf({ createdAt: sentAt + 9, updatedAt: sentAt + 7 })).updatedAt).toBe(sentAt + 9);
  });

  it('of an order that the journal does not know is null where the exchange does not tell', () => {
    const place = { exchange: 'kraken', marketType: 'spot', ref: recordOf().ref } as const;
    const shown = (changes: Partial<ExchangeOrder>) =>
      orderFromExchange(place, { described: describedOf(recordOf(), changes), at: sentAt }, true).updatedAt;
    expect([shown({}), shown({ updatedAt: sentAt })]).toEqual([null, sentAt]);
    expect(shown({ createdAt: sentAt, updatedAt: sentAt - 3 })).toBe(sentAt);
  });
});

describe('a stop', () => {
  it('that an amendment gave a limit price is a stop with a limit', () => {
    const { price: _price, ...request } = recordOf().request;
    const stop = acceptedOf({ price: '59400' }, { request: { ...request, type: 'stop_loss', stopPrice: '60000' } });
    expect(orderFromRecord(stop).terms).toMatchObject({ type: 'stop_loss_limit', price: '59400' });
  });

  it('has the trigger price type of the request, else of the exchange; an order without a trigger has none', () => {
    const typeOf = (request: Partial<OrderRecord['request']>, told: Partial<ExchangeOrder>) =>
      orderFromRecord(acceptedOf(told, { request: { ...recordOf().request, ...request } })).terms.triggerPriceType;
    expect(typeOf({ type: 'stop_loss', triggerPriceType: 'mark' }, { triggerPriceType: 'last' })).toBe('mark');
    expect(typeOf({ type: 'stop_loss' }, { triggerPriceType: 'last' })).toBe('last');
    expect(typeOf({ type: 'stop_loss' }, {})).toBe(null);
    expect(typeOf({ type: 'limit' }, { triggerPriceType: 'last' })).toBe(null);
  });
});

describe('the time of an order', () => {
  const later = { createdAt: sentAt + 730 };
  const timeOf = (record: OrderRecord) => orderFromRecord(record).createdAt;

  it('is the time of sending before any description, and stays so in the first', () => {
    const record = { ...recordOf(), state: 'ACCEPTED' } as const;
    const described = withJournaledTerms(describedOf(record, later), record, sentAt);
    expect([timeOf(record), timeOf({ ...record, described })]).toEqual([sentAt, sentAt]);
  });

  it('is the time of sending after an answer without a verdict', () => {
    const record = { ...recordOf(), state: 'UNKNOWN' } as const;
    const found = { kind: 'found', order: describedOf(record, later) } as const;
    expect(timeOf(afterLook(record, found, sentAt + 1000, sentAt + 1000))).toBe(sentAt);
  });

  it('stays as an earlier release has described the order', () => {
    const record = acceptedOf(later);
    const described = withJournaledTerms(describedOf(record, { createdAt: sentAt + 5 }), record, sentAt);
    expect(timeOf({ ...record, described })).toBe(sentAt + 730);
  });
});

describe('the time in force of an order', () => {
  const timeInForceOf = (request: Partial<OrderRecord['request']>, told: string | null) =>
    orderFromRecord(acceptedOf({ timeInForce: told }, { request: { ...recordOf().request, ...request } })).terms
      .timeInForce;

  it('is that of the request, else the word of the exchange', () => {
    expect([timeInForceOf({}, null), timeInForceOf({}, 'GTC')]).toEqual([null, 'GTC']);
    expect(timeInForceOf({ timeInForce: 'IOC' }, 'GTC')).toBe('IOC');
  });
});

describe('a description that tells less than the one before', () => {
  const fees = [{ asset: 'USD', amount: '0.2' }];
  const half = { filledQuantity: '0.005', averagePrice: '69999', fees, price: '71000', updatedAt: sentAt + 5 } as const;
  const record = acceptedOf(half);
  const merged = (changes: Partial<ExchangeOrder>) =>
    withJournaledTerms(describedOf(record, { averagePrice: null, ...changes }), record, sentAt + minute);

  it('keeps what stays true: price, average and fees of the same fills, and the time of the last change', () => {
    expect(merged({ filledQuantity: '0.005', price: null })).toEqual(record.described);
  });

  it('keeps neither average nor fees when more was filled, or nobody knows how much', () => {
    for (const filledQuantity of ['0.006', null]) {
      const later = merged({ filledQuantity });
      expect([later.averagePrice, later.fees]).toEqual([null, undefined]);
    }
  });

  it('has changed when its own time says so, and at the look at the latest', () => {
    expect(merged({ filledQuantity: '0.006' }).updatedAt).toBe(sentAt + minute);
    expect(merged({ filledQuantity: '0.006', updatedAt: sentAt + 8 }).updatedAt).toBe(sentAt + 8);
    expect(merged({ filledQuantity: '0.006', updatedAt: sentAt }).updatedAt).toBe(sentAt + 5);
  });

  it('that differs in the stamp of the same change is no change: sources of one exchange stamp moments apart', () => {
    expect(merged({ filledQuantity: '0.005', price: '71000', updatedAt: sentAt + 6 }).updatedAt).toBe(sentAt + 5);
  });

  it('that tells the price that protects a market order is no change: the price is no term of the order', () => {
    const { price: _price, ...request } = record.request;
    const market = acceptedOf({ ...half, status: 'filled', price: null }, { request: { ...request, type: 'market' } });
    const told = { ...half, status: 'filled', price: '79200', updatedAt: sentAt + 6 } as const;
    const later = withJournaledTerms(describedOf(market, told), market, sentAt + minute);
    expect(later.updatedAt).toBe(sentAt + 5);
    const limit = acceptedOf({ ...half, price: '71000' });
    expect(withJournaledTerms(describedOf(limit, { ...told, status: 'open' }), limit, sentAt).updatedAt).toBe(
      sentAt + 6,
    );
  });

  it('of another order under the id has nothing of the earlier description', () => {
    const other = merged({ exchangeOrderId: 'exchange-2', price: null });
    expect([other.price, other.fees]).toEqual([null, undefined]);
  });
});
