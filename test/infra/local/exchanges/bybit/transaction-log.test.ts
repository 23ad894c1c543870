import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import { expectChain, number } from './fixture-chain.ts';
import { openExchange, startTime } from './fixture-client.ts';

const dayMs = 86_400_000;
const linear = { category: 'linear', orderType: 'Market' };

describe('the transaction log', () => {
  it('a spot trade has two rows that share id and time; the fee is in the coin that was received', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'Market', qty: '0.01', marketUnit: 'baseCoin', orderLinkId: 'mine' });
    const [base, quote] = exchange.log({ type: 'TRADE' });
    const shared = {
      category: 'spot',
      symbol: 'BTCUSDT',
      side: 'Buy',
      type: 'TRADE',
      orderLinkId: 'mine',
      funding: '',
    };
    expect(base).toMatchObject({ ...shared, currency: 'BTC', fee: '0.00001', change: '0.00999', cashFlow: '0.01' });
    expect(quote).toMatchObject({ ...shared, currency: 'USDT', fee: '0', change: '-800.04', cashBalance: '49199.96' });
    expect([base?.id, base?.tradeId, base?.transactionTime]).toEqual([
      quote?.id,
      quote?.tradeId,
      quote?.transactionTime,
    ]);
  });

  it('a maker rebate is a negative fee in the coin that was given', () => {
    const exchange = openExchange();
    exchange.control('fees', { category: 'spot', maker: '-0.0001', taker: '0.001' });
    exchange.order({ qty: '0.1' });
    exchange.control('price', { symbol: 'spot:BTCUSDT', price: 77_900 });
    const rows = exchange.log({ type: 'TRADE' });
    expect(rows.find((row) => row.currency === 'USDT')).toMatchObject({ fee: '-0.78', change: '-7799.22' });
    expect(rows.find((row) => row.currency === 'BTC')).toMatchObject({ fee: '0', change: '0.1' });
    const [fill] = exchange.get('execution/list', { category: 'spot' }).result.list;
    expect(fill).toMatchObject({ isMaker: true, execFee: '-0.78', feeCurrency: 'USDT', feeRate: '-0.0001' });
    expectChain(exchange);
  });

  it('funding is paid at 0, 8 and 16 o’clock by who holds then, on the value at the mark price', () => {
    const exchange = openExchange();
    const { order, world, log, get } = exchange;
    order({ ...linear, qty: '0.1' });
    order({ ...linear, symbol: 'ETHUSDT', side: 'Sell', qty: '1' });
    order({ ...linear, symbol: 'SOLUSDT', qty: '10' });
    order({ ...linear, symbol: 'SOLUSDT', side: 'Sell', qty: '10' });
    world.advance(dayMs / 3);
    const [eth, btc] = log({ type: 'SETTLEMENT' });
    const rate = (symbol: string) =>
      get('market/funding/history', { category: 'linear', symbol, limit: 1 }).result.list[0];
    expect(log({ type: 'SETTLEMENT' })).toHaveLength(2);
    const at = String(Date.UTC(2026, 4, 20, 16));
    expect(btc).toMatchObject({
      symbol: 'BTCUSDT',
      side: 'Buy',
      transactionTime: at,
      fee: '0',
      cashFlow: '0',
      size: '0.1',
    });
    expect(rate('BTCUSDT')).toMatchObject({ fundingRateTimestamp: at, fundingRate: btc?.feeRate });
    expect(number(btc, 'funding').eq(number(btc, 'feeRate').mul('-8000'))).toBe(true);
    expect(
      number(eth, 'feeRate')
        .neg()
        .eq(number(rate('ETHUSDT'), 'fundingRate')),
    ).toBe(true);
    expect(number(eth, 'funding').eq(number(eth, 'feeRate').mul('-3000'))).toBe(true);
    expectChain(exchange);
  });

  it('a USDC contract settles its session: profit so far is paid, and the average price stays', () => {
    const exchange = openExchange();
    const { order, world, log, get, control } = exchange;
    order({ ...linear, symbol: 'BTCPERP', qty: '0.1' });
    control('price', { symbol: 'BTCPERP', price: 81_000 });
    world.advance(dayMs / 3);
    const [settled] = log({ type: 'SETTLEMENT' });
    expect(settled).toMatchObject({ symbol: 'BTCPERP', currency: 'USDC', cashFlow: '99.6', tradePrice: '81000' });
    const [position] = get('position/list', { category: 'linear', settleCoin: 'USDC' }).result.list;
    expect(position).toMatchObject({ avgPrice: '80004', sessionAvgPrice: '81000', unrealisedPnl: '0' });
    order({ ...linear, symbol: 'BTCPERP', side: 'Sell', qty: '0.1' });
    expect(log()[0]).toMatchObject({ type: 'TRADE', cashFlow: '-0.41' });
    expectChain(exchange);
  });

  it('a settlement shares its id with the trade before, and differs by type and tradeId', () => {
    const { order, world, log } = openExchange();
    order({ ...linear, qty: '0.1' });
    world.advance((dayMs / 3) * 2);
    const rows = log().filter((row) => row.symbol === 'BTCUSDT');
    expect(rows.map((row) => row.type)).toEqual(['SETTLEMENT', 'SETTLEMENT', 'TRADE']);
    expect(new Set(rows.map((row) => row.id)).size).toBe(1);
    expect(new Set(rows.map((row) => row.tradeId)).size).toBe(3);
  });

  it('money comes and goes as transfers', () => {
    const { control, log } = openExchange();
    control('transfer', { coin: 'USDT', amount: '100.5' });
    control('transfer', { coin: 'USDT', amount: '40', direction: 'out' });
    const told = { symbol: '', category: '', side: 'None', fee: '0', funding: '' };
    expect(log().slice(0, 2)).toMatchObject([
      { ...told, type: 'TRANSFER_OUT', change: '-40', cashBalance: '50060.5' },
      { ...told, type: 'TRANSFER_IN', change: '100.5', cashBalance: '50100.5' },
    ]);
    expect(() => control('transfer', { coin: 'USDT', amount: '50061', direction: 'out' })).toThrow('more than');
  });

  it('covers the last 24 hours, seven days at most, and two years', () => {
    const { get, world, log, control } = openExchange();
    control('key', { api_key: sandbox.key.apiKey, valid_until: 0 });
    const { length } = log();
    expect(length).toBe(4);
    world.advance(dayMs + 1);
    expect(log()).toEqual([]);
    expect(log({ startTime })).toHaveLength(4);
    const span = { startTime, endTime: startTime + 7 * dayMs + 1 };
    expect(get('account/transaction-log', span).retCode).toBe(10_001);
    world.advance(729 * dayMs);
    expect(log({ startTime })).toEqual([]);
  });

  it('rows of one millisecond may come turned around, and a ledger may be late', () => {
    const { control, log, order, world } = openExchange();
    const coins = () => log().map((row) => row.currency);
    expect(coins()).toEqual(['ETH', 'BTC', 'USDC', 'USDT']);
    control('forms', { same_ms: 'reversed' });
    expect(coins()).toEqual(['USDT', 'USDC', 'BTC', 'ETH']);
    control('ledger', { late: { ms: 1000 } });
    order({ ...linear, qty: '0.1' });
    expect(log()).toHaveLength(4);
    world.advance(1000);
    expect(log()).toHaveLength(5);
  });
});
