import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { moveTo, openExchange } from './fixture-client.ts';

describe('instruments', () => {
  const listed = () =>
    new Map(
      openExchange()
        .get('instruments')
        .instruments.map((instrument) => [instrument.symbol, instrument]),
    );

  it.each([
    ['PF_XBTUSD', 'flexible_futures', 1, 4],
    ['PF_ETHUSD', 'flexible_futures', 0.1, 3],
    ['PF_PEPEUSD', 'flexible_futures', 1e-10, -3],
    ['PI_XBTUSD', 'futures_inverse', 0.5, 0],
    ['FF_XBTUSD_260626', 'flexible_futures', 1, 4],
    ['FI_XBTUSD_260626', 'futures_inverse', 0.5, 0],
  ])('%s: %s, tick %s, precision %s', (symbol, type, tickSize, contractValueTradePrecision) => {
    expect(listed().get(symbol)).toMatchObject({ type, tickSize, contractSize: 1, contractValueTradePrecision });
  });

  it('dated contracts end on the last Friday of the quarter, perpetuals have no end', () => {
    expect(listed().get('FF_XBTUSD_260626')?.lastTradingTime).toBe('2026-06-26T08:00:00.000Z');
    expect(listed().get('FI_XBTUSD_260626')?.lastTradingTime).toBe('2026-06-26T16:00:00.000Z');
    expect(listed().get('PF_XBTUSD')).not.toHaveProperty('lastTradingTime');
    expect(listed().get('PF_XBTUSD')?.fundingRateCoefficient).toBe(8);
  });

  it('Bitcoin has the margin steps and names of 2026-09', () => {
    const bitcoin = listed().get('PF_XBTUSD');
    expect(bitcoin).toMatchObject({ base: 'BTC', pair: 'BTC:USD', makerProtectionMillis: 0, isExpired: false });
    expect(bitcoin?.marginLevels.slice(0, 3)).toEqual([
      { numNonContractUnits: 0, initialMargin: 0.01, maintenanceMargin: 0.005 },
      { numNonContractUnits: 1_000_000, initialMargin: 0.02, maintenanceMargin: 0.01 },
      { numNonContractUnits: 3_000_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
    ]);
  });

  it('as many made-up ones as asked for', () => {
    const exchange = openExchange({ syntheticInstruments: 300 });
    expect(exchange.get('instruments').instruments).toHaveLength(314);
    expect(new Set(exchange.get('instruments').instruments.map(({ symbol }) => symbol)).size).toBe(314);
  });
});

describe('prices', () => {
  it('quotes stand around the mark, on the tick', () => {
    const contracts = openExchange()
      .get('tickers')
      .tickers.filter(({ symbol }) => /^[PF]/.test(symbol));
    expect(contracts.length).toBeGreaterThan(10);
    for (const { bid, ask, markPrice, symbol } of contracts) {
      expect([symbol, bid < markPrice, markPrice < ask]).toEqual([symbol, true, true]);
    }
  });

  it('the list ends with the indices and their reference rates, which have a price alone', () => {
    const { tickers } = openExchange().get('tickers');
    const rows = tickers.filter(({ symbol }) => /^(in|rr)_/.test(symbol));
    expect(rows.map(({ symbol }) => symbol)).toEqual(['in_xbtusd', 'rr_xbtusd', 'in_ethusd', 'rr_ethusd']);
    for (const row of rows) expect(Object.keys(row)).toEqual(['symbol', 'last', 'lastTime']);
  });

  it('a ticker names the pair by common names of coins, as the list of contracts does', () => {
    expect(openExchange().get('tickers/PF_XBTUSD').ticker).toMatchObject({ pair: 'BTC:USD' });
  });

  it('one ticker by any case, an unknown one is contractNotFound', () => {
    const exchange = openExchange();
    expect(exchange.get('tickers/pf_xbtusd').ticker).toMatchObject({ symbol: 'PF_XBTUSD', bid: 79_996, ask: 80_004 });
    expect(exchange.get('tickers/PF_NOPEUSD').error).toBe('contractNotFound');
  });

  it('the book starts at the quotes', () => {
    const { bids, asks } = openExchange().get('orderbook', { symbol: 'PF_XBTUSD' }).orderBook;
    expect([bids[0]?.[0], asks[0]?.[0]]).toEqual([79_996, 80_004]);
    expect([bids[1]?.[0], asks[1]?.[0]]).toEqual([79_995, 80_005]);
  });

  it.each(['BTC/USD:USD', 'PF_XBTUSD', 'PI_XBTUSD', 'XBTUSD', 'BTC/USD', 'FF_XBTUSD_260626'])(
    'can be set by the name %s',
    (symbol) => {
      const exchange = openExchange();
      exchange.control('price', { symbol, price: 77_000 });
      expect(exchange.get('tickers').tickers.find((ticker) => ticker.symbol === 'PF_XBTUSD')?.markPrice).toBe(77_000);
    },
  );

  it('a price let go returns to the walk', () => {
    const exchange = openExchange();
    moveTo(exchange, 77_000);
    exchange.control('price', { symbol: 'PF_XBTUSD', price: null });
    expect(exchange.get('tickers/PF_XBTUSD').ticker.ask).toBe(80_004);
  });

  it('a walking market stays in a lively but safe range', () => {
    const world = createWorld({ seed: 3, tickMs: 0, clock: () => 0 });
    const exchange = openExchange({ world });
    exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    for (let step = 0; step < 200; step++) world.advance(600_000);
    expect(exchange.get('openorders').openOrders).toHaveLength(1);
  });
});

describe('control', () => {
  it.each([
    ['price', { symbol: 'PF_NOPEUSD', price: 1 }, 'symbol'],
    ['price', { symbol: 'PF_XBTUSD', price: 'high' }, 'price'],
    ['clock', { advance_ms: -1 }, 'advance_ms'],
    ['key', { permissions: { general: 'all' } }, 'permissions.general'],
    ['key', { permissions: { trade: 'full' } }, 'permissions.trade'],
    ['key', { revoked: 'yes' }, 'revoked'],
    ['market', { symbol: 'PF_XBTUSD', suspended: 1 }, 'suspended'],
    ['market', { symbol: 'PF_XBTUSD', liquidity: -1 }, 'liquidity'],
    ['market', { liquidity: 1 }, 'symbol'],
  ])('%s %j names the wrong field', (name, body, field) => {
    expect(() => openExchange().control(name, body)).toThrow(field);
  });

  it('reset goes back to the opening balance and keeps the keys', () => {
    const exchange = openExchange();
    const minted = exchange.control('key', {}) as { api_key: string; secret: string };
    exchange.order({ orderType: 'mkt', cliOrdId: 'one' });
    exchange.protocol.reset();
    expect(exchange.get('openpositions').openPositions).toEqual([]);
    expect(exchange.get('accounts').accounts.flex.currencies.USD?.quantity).toBe(10_000);
    expect(exchange.order({ orderType: 'mkt', cliOrdId: 'one' }).status).toBe('placed');
    expect(exchange.get('accounts', {}, { key: { apiKey: minted.api_key, secret: minted.secret } }).result).toBe(
      'success',
    );
  });

  it('state shows everything to a judge', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    expect(exchange.control('state')).toMatchObject({
      customers: [
        { customer: 'sandbox', positions: [{ symbol: 'PF_XBTUSD', quantity: '0.01' }], fills: [{ role: 'taker' }] },
      ],
    });
  });
});
