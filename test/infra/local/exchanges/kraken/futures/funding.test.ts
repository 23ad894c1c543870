import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { type Harness, openExchange, startTime } from './fixture-client.ts';
import type { Answer } from './fixture-wire.ts';

const hour = 3_600_000;
const v4 = '/derivatives/api/v4/historicalfundingrates';

function ratesOf(exchange: Harness, symbol: string): Answer['rates'] {
  return (exchange.call('GET', v4, { symbol }).body as Answer).rates;
}

describe('funding rates', () => {
  it('v4 lists 90 days by the hour, ascending', () => {
    const rates = ratesOf(openExchange(), 'PF_XBTUSD');
    expect(rates).toHaveLength(90 * 24 + 1);
    expect(rates.at(-1)?.timestamp).toBe('2026-05-20T10:00:00.000Z');
    const times = rates.map(({ timestamp }) => Date.parse(timestamp));
    expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) === hour)).toBe(true);
    for (const { fundingRate, relativeFundingRate } of rates)
      expect(fundingRate).toBeCloseTo(relativeFundingRate * 80_000, 9);
  });

  it('are the same for the same seed and differ between contracts', () => {
    const rates = (symbol: string) => ratesOf(openExchange(), symbol).map((rate) => rate.relativeFundingRate);
    expect(rates('PF_XBTUSD')).toEqual(rates('PF_XBTUSD'));
    expect(rates('PF_XBTUSD')).not.toEqual(rates('PF_ETHUSD'));
  });

  it('are those of the price at which the hour begins, though nobody holds a position or asks', () => {
    const exchange = openExchange();
    exchange.world.advance(hour / 2);
    exchange.control('price', { symbol: 'BTC/USD', price: 90_000 });
    const rate = ratesOf(exchange, 'PF_XBTUSD').at(-1);
    expect(rate?.timestamp).toBe('2026-05-20T11:00:00.000Z');
    expect(Number(rate?.fundingRate) / Number(rate?.relativeFundingRate)).toBeCloseTo(80_000, 3);
  });

  it('keep what was published when the price moves', () => {
    const exchange = openExchange();
    const before = ratesOf(exchange, 'PF_XBTUSD');
    exchange.control('price', { symbol: 'BTC/USD', price: 90_000 });
    exchange.world.advance(hour);
    const after = ratesOf(exchange, 'PF_XBTUSD');
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBe(before.length + 1);
  });

  it.each(['PF_NOPEUSD', 'FF_XBTUSD_260626'])('%s has none: HTTP 400', (symbol) => {
    expect(openExchange().call('GET', v4, { symbol }).status).toBe(400);
  });
});

describe('funding payments', () => {
  it('are booked at every full hour at the published rate', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 1 });
    exchange.world.advance(3 * hour);
    const rows = exchange.history('account-log', { info: 'funding rate change', sort: 'asc' }).logs;
    expect(rows.map(({ date }) => date)).toEqual(['11', '12', '13'].map((at) => `2026-05-20T${at}:00:00.000Z`));
    const rates = ratesOf(exchange, 'PF_XBTUSD');
    const rateAt = (at: string) =>
      rates.find(({ timestamp }) => timestamp === `2026-05-20T${at}:00:00.000Z`)?.fundingRate ?? Number.NaN;
    expect(rows[0]?.realized_funding).toBeCloseTo(-rateAt('10') / 2, 4);
    expect(rows[1]?.realized_funding).toBeCloseTo(-rateAt('11'), 4);
    expect(rows[2]?.realized_funding).toBeCloseTo(-rateAt('12'), 4);
    for (const row of rows)
      expect(row).toMatchObject({ asset: 'usd', contract: 'pf_xbtusd', realized_pnl: null, fee: 0, execution: null });
  });

  it('a short receives what a long pays', () => {
    const paid = (side: string) => {
      const exchange = openExchange();
      exchange.order({ orderType: 'mkt', side, size: 1 });
      exchange.world.advance(hour);
      return exchange.history('account-log', { info: 'funding rate change' }).logs[0]?.realized_funding ?? 0;
    };
    expect(paid('buy')).toBe(-paid('sell'));
    expect(paid('buy')).not.toBe(0);
  });

  it('accrue within the hour and are realized when the position changes', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', size: 1 });
    exchange.world.advance(hour / 4);
    const accrued = exchange.get('openpositions').openPositions[0]?.unrealizedFunding ?? 0;
    expect(accrued).not.toBe(0);
    exchange.order({ orderType: 'mkt', side: 'sell', size: 0.5 });
    const [cash] = exchange.history('account-log', { info: 'futures trade' }).logs;
    expect(cash?.realized_funding).toBeCloseTo(accrued, 4);
    expect(exchange.get('openpositions').openPositions[0]?.unrealizedFunding).toBe(0);
  });

  it('one long step and many short ones book the same rows', () => {
    const logs = [1, 48].map((steps) => {
      const world = createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
      const exchange = openExchange({ world });
      exchange.order({ orderType: 'mkt', size: 1 });
      for (let step = 0; step < steps; step++) world.advance((24 * hour) / steps);
      return exchange
        .history('account-log', { info: 'funding rate change' })
        .logs.map(({ date, realized_funding }) => [date, realized_funding]);
    });
    expect(logs[0]).toHaveLength(24);
    expect(logs[0]).toEqual(logs[1]);
  });

  it('dated contracts pay none', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', symbol: 'FF_XBTUSD_260626' });
    exchange.world.advance(5 * hour);
    expect(exchange.history('account-log', { info: 'funding rate change' }).logs).toEqual([]);
  });
});

describe('expiry', () => {
  it('settles a dated contract at the index and lists the next quarter', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt', symbol: 'FF_XBTUSD_260626' });
    exchange.order({ orderType: 'lmt', symbol: 'FF_XBTUSD_260626', limitPrice: 70_000 });
    exchange.world.advance(Date.UTC(2026, 5, 26, 8) - startTime);
    expect(exchange.get('openpositions').openPositions).toEqual([]);
    expect(exchange.get('openorders').openOrders).toEqual([]);
    const [cash] = exchange.history('account-log', { info: 'settlement' }).logs;
    expect(cash).toMatchObject({ asset: 'usd', trade_price: 80_000, realized_pnl: -0.04 });
    expect(exchange.order({ orderType: 'mkt', symbol: 'FF_XBTUSD_260626' }).status).toBe('marketInactive');
    const symbols = exchange.get('instruments').instruments.map(({ symbol }) => symbol);
    expect(symbols).toContain('FF_XBTUSD_260925');
    expect(symbols).not.toContain('FF_XBTUSD_260626');
  });
});
