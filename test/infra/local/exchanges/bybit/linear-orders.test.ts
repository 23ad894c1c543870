import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

const linear = { category: 'linear' };
const market = { ...linear, orderType: 'Market' };

describe('orders of contracts', () => {
  it('a market order is an immediate order with a price limit', () => {
    const { order, read } = openExchange();
    const row = read(order({ ...market, qty: '0.1' }).result.orderId, 'linear');
    expect(row).toMatchObject({ orderStatus: 'Filled', price: '84004.2', timeInForce: 'IOC', avgPrice: '80004' });
    expect(row).toMatchObject({ cumExecFee: '4.40022', cumFeeDetail: { USDT: '4.40022' }, createType: 'CreateByUser' });
  });

  it('a market order finds no more than the book has: the rest is cancelled', () => {
    const { order, read, control } = openExchange();
    control('market', { symbol: 'linear:BTCUSDT', liquidity: '0.03' });
    const row = read(order({ ...market, qty: '0.1' }).result.orderId, 'linear');
    const end = {
      orderStatus: 'Cancelled',
      cumExecQty: '0.03',
      leavesQty: '0',
      rejectReason: 'EC_ReachMarketPriceLimit',
    };
    expect(row).toMatchObject(end);
  });

  it.each([
    [1, '80000', 110_092],
    [1, '79000', 110_092],
    [2, '80000', 110_093],
    [2, '81000', 110_093],
    [1, '81000', 0],
    [2, '79000', 0],
  ])('a trigger in direction %i at %s is answered %i', (triggerDirection, triggerPrice, retCode) => {
    const { order } = openExchange();
    expect(order({ ...market, triggerDirection, triggerPrice }).retCode).toBe(retCode);
  });

  it('a conditional order keeps its id when it is triggered, and is margined only then', () => {
    const { order, read, control, balance } = openExchange();
    const stop = { ...linear, side: 'Buy', qty: '5', price: '82000', triggerPrice: '81000', triggerDirection: 1 };
    const { orderId } = order(stop).result;
    const waiting = { orderStatus: 'Untriggered', stopOrderType: 'Stop', triggerBy: 'LastPrice', triggerDirection: 1 };
    expect(read(orderId, 'linear')).toMatchObject(waiting);
    expect(balance('USDT')?.totalOrderIM).toBe('0');
    control('price', { symbol: 'linear:BTCUSDT', price: 81_000 });
    expect(read(orderId, 'linear')).toMatchObject({ orderId, orderStatus: 'Filled' });
    const tooLarge = order({ ...stop, qty: '100', price: '83000', triggerPrice: '82000' }).result.orderId;
    control('price', { symbol: 'linear:BTCUSDT', price: 82_000 });
    expect(read(tooLarge, 'linear')).toMatchObject({ orderStatus: 'Cancelled', cumExecQty: '0' });
  });

  it('a trigger without a direction is refused', () => {
    expect(openExchange().order({ ...market, triggerPrice: '79000' }).retCode).toBe(10_001);
  });

  it('reduce-only: refused without a position, cut to it, and cancelled with it', () => {
    const { order, read } = openExchange();
    const reduce = { ...linear, side: 'Sell', reduceOnly: true };
    expect(order({ ...reduce, price: '81000' })).toMatchObject({ retCode: 110_017 });
    order({ ...market, qty: '0.05' });
    const resting = order({ ...reduce, price: '81000', qty: '0.05' }).result.orderId;
    const whole = read(order({ ...reduce, orderType: 'Market', qty: '0.08' }).result.orderId, 'linear');
    expect(whole).toMatchObject({ orderStatus: 'Filled', cumExecQty: '0.05' });
    expect(read(resting, 'linear')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByReduceOnly' });
  });

  it('a reduce-only order above the maximum is split into several orders, and any other order is refused', () => {
    const { order, read, get } = openExchange();
    // The maximum of a market order in DOT is 180,000.
    const dot = { ...market, symbol: 'DOTUSDT' };
    expect(order({ ...dot, qty: '180000.1' })).toMatchObject({ retCode: 10_001 });
    for (const qty of ['180000', '2']) expect(order({ ...dot, qty }).retCode).toBe(0);
    const reduce = { ...dot, side: 'Sell', reduceOnly: true, orderLinkId: 'whole' };
    const { orderId } = order({ ...reduce, qty: '180002' }).result;
    expect(read(orderId, 'linear')).toMatchObject({ orderLinkId: 'whole', qty: '180000', orderStatus: 'Filled' });
    expect(get('position/list', { ...linear, symbol: 'DOTUSDT' }).result.list[0]).toMatchObject({ size: '0' });
    const lists = { ...linear, symbol: 'DOTUSDT' };
    expect(get('order/realtime', { ...lists, openOnly: 1 }).result.list.map(({ qty }) => qty)).toContain('2');
  });

  it.each([
    [{ symbol: 'BTCUSDX' }, 10_001],
    [{ qty: '0.0005' }, 10_001],
    [{ qty: '2000' }, 10_001],
    [{ price: '78000.05' }, 10_001],
    [{ price: '90000' }, 110_003],
    [{ qty: '100', price: '80000' }, 110_007],
    [{ symbol: 'XRPUSDT', qty: '1', price: '2.2' }, 110_094],
    [{ reduceOnly: 'true' }, 10_001],
    [{ positionIdx: 1 }, 10_001],
  ])('is refused before the acknowledgement: %o', (params, retCode) => {
    expect(openExchange().order({ ...linear, ...params }).retCode).toBe(retCode);
  });

  it('eleven waiting triggers of one symbol are one too many', () => {
    const { order } = openExchange();
    const stop = { ...market, triggerPrice: '79000', triggerDirection: 2, side: 'Sell' };
    const codes = Array.from({ length: 11 }, () => order(stop).retCode);
    expect(codes.filter((code) => code === 0)).toHaveLength(10);
    expect(codes.at(-1)).toBe(110_009);
  });

  it('inverse contracts count dollars and pay in the coin', () => {
    const { order, read, get } = openExchange();
    const row = read(
      order({ ...market, category: 'inverse', symbol: 'BTCUSD', qty: '8000' }).result.orderId,
      'inverse',
    );
    expect(row).toMatchObject({ orderStatus: 'Filled', cumExecQty: '8000', avgPrice: '80004' });
    const [position] = get('position/list', { category: 'inverse' }).result.list;
    expect(position).toMatchObject({ symbol: 'BTCUSD', side: 'Buy', size: '8000', avgPrice: '80004' });
    const [fill] = get('execution/list', { category: 'inverse' }).result.list;
    expect(fill).toMatchObject({ feeCurrency: 'BTC', execFee: '0.000055' });
  });
});

describe('amendments and cancellations', () => {
  it('an amendment is acknowledged before its effect, and the id stays', () => {
    const { order, read, post, control, world } = openExchange();
    const { orderId } = order(linear).result;
    control('queue', { delay_ms: 200 });
    const amend = (more: object) => post('order/amend', { ...linear, symbol: 'BTCUSDT', orderId, ...more });
    expect(amend({ price: '78500', qty: '0.02' })).toMatchObject({ retCode: 0, result: { orderId } });
    expect(read(orderId, 'linear')).toMatchObject({ price: '78000', qty: '0.01' });
    world.advance(200);
    expect(read(orderId, 'linear')).toMatchObject({ price: '78500', qty: '0.02', orderStatus: 'New' });
    expect(amend({ price: '78500' }).retCode).toBe(10_001);
    expect(amend({ qty: '9000' }).retCode).toBe(10_001);
    expect(post('order/amend', { ...linear, symbol: 'BTCUSDT', orderId: 'none', qty: '1' }).retCode).toBe(110_001);
  });

  it('the new quantity is the total, and must exceed what is filled', () => {
    const { order, read, post, control } = openExchange();
    control('market', { symbol: 'linear:BTCUSDT', liquidity: '0.004' });
    const { orderId } = order({ ...linear, price: '80100' }).result;
    expect(read(orderId, 'linear')).toMatchObject({ orderStatus: 'PartiallyFilled', cumExecQty: '0.004' });
    const amend = (qty: string) => post('order/amend', { ...linear, symbol: 'BTCUSDT', orderId, qty }).retCode;
    expect([amend('0.004'), amend('0.006')]).toEqual([110_064, 0]);
    expect(read(orderId, 'linear')).toMatchObject({ qty: '0.006', leavesQty: '0.002' });
  });

  it('amendments may come late, or never', () => {
    const { order, read, post, control, world } = openExchange();
    const { orderId } = order(linear).result;
    const amend = (price: string) => post('order/amend', { ...linear, symbol: 'BTCUSDT', orderId, price }).retCode;
    control('amendments', { amendments: 'late', late_ms: 1000 });
    expect([amend('78100'), read(orderId, 'linear')?.price]).toEqual([0, '78000']);
    world.advance(1000);
    expect(read(orderId, 'linear')?.price).toBe('78100');
    control('amendments', { amendments: 'ignored' });
    expect([amend('78200'), read(orderId, 'linear')?.price]).toEqual([0, '78100']);
  });

  it('a post-only order that is amended across the market is cancelled', () => {
    const { order, read, post } = openExchange();
    const { orderId } = order({ ...linear, timeInForce: 'PostOnly' }).result;
    expect(post('order/amend', { ...linear, symbol: 'BTCUSDT', orderId, price: '80100' }).retCode).toBe(0);
    const end = { orderStatus: 'Cancelled', rejectReason: 'EC_PostOnlyWillTakeLiquidity' };
    expect(read(orderId, 'linear')).toMatchObject(end);
  });

  it('the parts of a batch end in retExtInfo, at their own places', () => {
    const { order, post, read } = openExchange();
    const { orderId } = order({ ...linear, orderLinkId: 'mine' }).result;
    const other = order({ ...linear, orderLinkId: 'other' }).result.orderId;
    const parts = [{ orderId }, { orderId: 'nothing' }, { orderLinkId: 'other' }, {}];
    const request = parts.map((part) => ({ symbol: 'BTCUSDT', ...part }));
    const answer = post('order/cancel-batch', { ...linear, request });
    expect(answer.retCode).toBe(0);
    expect(answer.retExtInfo.list?.map(({ code }) => code)).toEqual([0, 110_001, 0, 10_001]);
    expect(answer.result.list.map((row) => row.orderId)).toEqual([orderId, 'nothing', other, '']);
    expect(read(orderId, 'linear')).toMatchObject({ orderStatus: 'Cancelled' });
    const many = (length: number, category: string) =>
      post('order/cancel-batch', { category, request: Array.from({ length }, () => request[1]) }).retCode;
    expect([many(20, 'linear'), many(21, 'linear'), many(10, 'spot'), many(11, 'spot')]).toEqual([
      0, 10_001, 0, 10_001,
    ]);
  });

  it('cancel-all of contracts takes one settlement coin, and at most 500 orders at once', () => {
    const { order, post, get, control } = openExchange();
    control('transfer', { coin: 'USDT', amount: '1000000' });
    const many = (symbol: string, length: number) =>
      Array.from(
        { length },
        () => order({ ...linear, symbol, price: symbol === 'BTCUSDT' ? '78000' : '2900' }).retCode,
      );
    expect(new Set([...many('BTCUSDT', 500), ...many('ETHUSDT', 20)])).toEqual(new Set([0]));
    expect(order(linear).retCode).toBe(110_020);
    order({ ...linear, symbol: 'BTCPERP' });
    expect(post('order/cancel-all', linear).retCode).toBe(10_001);
    const cancel = () => post('order/cancel-all', { ...linear, settleCoin: 'USDT' }).result.list.length;
    expect([cancel(), cancel(), cancel()]).toEqual([500, 20, 0]);
    expect(get('order/realtime', { ...linear, settleCoin: 'USDC' }).result.list).toHaveLength(1);
  });

  it.each([
    ['canceled', 110_010],
    ['filled', 110_001],
  ])('an order that is %s cannot be cancelled again', (end, retCode) => {
    const { order, post } = openExchange();
    const { orderId } = order(end === 'filled' ? market : linear).result;
    const cancel = () => post('order/cancel', { ...linear, symbol: 'BTCUSDT', orderId }).retCode;
    if (end === 'canceled') cancel();
    expect(cancel()).toBe(retCode);
  });
});
