import { describe, expect, it } from 'vitest';
import type { Harness } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

function position(exchange: Harness) {
  return exchange.get('openpositions').openPositions[0];
}
function flex(exchange: Harness) {
  return exchange.get('accounts').accounts.flex;
}
function isolate(exchange: Harness, maxLeverage: number) {
  return exchange.put('leveragepreferences', { symbol: 'PF_XBTUSD', maxLeverage });
}

describe('margin', () => {
  it('is taken by level: the part above a step pays the higher rate', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 15 });
    expect(flex(exchange).initialMargin).toBeCloseTo(1_000_000 * 0.01 + 200_000 * 0.02, 6);
    expect(flex(exchange).maintenanceMargin).toBeCloseTo(1_000_000 * 0.005 + 200_000 * 0.01, 6);
  });

  it('is also held for resting orders, and given back', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'lmt', limitPrice: 70_000, size: 1 });
    expect(flex(exchange)).toMatchObject({ initialMargin: 0, initialMarginWithOrders: 800 });
    exchange.post('cancelorder', { order_id });
    expect(flex(exchange).initialMarginWithOrders).toBe(0);
  });

  it('counts coins with a haircut', () => {
    const { currencies, collateralValue, balanceValue } = flex(openExchange());
    expect(balanceValue).toBe(18_000);
    expect(currencies.XBT).toMatchObject({ quantity: 0.1, value: 8_000, collateral: 7_800.8 });
    expect(collateralValue).toBe(17_800.8);
  });

  it('a loss in dollars that dollars do not cover sells coins, with a conversion fee', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 1 });
    moveTo(exchange, 69_000);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 1, reduceOnly: true });
    const rows = exchange.history('account-log', { sort: 'asc' }).logs.slice(-4);
    // Recorded 2026-08: the coins are sold first, so that the trade leaves nothing instead of a debt.
    expect(rows.map(({ info, asset }) => `${info} ${asset}`)).toEqual([
      'futures trade pf_xbtusd',
      'conversion xbt',
      'conversion usd',
      'futures trade usd',
    ]);
    expect(rows[1]).toMatchObject({ conversion_spread_percentage: 0.5 });
    expect(rows[3]).toMatchObject({ new_balance: 0, old_balance: rows[2]?.new_balance });
    expect(flex(exchange).currencies.USD).toBeUndefined();
    expect(flex(exchange).currencies.XBT?.quantity).toBeLessThan(0.1);
  });

  it('equity below initial margin cancels what would add risk', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 12 });
    exchange.order({ orderType: 'lmt', limitPrice: 60_000 });
    moveTo(exchange, 79_400);
    expect(exchange.get('openorders').openOrders).toHaveLength(1);
    moveTo(exchange, 79_300);
    expect(flex(exchange).marginEquity).toBeLessThan(flex(exchange).initialMargin ?? 0);
    expect(exchange.get('openorders').openOrders).toHaveLength(0);
    expect(position(exchange)?.size).toBe(12);
  });
});

describe('liquidation', () => {
  it('closes what cannot be margined, by an order of the exchange, and never leaves a debt', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 5 });
    moveTo(exchange, 70_000);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
    expect(exchange.get('fills').fills[0]).toMatchObject({ fillType: 'liquidation', side: 'sell', size: 5 });
    const [cash] = exchange.history('account-log', { info: 'futures liquidation' }).logs;
    expect(cash).toMatchObject({ asset: 'usd', contract: 'pf_xbtusd' });
    for (const { quantity } of Object.values(flex(exchange).currencies)) expect(quantity).toBeGreaterThanOrEqual(0);
    expect(exchange.history('positions', { trades: true }).elements[0]?.event.PositionUpdate).toMatchObject({
      tradeType: 'liquidation',
    });
  });

  it('takes a fee when something is left', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 5 });
    moveTo(exchange, 76_800);
    const [cash] = exchange.history('account-log', { info: 'futures liquidation' }).logs;
    expect(cash?.liquidation_fee).not.toBeNull();
    expect(exchange.get('openpositions').openPositions).toEqual([]);
  });

  it('an isolated position answers for itself', () => {
    const exchange = openExchange();
    isolate(exchange, 20);
    exchange.order({ orderType: 'mkt', size: 0.1 });
    moveTo(exchange, 77_000);
    expect(position(exchange)?.size).toBe(0.1);
    moveTo(exchange, 76_300);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
    expect(flex(exchange).currencies.USD?.quantity).toBeGreaterThan(9_000);
  });
});

describe('leverage preferences', () => {
  it('setting one isolates the contract, leaving it out goes back to cross', () => {
    const exchange = openExchange();
    expect(isolate(exchange, 5).result).toBe('success');
    expect(exchange.get('leveragepreferences').leveragePreferences).toEqual([{ symbol: 'PF_XBTUSD', maxLeverage: 5 }]);
    exchange.order({ orderType: 'mkt' });
    expect(position(exchange)?.maxFixedLeverage).toBe(5);
    expect(flex(exchange).initialMargin).toBeCloseTo(160, 6);
    exchange.put('leveragepreferences', { symbol: 'PF_XBTUSD' });
    expect(exchange.get('leveragepreferences', { symbol: 'PF_XBTUSD' }).leveragePreferences).toEqual([]);
    expect(position(exchange)).not.toHaveProperty('maxFixedLeverage');
    expect(flex(exchange).initialMargin).toBeCloseTo(8, 6);
  });

  it.each([
    ['PF_NOPEUSD', 87, 'CONTRACT_DOES_NOT_EXIST'],
    ['PI_XBTUSD', 88, 'CONTRACT_NOT_FLEXIBLE_FUTURES'],
  ])('%s is refused with code %s', (symbol, code, message) => {
    const answer = openExchange().put('leveragepreferences', { symbol, maxLeverage: 5 });
    expect(answer).toMatchObject({ result: 'error', errors: [{ code, message }] });
  });

  it('more than the schedule allows is an invalid argument', () => {
    expect(isolate(openExchange(), 101).error).toBe('invalidArgument: maxLeverage');
  });

  it('what the account cannot margin is refused and changes nothing', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 2 });
    expect(isolate(exchange, 2).errors).toEqual([{ code: 92, message: 'INSUFFICIENT_MARGIN' }]);
    expect(exchange.get('leveragepreferences').leveragePreferences).toEqual([]);
  });

  it('what would liquidate the position is refused', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 0.1 });
    moveTo(exchange, 77_500);
    expect(isolate(exchange, 50).errors).toEqual([{ code: 41, message: 'WOULD_CAUSE_LIQUIDATION' }]);
  });

  it('a fixed leverage above what the size allows refuses the order', () => {
    const exchange = openExchange();
    isolate(exchange, 100);
    expect(exchange.order({ orderType: 'mkt', size: 13 }).status).toBe('fixedLeverageTooHigh');
    expect(exchange.order({ orderType: 'mkt', size: 0.1 }).status).toBe('placed');
  });
});
