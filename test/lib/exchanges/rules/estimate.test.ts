import { describe, expect, it } from 'vitest';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import { estimateSpot, estimateSwap, namedPrice } from '../../../../lib/exchanges/rules/estimate.ts';
import { orderOf } from '../fixture-venues.ts';

const spot: Market = {
  id: 'XXBTZUSD',
  symbol: 'BTC/USD',
  base: 'BTC',
  quote: 'USD',
  settle: null,
  priceStep: '0.1',
  quantityStep: '0.00000001',
  minQuantity: null,
  minCost: null,
  takerFee: '0.004',
  makerFee: '0.0025',
  contractSize: '1',
  inverse: false,
  aliases: [],
  marginLevels: [],
};
const linear: Market = { ...spot, id: 'PF_XBTUSD', symbol: 'BTC/USD:USD', settle: 'USD', takerFee: '0.0005' };
const inverse: Market = { ...linear, id: 'PI_XBTUSD', symbol: 'BTC/USD:BTC', settle: 'BTC', inverse: true };
const levels = [
  { from: '500000', initialMargin: '0.05' },
  { from: '0', initialMargin: '0.02' },
];

describe('the price of an estimate', () => {
  it('the price of an estimate is the limit price, else the trigger price, else none of the order’s own', () => {
    expect([
      namedPrice(orderOf('spot', { type: 'limit', price: '70000' })),
      namedPrice(orderOf('spot', { type: 'stop_loss_limit', stopPrice: '70000', price: '69900' })),
      namedPrice(orderOf('spot', { type: 'stop_loss', stopPrice: '70000' })),
      namedPrice(orderOf('spot', { type: 'market' })),
    ]).toEqual(['70000', '69900', '70000', null]);
  });
});

describe('an estimate on spot', () => {
  it('an estimate of a purchase on spot ties up its cost and fee, to the last digit', () => {
    const order = orderOf('spot', { type: 'limit', quantity: '0.00000003', price: '80000.1' });
    expect(estimateSpot(order, spot, '80000.1')).toEqual({
      price: '80000.1',
      notional: '0.002400003',
      fee: '0.000009600012',
      feeAsset: 'USD',
      margin: '0.002409603012',
      marginAsset: 'USD',
    });
  });

  it('an estimate of a sale on spot ties up the quantity, and a post-only order pays the maker fee', () => {
    const order = orderOf('spot', { type: 'limit', side: 'sell', quantity: '0.5', price: '80000', postOnly: true });
    expect(estimateSpot(order, spot, '80000')).toMatchObject({ fee: '100', margin: '0.5', marginAsset: 'BTC' });
  });

  it('an estimate on spot has no fee where the exchange publishes no rate', () => {
    const order = orderOf('spot', { type: 'market', quantity: '1' });
    expect(estimateSpot(order, { ...spot, takerFee: null }, '10')).toMatchObject({ fee: null, margin: '10' });
  });
});

describe('an estimate on swap', () => {
  const order = orderOf('swap', { type: 'market', quantity: '2' });

  it('an estimate on swap holds the initial margin of the schedule', () => {
    expect(estimateSwap(order, linear, '80000', { levels, leverage: null })).toEqual({
      price: '80000',
      notional: '160000',
      fee: '80',
      feeAsset: 'USD',
      margin: '3200',
      marginAsset: 'USD',
    });
  });

  it('an estimate on swap holds each margin level’s share of the part within that level', () => {
    const large = { ...order, quantity: '10' };
    // 500,000 at 2 % and 300,000 at 5 %.
    expect(estimateSwap(large, linear, '80000', { levels, leverage: null }).margin).toBe('25000');
  });

  it('an estimate in isolated margin holds the margin of its leverage, and never less than the schedule', () => {
    const margins = ['5', '50', '100'].map(
      (leverage) => estimateSwap(order, linear, '80000', { levels, leverage }).margin,
    );
    expect(margins).toEqual(['32000', '3200', '3200']);
  });

  it('an estimate of inverse contracts is in the base asset, and its margin levels count contracts', () => {
    const contracts = { ...order, quantity: '800000' };
    expect(estimateSwap(contracts, inverse, '80000', { levels, leverage: null })).toMatchObject({
      notional: '10',
      fee: '0.005',
      feeAsset: 'BTC',
      margin: '0.3125',
      marginAsset: 'BTC',
    });
  });

  it('a reduce-only order holds no margin, and without a schedule the margin of an order is unknown', () => {
    expect(estimateSwap({ ...order, reduceOnly: true }, linear, '80000', { levels, leverage: null }).margin).toBe('0');
    expect(estimateSwap(order, linear, '80000', { levels: [], leverage: '5' }).margin).toBeNull();
  });
});
