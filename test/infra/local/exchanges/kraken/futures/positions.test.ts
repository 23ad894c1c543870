import { describe, expect, it } from 'vitest';
import type { Harness } from './client.ts';
import { moveTo, openVenue } from './client.ts';

function position(venue: Harness) {
  return venue.get('openpositions').openPositions[0];
}
function flex(venue: Harness) {
  return venue.get('accounts').accounts.flex;
}

describe('linear positions', () => {
  it('add up at the average entry price', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 0.01 });
    moveTo(venue, 84_000);
    venue.order({ orderType: 'mkt', size: 0.03 });
    expect(position(venue)).toMatchObject({ side: 'long', size: 0.04, price: 83_004.75 });
  });

  it('realize in dollars what is closed and keep the entry of the rest', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 0.04 });
    moveTo(venue, 82_000);
    venue.order({ orderType: 'mkt', side: 'sell', size: 0.01 });
    const [fill] = venue.get('fills').fills;
    expect(fill?.realized_pnl).toBeCloseTo((81_995 - 80_004) * 0.01, 8);
    expect(position(venue)).toMatchObject({ size: 0.03, price: 80_004 });
  });

  it('reverse: all of the old is realized, the rest opens at the new price', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', size: 0.01 });
    moveTo(venue, 82_000);
    venue.order({ orderType: 'mkt', side: 'sell', size: 0.03 });
    expect(venue.get('fills').fills[0]?.realized_pnl).toBeCloseTo(19.91, 8);
    expect(position(venue)).toMatchObject({ side: 'short', size: 0.02, price: 81_995 });
  });

  it('a short gains when the price falls', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt', side: 'sell', size: 0.01 });
    moveTo(venue, 70_000);
    expect(position(venue)).toMatchObject({ side: 'short', unrealizedPnl: 99.96 });
    expect(flex(venue).pnl).toBeCloseTo(99.96, 8);
    expect(flex(venue).portfolioValue).toBeCloseTo((flex(venue).balanceValue ?? 0) + 99.96, 8);
  });

  it('coins by the thousand trade in thousands', () => {
    const venue = openVenue();
    expect(venue.order({ orderType: 'mkt', symbol: 'PF_PEPEUSD', size: 1_500 }).status).toBe('invalidSize');
    expect(venue.order({ orderType: 'mkt', symbol: 'PF_PEPEUSD', size: 5_000 }).status).toBe('placed');
    expect(position(venue)).toMatchObject({ symbol: 'PF_PEPEUSD', size: 5_000 });
  });
});

describe('inverse positions', () => {
  function funded() {
    const venue = openVenue();
    venue.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
    return venue;
  }

  it("need the coin in the contract's own wallet", () => {
    const order = { orderType: 'mkt', symbol: 'PI_XBTUSD', size: 1_000 };
    expect(openVenue().order(order).status).toBe('insufficientAvailableFunds');
    expect(funded().order(order).status).toBe('placed');
  });

  it('realize in the coin', () => {
    const venue = funded();
    venue.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 8_000 });
    const entry = position(venue)?.price ?? 0;
    moveTo(venue, 88_000);
    venue.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', side: 'sell', size: 8_000 });
    const [fill] = venue.get('fills').fills;
    expect(fill?.realized_pnl).toBeCloseTo(8_000 * (1 / entry - 1 / (fill?.price ?? 0)), 12);
    expect(fill?.fee_paid).toBeCloseTo((8_000 / (fill?.price ?? 0)) * 0.0005, 12);
    const balance = Number(venue.get('accounts').accounts.fi_xbtusd.balances.xbt);
    expect(balance).toBeGreaterThan(0.0585);
  });

  it('average harmonically', () => {
    const venue = funded();
    venue.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 1_000 });
    const first = position(venue)?.price ?? 0;
    moveTo(venue, 88_000);
    venue.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 3_000 });
    const second = venue.get('fills').fills[0]?.price ?? 0;
    expect(position(venue)?.price).toBeCloseTo(4_000 / (1_000 / first + 3_000 / second), 6);
  });
});
