import { describe, expect, it } from 'vitest';
import type { Harness } from './client.ts';
import { moveTo, openVenue } from './client.ts';

function position(venue: Harness) {
  return venue.get('openpositions').openPositions[0];
}
function flex(venue: Harness) {
  return venue.get('accounts').accounts.flex;
}
function isolate(venue: Harness, maxLeverage: number) {
  return venue.put('leveragepreferences', { symbol: 'PF_XBTUSD', maxLeverage });
}

describe('margin', () => {
  it('is taken by level: the part above a step pays the higher rate', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 7.5 });
    expect(flex(venue).initialMargin).toBeCloseTo(500_000 * 0.02 + 100_000 * 0.04, 6);
    expect(flex(venue).maintenanceMargin).toBeCloseTo(500_000 * 0.01 + 100_000 * 0.02, 6);
  });

  it('is also held for resting orders, and given back', () => {
    const venue = openVenue();
    const { order_id = '' } = venue.order({ orderType: 'lmt', limitPrice: 70_000, size: 1 });
    expect(flex(venue)).toMatchObject({ initialMargin: 0, initialMarginWithOrders: 1_600 });
    venue.post('cancelorder', { order_id });
    expect(flex(venue).initialMarginWithOrders).toBe(0);
  });

  it('counts coins with a haircut', () => {
    const { currencies, collateralValue, balanceValue } = flex(openVenue());
    expect(balanceValue).toBe(18_000);
    expect(currencies.XBT).toMatchObject({ quantity: 0.1, value: 8_000, collateral: 7_800.8 });
    expect(collateralValue).toBe(17_800.8);
  });

  it('a loss in dollars that dollars do not cover sells coins, with a conversion fee', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 1 });
    moveTo(venue, 69_000);
    venue.order({ orderType: 'mkt', side: 'sell', size: 1, reduceOnly: true });
    const rows = venue.history('account-log', { info: 'conversion' }).logs;
    expect(rows.map(({ asset }) => asset)).toEqual(['usd', 'xbt']);
    expect(rows[0]).toMatchObject({ conversion_spread_percentage: 0.5, new_balance: 0 });
    expect(flex(venue).currencies.USD).toBeUndefined();
    expect(flex(venue).currencies.XBT?.quantity).toBeLessThan(0.1);
  });

  it('equity below initial margin cancels what would add risk', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 5 });
    venue.order({ orderType: 'lmt', limitPrice: 60_000 });
    moveTo(venue, 78_300);
    expect(venue.get('openorders').openOrders).toHaveLength(1);
    moveTo(venue, 78_000);
    expect(flex(venue).marginEquity).toBeLessThan(flex(venue).initialMargin ?? 0);
    expect(venue.get('openorders').openOrders).toHaveLength(0);
    expect(position(venue)?.size).toBe(5);
  });
});

describe('liquidation', () => {
  it('closes what cannot be margined, by an order of the venue, and never leaves a debt', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 5 });
    moveTo(venue, 70_000);
    expect(venue.get('openpositions').openPositions).toEqual([]);
    expect(venue.get('fills').fills[0]).toMatchObject({ fillType: 'liquidation', side: 'sell', size: 5 });
    const [cash] = venue.history('account-log', { info: 'futures liquidation' }).logs;
    expect(cash).toMatchObject({ asset: 'usd', contract: 'pf_xbtusd' });
    for (const { quantity } of Object.values(flex(venue).currencies)) expect(quantity).toBeGreaterThanOrEqual(0);
    expect(venue.history('positions', { trades: true }).elements[0]?.event.PositionUpdate).toMatchObject({
      tradeType: 'liquidation',
    });
  });

  it('takes a fee when something is left', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 5 });
    moveTo(venue, 77_200);
    const [cash] = venue.history('account-log', { info: 'futures liquidation' }).logs;
    expect(cash?.liquidation_fee).not.toBeNull();
    expect(venue.get('openpositions').openPositions).toEqual([]);
  });

  it('an isolated position answers for itself', () => {
    const venue = openVenue();
    isolate(venue, 20);
    venue.order({ orderType: 'mkt', size: 0.1 });
    moveTo(venue, 77_000);
    expect(position(venue)?.size).toBe(0.1);
    moveTo(venue, 76_500);
    expect(venue.get('openpositions').openPositions).toEqual([]);
    expect(flex(venue).currencies.USD?.quantity).toBeGreaterThan(9_000);
  });
});

describe('leverage preferences', () => {
  it('setting one isolates the contract, leaving it out goes back to cross', () => {
    const venue = openVenue();
    expect(isolate(venue, 5).result).toBe('success');
    expect(venue.get('leveragepreferences').leveragePreferences).toEqual([{ symbol: 'PF_XBTUSD', maxLeverage: 5 }]);
    venue.order({ orderType: 'mkt' });
    expect(position(venue)?.maxFixedLeverage).toBe(5);
    expect(flex(venue).initialMargin).toBeCloseTo(160, 6);
    venue.put('leveragepreferences', { symbol: 'PF_XBTUSD' });
    expect(venue.get('leveragepreferences', { symbol: 'PF_XBTUSD' }).leveragePreferences).toEqual([]);
    expect(position(venue)).not.toHaveProperty('maxFixedLeverage');
    expect(flex(venue).initialMargin).toBeCloseTo(16, 6);
  });

  it.each([
    ['PF_NOPEUSD', 87, 'CONTRACT_DOES_NOT_EXIST'],
    ['PI_XBTUSD', 88, 'CONTRACT_NOT_FLEXIBLE_FUTURES'],
  ])('%s is refused with code %s', (symbol, code, message) => {
    const answer = openVenue().put('leveragepreferences', { symbol, maxLeverage: 5 });
    expect(answer).toMatchObject({ result: 'error', errors: [{ code, message }] });
  });

  it('more than the schedule allows is an invalid argument', () => {
    expect(isolate(openVenue(), 51).error).toBe('invalidArgument: maxLeverage');
  });

  it('what the account cannot margin is refused and changes nothing', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 2 });
    expect(isolate(venue, 2).errors).toEqual([{ code: 92, message: 'INSUFFICIENT_MARGIN' }]);
    expect(venue.get('leveragepreferences').leveragePreferences).toEqual([]);
  });

  it('what would liquidate the position is refused', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 0.1 });
    moveTo(venue, 77_500);
    expect(isolate(venue, 50).errors).toEqual([{ code: 41, message: 'WOULD_CAUSE_LIQUIDATION' }]);
  });

  it('a fixed leverage above what the size allows refuses the order', () => {
    const venue = openVenue();
    isolate(venue, 50);
    expect(venue.order({ orderType: 'mkt', size: 7 }).status).toBe('fixedLeverageTooHigh');
    expect(venue.order({ orderType: 'mkt', size: 0.1 }).status).toBe('placed');
  });
});
