import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import { openExchange } from './fixture-client.ts';

const linear = { category: 'linear' };
const market = { ...linear, orderType: 'Market' };
const usdt = { ...linear, settleCoin: 'USDT' };

describe('one wallet for spot and contracts', () => {
  it('balances tell what orders hold and positions margin, and leave out coins without a balance', () => {
    const { order, balance, get } = openExchange();
    order({ qty: '0.1' });
    order({ ...linear, qty: '0.1' });
    order({ ...market, qty: '0.1' });
    const told = { walletBalance: '49995.59978', locked: '7800', totalOrderIM: '780', totalPositionIM: '800.04' };
    expect(balance('USDT')).toMatchObject({ ...told, unrealisedPnl: '-0.4', equity: '49995.19978' });
    const [account] = get('account/wallet-balance', { accountType: 'UNIFIED' }).result.list;
    expect(account?.coin?.map(({ coin }) => coin)).toEqual(['USDT', 'USDC', 'BTC', 'ETH']);
    expect(get('account/wallet-balance', { accountType: 'SPOT' }).retCode).toBe(10_001);
  });

  it('what a spot order spends no longer margins a position: both are paid from the same money', () => {
    const { order, control } = openExchange();
    for (const [coin, amount] of [
      ['BTC', '1'],
      ['ETH', '10'],
      ['USDC', '20000'],
      ['USDT', '40000'],
    ])
      control('transfer', { coin, amount, direction: 'out' });
    expect(order({ ...market, qty: '1' }).retCode).toBe(0);
    expect(order({ orderType: 'Market', qty: '5000' }).retCode).toBe(170_131);
    expect(order({ orderType: 'Market', qty: '1000' }).retCode).toBe(0);
  });

  it('a loss beyond the coin becomes a debt that other coins cover', () => {
    const { order, balance, control } = openExchange();
    control('transfer', { coin: 'USDT', amount: '49000', direction: 'out' });
    order({ ...market, qty: '1' });
    control('price', { symbol: 'linear:BTCUSDT', price: 78_000 });
    order({ ...market, side: 'Sell', qty: '1', reduceOnly: true });
    expect(balance('USDT')).toMatchObject({ walletBalance: '-1094.800055', borrowAmount: '1094.800055' });
  });

  it('margin mode is of the whole account, and stands while positions are open', () => {
    const { order, post, get } = openExchange();
    const set = (setMarginMode: string) => post('account/set-margin-mode', { setMarginMode });
    const mode = () => get('account/info').result.marginMode;
    expect([set('ISOLATED_MARGIN').retCode, mode()]).toEqual([0, 'ISOLATED_MARGIN']);
    const [account] = get('account/wallet-balance', { accountType: 'UNIFIED' }).result.list;
    expect(account).toMatchObject({ totalAvailableBalance: '', totalInitialMargin: '' });
    // In isolated margin the settlement coin alone pays.
    expect(order({ ...market, qty: '7' }).retCode).toBe(110_007);
    expect(order({ ...market, qty: '1' }).retCode).toBe(0);
    const refused = set('REGULAR_MARGIN');
    expect([refused.retCode, mode()]).toEqual([3_400_045, 'ISOLATED_MARGIN']);
    expect(refused.result.reasons).toHaveLength(1);
  });

  it('the mode and the status of the account are told', () => {
    const { get, control } = openExchange();
    expect(get('account/info').result).toMatchObject({ marginMode: 'REGULAR_MARGIN', unifiedMarginStatus: 6 });
    control('account', { unified_margin_status: 1 });
    expect(get('account/info').result).toMatchObject({ unifiedMarginStatus: 1 });
  });
});

describe('leverage and positions', () => {
  it('leverage is 10 until it is set, and setting it once more says so', () => {
    const { get, post } = openExchange();
    const set = (buyLeverage: string, sellLeverage = buyLeverage) =>
      post('position/set-leverage', { ...linear, symbol: 'BTCUSDT', buyLeverage, sellLeverage }).retCode;
    const read = () => get('position/symbol-info', { ...linear, symbol: 'BTCUSDT' }).result.list[0];
    expect(read()).toMatchObject({ buyLeverage: '10', sellLeverage: '10' });
    expect([set('10'), set('25'), set('25')]).toEqual([110_043, 0, 110_043]);
    expect(read()).toMatchObject({ buyLeverage: '25' });
    expect([set('101'), set('0.5'), set('5', '6'), set('x')]).toEqual([110_013, 110_013, 10_001, 10_001]);
  });

  it('a position opens, grows, shrinks and closes', () => {
    const { order, get } = openExchange();
    const rows = () => get('position/list', usdt).result.list;
    expect(rows()).toEqual([]);
    order({ ...market, qty: '0.1' });
    expect(rows()).toMatchObject([{ symbol: 'BTCUSDT', side: 'Buy', size: '0.1', avgPrice: '80004', leverage: '10' }]);
    order({ ...market, qty: '0.04', side: 'Sell' });
    expect(rows()).toMatchObject([{ size: '0.06', positionIdx: 0, tradeMode: 0, curRealisedPnl: '-6.480132' }]);
    order({ ...market, qty: '0.1', side: 'Sell' });
    expect(rows()).toMatchObject([{ side: 'Sell', size: '0.04', avgPrice: '79996' }]);
    order({ ...market, qty: '0.04' });
    expect(rows()).toEqual([]);
    const [empty] = get('position/list', { ...linear, symbol: 'BTCUSDT' }).result.list;
    expect(empty).toMatchObject({ size: '0', side: '', positionIdx: 0 });
    expect(get('position/list', linear).retCode).toBe(10_001);
  });

  it('an order that closes has a row of its profit after fees', () => {
    const { order, get, control } = openExchange();
    order({ ...market, qty: '0.1' });
    control('price', { symbol: 'linear:BTCUSDT', price: 81_000 });
    const { orderId } = order({ ...market, side: 'Sell', qty: '0.04' }).result;
    const told = { closedSize: '0.04', avgEntryPrice: '80004', avgExitPrice: '80995.9', closeFee: '1.7819098' };
    expect(get('position/closed-pnl', linear).result.list).toMatchObject([
      { ...told, orderId, closedPnl: '36.1340022' },
    ]);
  });

  it('a symbol in hedge mode has two rows and takes no order of one-way mode', () => {
    const { order, get, post } = openExchange();
    const change = (mode: number, symbol = 'BTCUSDT') =>
      post('position/switch-mode', { ...linear, symbol, mode }).retCode;
    expect([change(0), change(3), change(3), change(3, 'BTCPERP')]).toEqual([110_025, 0, 110_025, 110_029]);
    const rows = get('position/list', { ...linear, symbol: 'BTCUSDT' }).result.list;
    expect(rows.map((row) => row.positionIdx)).toEqual([1, 2]);
    expect(order(market)).toMatchObject({ retCode: 10_001 });
    expect(order({ ...market, symbol: 'ETHUSDT', qty: '0.1' }).retCode).toBe(0);
    expect(change(3, 'ETHUSDT')).toBe(110_024);
  });

  it('a position of an account that can bear its whole loss has no liquidation price', () => {
    const { order, get } = openExchange();
    order({ ...market, qty: '0.001' });
    expect(get('position/list', usdt).result.list).toMatchObject([{ liqPrice: '' }]);
  });

  it.each([
    ['Buy', 50_000],
    ['Sell', 120_000],
  ])('an isolated position loses its margin at the most: %s, then a price of %d', (side, price) => {
    const { order, get, post, control, log } = openExchange();
    expect(post('account/set-margin-mode', { setMarginMode: 'ISOLATED_MARGIN' }).retCode).toBe(0);
    post('position/set-leverage', { ...linear, symbol: 'BTCUSDT', buyLeverage: '50', sellLeverage: '50' });
    order({ ...market, side, qty: '0.5' });
    control('price', { symbol: 'linear:BTCUSDT', price });
    expect(get('position/list', usdt).result.list).toEqual([]);
    const [row] = log();
    expect(row).toMatchObject({ type: 'LIQUIDATION', symbol: 'BTCUSDT' });
    const lost = -Number(row?.change);
    expect(lost).toBeGreaterThan(799);
    expect(lost).toBeLessThanOrEqual(800.04);
  });

  it('a position that can no longer be margined is liquidated, without an orderLinkId', () => {
    const { order, get, control, log } = openExchange();
    for (const [coin, amount] of [
      ['BTC', '1'],
      ['ETH', '10'],
      ['USDC', '20000'],
      ['USDT', '45000'],
    ])
      control('transfer', { coin, amount, direction: 'out' });
    order({ ...market, qty: '0.5', orderLinkId: 'long' });
    const told = Number(get('position/list', usdt).result.list[0]?.liqPrice);
    expect(told).toBeGreaterThan(70_300);
    control('price', { symbol: 'linear:BTCUSDT', price: told + 20 });
    expect(get('position/list', usdt).result.list).toHaveLength(1);
    control('price', { symbol: 'linear:BTCUSDT', price: told - 20 });
    expect(get('position/list', usdt).result.list).toEqual([]);
    const [fill] = get('execution/list', linear).result.list;
    expect(fill).toMatchObject({ execType: 'BustTrade', orderLinkId: '', side: 'Sell', closedSize: '0.5' });
    expect(log()[0]).toMatchObject({ type: 'LIQUIDATION', symbol: 'BTCUSDT' });
  });
});

describe('limits', () => {
  it('the answers tell what is left, and more than the budget is refused', () => {
    const { raw, control } = openExchange();
    control('limits', { enabled: true });
    const body = JSON.stringify({ ...linear, symbol: 'BTCUSDT', orderId: 'x' });
    const call = () => raw('POST', '/v5/order/cancel', body);
    const first = call();
    expect(first.headers).toMatchObject({ 'X-Bapi-Limit': '10', 'X-Bapi-Limit-Status': '9' });
    const codes = Array.from({ length: 10 }, () => (call().body as { retCode: number }).retCode);
    expect(codes).toEqual([...Array.from({ length: 9 }, () => 110_001), 10_006]);
    expect(raw('POST', '/v5/order/cancel', JSON.stringify({ category: 'spot' })).headers).toMatchObject({
      'X-Bapi-Limit': '20',
    });
  });

  it('601 requests in five seconds ban the address for ten minutes, whatever key they bear', () => {
    const { raw, control, world } = openExchange();
    control('limits', { enabled: true });
    const time = () => raw('GET', '/v5/market/time', '').status;
    expect(new Set(Array.from({ length: 600 }, time))).toEqual(new Set([200]));
    expect(time()).toBe(403);
    world.advance(599_999);
    const banned = raw('GET', '/v5/user/query-api', '', { key: sandbox.withdrawal });
    expect([banned.status, banned.contentType]).toEqual([403, 'text/html']);
    world.advance(1);
    expect(time()).toBe(200);
  });

  it('an address of a barred country gets an empty 403', () => {
    const { raw, control } = openExchange();
    control('limits', { banned_ms: 1000, ban_body: 'empty' });
    expect(raw('GET', '/v5/market/time', '')).toMatchObject({ status: 403, body: '' });
  });

  it('a path that is not there is answered 404 without a retCode', () => {
    expect(openExchange().raw('GET', '/v5/nothing', '')).toMatchObject({ status: 404, body: '' });
  });
});
