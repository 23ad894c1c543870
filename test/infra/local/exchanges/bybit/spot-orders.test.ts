import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

const trigger = { orderType: 'Market', marketUnit: 'baseCoin', side: 'Sell' };

describe('spot orders', () => {
  it('a market buy counts the quote asset unless marketUnit says otherwise', () => {
    const { order, read, balance } = openExchange();
    const byValue = read(order({ orderType: 'Market', qty: '800' }).result.orderId);
    expect(byValue).toMatchObject({
      orderStatus: 'Filled',
      qty: '800',
      marketUnit: 'quoteCoin',
      cumExecQty: '0.009999',
    });
    const byQuantity = read(order({ orderType: 'Market', qty: '0.01', marketUnit: 'baseCoin' }).result.orderId);
    expect(byQuantity).toMatchObject({ orderStatus: 'Filled', cumExecQty: '0.01', avgPrice: '80004' });
    const sale = read(order({ orderType: 'Market', side: 'Sell', qty: '0.01' }).result.orderId);
    expect(sale).toMatchObject({ cumExecQty: '0.01', avgPrice: '79996', cumFeeDetail: { USDT: '0.79996' } });
    expect(balance('BTC')?.walletBalance).toBe('1.00997901');
  });

  it('a post-only order that would trade is acknowledged and then cancelled', () => {
    const { order, read } = openExchange();
    const answer = order({ timeInForce: 'PostOnly', price: '80004' });
    expect(answer.retCode).toBe(0);
    const end = { orderStatus: 'Cancelled', rejectReason: 'EC_PostOnlyWillTakeLiquidity', cumExecQty: '0' };
    expect(read(answer.result.orderId)).toMatchObject(end);
    expect(read(order({ timeInForce: 'PostOnly', price: '80003.9' }).result.orderId)).toMatchObject({
      orderStatus: 'New',
    });
  });

  it.each([
    ['IOC', { timeInForce: 'IOC' }, 'EC_NoImmediateQtyToFill'],
    ['FOK', { timeInForce: 'FOK' }, 'EC_CancelForNoFullFill'],
  ])('an %s order out of reach is acknowledged and then cancelled', (_name, params, rejectReason) => {
    const { order, read } = openExchange();
    const { retCode, result } = order(params);
    expect(retCode).toBe(0);
    expect(read(result.orderId)).toMatchObject({ orderStatus: 'Cancelled', rejectReason, cumExecQty: '0' });
  });

  it('what the book cannot fill at once is cancelled: partly filled with its fills, FOK without any', () => {
    const { order, read, control } = openExchange();
    control('market', { symbol: 'spot:BTCUSDT', liquidity: '0.004' });
    const all = read(order({ timeInForce: 'FOK', price: '80100' }).result.orderId);
    expect(all).toMatchObject({ orderStatus: 'Cancelled', cumExecQty: '0' });
    const part = read(order({ timeInForce: 'IOC', price: '80100' }).result.orderId);
    expect(part).toMatchObject({ orderStatus: 'PartiallyFilledCanceled', cumExecQty: '0.004', leavesQty: '0' });
    const none = read(order({ orderType: 'Market', qty: '100' }).result.orderId);
    expect(none).toMatchObject({ orderStatus: 'Cancelled', rejectReason: 'EC_ReachMarketPriceLimit' });
  });

  it('a tpslOrder holds its assets at once, a StopOrder from the trigger on', () => {
    const { order, balance } = openExchange();
    order({ ...trigger, qty: '0.4', triggerPrice: '79000', orderFilter: 'tpslOrder' });
    expect(balance('BTC')?.locked).toBe('0.4');
    order({ ...trigger, qty: '0.9', triggerPrice: '78500', orderFilter: 'StopOrder' });
    expect(balance('BTC')?.locked).toBe('0.4');
    expect(order({ ...trigger, qty: '0.7', triggerPrice: '79000', orderFilter: 'tpslOrder' }).retCode).toBe(170_131);
  });

  it('a StopOrder whose assets are gone at the trigger is cancelled', () => {
    const { order, read, control } = openExchange();
    const { orderId } = order({ ...trigger, qty: '0.9', triggerPrice: '79000', orderFilter: 'StopOrder' }).result;
    order({ ...trigger, qty: '0.5' });
    control('price', { symbol: 'spot:BTCUSDT', price: 78_900 });
    expect(read(orderId)).toMatchObject({ orderStatus: 'Cancelled', cumExecQty: '0' });
  });

  it('the side of the market at arrival decides the direction of a spot trigger', () => {
    const { order, read, control } = openExchange();
    const above = order({ ...trigger, triggerPrice: '81000', orderFilter: 'tpslOrder' }).result.orderId;
    const below = order({ ...trigger, triggerPrice: '79000', orderFilter: 'tpslOrder' }).result.orderId;
    expect([above, below].map((id) => read(id)?.orderStatus)).toEqual(['Untriggered', 'Untriggered']);
    control('price', { symbol: 'spot:BTCUSDT', price: 81_100 });
    expect([above, below].map((id) => read(id)?.orderStatus)).toEqual(['Filled', 'Untriggered']);
    expect(read(above)).toMatchObject({ orderId: above, avgPrice: '81095.9' });
  });

  it('stops are cancelled under their own filter alone, and end Deactivated', () => {
    const { order, read, post } = openExchange();
    const { orderId } = order({ ...trigger, triggerPrice: '79000', orderFilter: 'tpslOrder' }).result;
    const cancel = (more: object) =>
      post('order/cancel', { category: 'spot', symbol: 'BTCUSDT', orderId, ...more }).retCode;
    expect([cancel({}), cancel({ orderFilter: 'StopOrder' })]).toEqual([170_213, 170_213]);
    expect(post('order/cancel-all', { category: 'spot' }).result.list).toEqual([]);
    expect(cancel({ orderFilter: 'tpslOrder' })).toBe(0);
    expect(read(orderId)).toMatchObject({ orderStatus: 'Deactivated', cancelType: 'CancelByUser' });
    expect(cancel({ orderFilter: 'tpslOrder' })).toBe(170_142);
  });

  it.each([
    [{ symbol: 'BTCUSDX' }, 170_121],
    [{ price: '78000.05' }, 170_134],
    [{ qty: '0.0000001' }, 170_137],
    [{ qty: '0.00001' }, 170_140],
    [{ qty: '100' }, 170_135],
    [{ qty: '0' }, 170_136],
    [{ price: '85000' }, 170_193],
    [{ side: 'Sell', price: '70000' }, 170_194],
    [{ qty: '0.7' }, 170_131],
    [{ side: 'Sell', qty: '1.1', price: '81000' }, 170_131],
    [{ side: 'Long' }, 10_001],
    [{ orderType: 'Stop_loss' }, 10_001],
    [{ timeInForce: 'GTD' }, 10_001],
    [{ qty: 0.01 }, 10_001],
    [{ triggerPrice: '79000' }, 10_001],
    [{ category: 'margin' }, 10_001],
  ])('is refused before the acknowledgement: %o', (params, retCode) => {
    const { order, get } = openExchange();
    const answer = order(params);
    expect([answer.retCode, answer.result]).toEqual([retCode, {}]);
    expect(get('order/history', { category: 'spot' }).result.list).toEqual([]);
  });

  it('the smallest quantity is not checked: the value alone is', () => {
    const { order, control } = openExchange();
    control('price', { symbol: 'XRPUSDT', price: 20 });
    expect(order({ symbol: 'XRPUSDT', qty: '0.3', price: '20' }).retCode).toBe(0);
  });

  it('the modes of a market bar orders', () => {
    const { order, control } = openExchange();
    const set = (mode: string) => control('market', { symbol: 'spot:BTCUSDT', mode });
    set('cancel_only');
    expect(order().retCode).toBe(170_210);
    set('post_only');
    expect([order().retCode, order({ timeInForce: 'PostOnly' }).retCode]).toEqual([170_210, 0]);
    set('limit_only');
    expect([order({ orderType: 'Market' }).retCode, order().retCode]).toEqual([170_210, 0]);
  });
});
