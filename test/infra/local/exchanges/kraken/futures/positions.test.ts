import { describe, expect, it } from 'vitest';
import { usualMoney } from '../../../../../../infra/local/exchanges/kraken/futures/money-shapes.ts';
import type { Harness } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

/** Kraken whose fills and positions tell their profit. */
function openTelling() {
  return openExchange({ money: { ...usualMoney, fillProfit: 'told', positionProfit: 'told' } });
}
function position(exchange: Harness) {
  return exchange.get('openpositions').openPositions[0];
}
function flex(exchange: Harness) {
  return exchange.get('accounts').accounts.flex;
}

describe('linear positions', () => {
  it('add up at the average entry price', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 0.01 });
    moveTo(exchange, 84_000);
    exchange.order({ orderType: 'mkt', size: 0.03 });
    expect(position(exchange)).toMatchObject({ side: 'long', size: 0.04, price: 83_004.75 });
  });

  it('realize in dollars what is closed and keep the entry of the rest', () => {
    const exchange = openTelling();
    exchange.order({ orderType: 'mkt', size: 0.04 });
    moveTo(exchange, 82_000);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.01 });
    const [fill] = exchange.get('fills').fills;
    expect(fill?.realized_pnl).toBeCloseTo((81_995 - 80_004) * 0.01, 8);
    expect(position(exchange)).toMatchObject({ size: 0.03, price: 80_004 });
  });

  it('reverse: all of the old is realized, the rest opens at the new price', () => {
    const exchange = openTelling();
    exchange.order({ orderType: 'mkt', size: 0.01 });
    moveTo(exchange, 82_000);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.03 });
    expect(exchange.get('fills').fills[0]?.realized_pnl).toBeCloseTo(19.91, 8);
    expect(position(exchange)).toMatchObject({ side: 'short', size: 0.02, price: 81_995 });
  });

  it('a short gains when the price falls', () => {
    const exchange = openTelling();
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.01 });
    moveTo(exchange, 70_000);
    expect(position(exchange)).toMatchObject({ side: 'short', unrealizedPnl: 99.96 });
    expect(flex(exchange).pnl).toBeCloseTo(99.96, 8);
    expect(flex(exchange).portfolioValue).toBeCloseTo((flex(exchange).balanceValue ?? 0) + 99.96, 8);
  });

  it('coins by the thousand trade in thousands', () => {
    const exchange = openExchange();
    expect(exchange.order({ orderType: 'mkt', symbol: 'PF_PEPEUSD', size: 1_500 }).status).toBe('invalidSize');
    expect(exchange.order({ orderType: 'mkt', symbol: 'PF_PEPEUSD', size: 5_000 }).status).toBe('placed');
    expect(position(exchange)).toMatchObject({ symbol: 'PF_PEPEUSD', size: 5_000 });
  });
});

describe('inverse positions', () => {
  function funded() {
    const exchange = openTelling();
    exchange.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
    return exchange;
  }

  it("need the coin in the contract's own wallet", () => {
    const order = { orderType: 'mkt', symbol: 'PI_XBTUSD', size: 1_000 };
    expect(openExchange().order(order).status).toBe('insufficientAvailableFunds');
    expect(funded().order(order).status).toBe('placed');
  });

  it('realize in the coin', () => {
    const exchange = funded();
    exchange.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 8_000 });
    const entry = position(exchange)?.price ?? 0;
    moveTo(exchange, 88_000);
    exchange.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', side: 'sell', size: 8_000 });
    const [fill] = exchange.get('fills').fills;
    expect(fill?.realized_pnl).toBeCloseTo(8_000 * (1 / entry - 1 / (fill?.price ?? 0)), 12);
    expect(fill?.fee_paid).toBeCloseTo((8_000 / (fill?.price ?? 0)) * 0.0005, 12);
    const balance = Number(exchange.get('accounts').accounts.fi_xbtusd.balances.xbt);
    expect(balance).toBeGreaterThan(0.0585);
  });

  it('average harmonically', () => {
    const exchange = funded();
    exchange.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 1_000 });
    const first = position(exchange)?.price ?? 0;
    moveTo(exchange, 88_000);
    exchange.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', size: 3_000 });
    const second = exchange.get('fills').fills[0]?.price ?? 0;
    expect(position(exchange)?.price).toBeCloseTo(4_000 / (1_000 / first + 3_000 / second), 6);
  });
});
