import { describe, expect, it } from 'vitest';
import { distanceOf, signalOf } from '../../../../lib/exchanges/kraken/futures/order-terms.ts';
import { orderFromKraken } from '../../../../lib/exchanges/kraken/spot/described-orders.ts';

/** The shape of QueryOrders. */
function spotOrder(row: object, descr: object = {}) {
  return orderFromKraken('OAAAAA-BBBBB-CCCCCC', {
    ...{ status: 'closed', opentm: 1_700_000_000.5, vol: '0.5', vol_exec: '0.5', price: '60000.0', fee: '48.00' },
    oflags: 'fciq',
    ...row,
    descr: { pair: 'XBTUSD', type: 'sell', ordertype: 'limit', price: '60000.0', price2: '0', ...descr },
  });
}

describe('the fee of a spot order', () => {
  it('counts the quote currency where the order bears fciq', () => {
    expect(spotOrder({}).feeInQuote).toBe('48');
    expect(spotOrder({ oflags: 'post,fciq' }).feeInQuote).toBe('48');
    expect(spotOrder({ fee: '0.00' }).feeInQuote).toBe('0');
    expect(spotOrder({ status: 'open', vol_exec: '0.00000000', fee: '0.00' }).feeInQuote).toBe('0');
  });

  it.each([
    ['is charged in another asset', { oflags: 'fcib' }],
    ['has no told asset', { oflags: '' }],
    ['of an order that counts the quote currency may count the base', { oflags: 'fciq,viqc' }],
    ['is not readable', { fee: 'none' }],
    ['is left out', { fee: undefined }],
    [
      'is a zero beside a part that has traded (an example of the documentation)',
      { status: 'open', vol_exec: '0.2', fee: '0.00000' },
    ],
    ['is a zero beside a part that nobody can read', { status: 'open', vol_exec: '', fee: '0' }],
    ['is a zero of a pending order that has traded', { status: 'pending', vol_exec: '0.2', fee: '0' }],
    ['is a zero of an order in a state that nobody knows', { status: 'settling', vol_exec: '0.2', fee: '0' }],
  ])('is not told where the fee %s', (_why, row) => {
    expect(spotOrder(row)).not.toHaveProperty('feeInQuote');
  });
});

describe('the trigger of a spot order', () => {
  const stop = { ordertype: 'stop-loss', price: '59000.0' };

  it('is the last price where none is named, the index where the index is, and unknown in another word', () => {
    expect(spotOrder({}, stop).triggerPriceType).toBe('last');
    expect(spotOrder({ trigger: 'index' }, stop).triggerPriceType).toBe('index');
    expect(spotOrder({ trigger: 'moon' }, stop)).not.toHaveProperty('triggerPriceType');
    expect(spotOrder({})).not.toHaveProperty('triggerPriceType');
  });

  it('of a trailing stop tells the distance, in percent or in the quote currency', () => {
    const trailing = (price: string) => spotOrder({}, { ordertype: 'trailing-stop', price });
    expect(trailing('+1.0000%')).toMatchObject({ trailingPercent: '1' });
    expect(trailing('+500.0')).toMatchObject({ trailingAmount: '500' });
    for (const unread of ['0', 'about 5', '+5 percent']) {
      expect(trailing(unread)).not.toHaveProperty('trailingPercent');
      expect(trailing(unread)).not.toHaveProperty('trailingAmount');
    }
  });

  it('the end has its time, and an open order tells no time of a change', () => {
    expect(spotOrder({ closetm: 1_700_000_009.25 }).updatedAt).toBe(1_700_000_009_250);
    expect(spotOrder({ status: 'open', vol_exec: '0' })).not.toHaveProperty('updatedAt');
  });
});

describe('the trigger of a futures order', () => {
  it.each([
    ['last', 'last'],
    ['MARK_PRICE', 'mark'],
    ['spot_price', 'index'],
    ['SpotPrice', 'index'],
  ])('%s is the price %s', (word, price) => {
    expect(signalOf(word)).toEqual({ triggerPriceType: price });
  });

  it.each(['unknown', '', null, 5])('%j tells no price', (word) => {
    expect(signalOf(word)).toEqual({});
  });

  it('the distance has its unit, and a distance in another unit is not told', () => {
    const options = (unit: unknown) => ({ trailingStopOptions: { maxDeviation: '2', unit } });
    expect(distanceOf(options('Percent'))).toEqual({ trailingPercent: '2' });
    expect(distanceOf(options('QUOTE_CURRENCY'))).toEqual({ trailingAmount: '2' });
    expect(distanceOf(options('Base'))).toEqual({});
    expect(distanceOf({})).toEqual({});
  });
});
