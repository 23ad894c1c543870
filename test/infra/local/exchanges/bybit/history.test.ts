import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import { openExchange, startTime } from './fixture-client.ts';

const spot = { category: 'spot' };
const dayMs = 86_400_000;

describe('the realtime list', () => {
  it('shows open orders, and under an id also closed ones until the service restarts', () => {
    const { order, post, get, read, control } = openExchange();
    const { orderId = '' } = order({ orderLinkId: 'one' }).result;
    const open = () => get('order/realtime', spot).result.list.length;
    expect(open()).toBe(1);
    post('order/cancel', { ...spot, symbol: 'BTCUSDT', orderId });
    expect(open()).toBe(0);
    expect(read(orderId)).toMatchObject({ orderStatus: 'Cancelled' });
    expect(get('order/realtime', { ...spot, orderLinkId: 'one', openOnly: 0 }).result.list).toHaveLength(1);
    expect(get('order/realtime', { ...spot, openOnly: 1 }).result.list).toHaveLength(1);
    control('restart');
    expect(read(orderId)).toBeUndefined();
    expect(get('order/history', { ...spot, orderId }).result.list).toHaveLength(1);
  });

  it('keeps the last 500 closed orders of a category', () => {
    const { order, read } = openExchange();
    const first = order({ timeInForce: 'IOC' }).result.orderId;
    for (let count = 0; count < 499; count += 1) order({ timeInForce: 'IOC' });
    expect(read(first)).toMatchObject({ orderStatus: 'Cancelled' });
    order({ timeInForce: 'IOC' });
    expect(read(first)).toBeUndefined();
  });

  it('needs a symbol or a coin for linear contracts, and knows the categories apart', () => {
    const { order, get } = openExchange();
    expect(get('order/realtime', { category: 'linear' }).retCode).toBe(10_001);
    const { orderId = '' } = order({ category: 'linear' }).result;
    expect(get('order/realtime', { ...spot, orderId }).result.list).toEqual([]);
    const inCoin = (settleCoin: string) => get('order/realtime', { category: 'linear', settleCoin }).result.list.length;
    expect([inCoin('USDT'), inCoin('USDC')]).toEqual([1, 0]);
  });
});

describe('the history of orders', () => {
  it('unfilled ends stay for 24 hours, orders with fills for two years', () => {
    const { order, post, get, world, control } = openExchange();
    control('key', { api_key: sandbox.key.apiKey, valid_until: 0 });
    const filled = order({ orderType: 'Market', qty: '100' }).result.orderId;
    const { orderId } = order().result;
    post('order/cancel', { ...spot, symbol: 'BTCUSDT', orderId });
    const since = (startTimeMs: number) =>
      get('order/history', { ...spot, startTime: startTimeMs, endTime: startTimeMs + 1000 }).result.list;
    world.advance(dayMs);
    expect(since(startTime)).toHaveLength(2);
    world.advance(1);
    expect(since(startTime).map((row) => row.orderId)).toEqual([filled]);
    world.advance(729 * dayMs);
    expect(since(startTime)).toHaveLength(0);
  });

  it('covers seven days unless asked for others, and never more', () => {
    const { order, get, world } = openExchange();
    order({ orderType: 'Market', qty: '100' });
    const list = (params: object) => get('order/history', { ...spot, ...params });
    world.advance(7 * dayMs + 1);
    expect(list({}).result.list).toEqual([]);
    expect(list({ startTime }).result.list).toHaveLength(1);
    expect(list({ startTime, endTime: startTime + 7 * dayMs + 1 }).retCode).toBe(10_001);
    expect(list({ startTime: startTime + 2, endTime: startTime }).retCode).toBe(10_001);
  });

  it('is behind for as long as it is set', () => {
    const { order, get, control, world } = openExchange();
    control('history', { late_ms: 5000 });
    order({ orderType: 'Market', qty: '100' });
    const count = (path: string) => get(path, spot).result.list.length;
    expect([count('order/history'), count('execution/list')]).toEqual([0, 0]);
    world.advance(5000);
    expect([count('order/history'), count('execution/list')]).toEqual([1, 1]);
  });
});

describe('executions', () => {
  it('are found under the orderLinkId, with the fee in the coin that was received', () => {
    const { order, get } = openExchange();
    order({ orderType: 'Market', qty: '0.01', marketUnit: 'baseCoin', orderLinkId: 'mine' });
    order({ orderType: 'Market', side: 'Sell', qty: '0.01', orderLinkId: 'sale' });
    const under = (orderLinkId: string) => get('execution/list', { ...spot, orderLinkId }).result.list;
    const told = { orderLinkId: 'mine', execQty: '0.01', execPrice: '80004', isMaker: false, execType: 'Trade' };
    expect(under('mine')).toMatchObject([{ ...told, feeCurrency: 'BTC', execFee: '0.00001', side: 'Buy' }]);
    expect(under('sale')).toMatchObject([{ feeCurrency: 'USDT', execFee: '0.79996', side: 'Sell' }]);
    expect(under('other')).toEqual([]);
  });

  it('contain funding, with the sign opposite to the ledger', () => {
    const { order, get, world, log } = openExchange();
    order({ category: 'linear', orderType: 'Market', qty: '0.1' });
    world.advance(dayMs / 3);
    const [paid] = get('execution/list', { category: 'linear', execType: 'Funding' }).result.list;
    const [booked] = log({ type: 'SETTLEMENT' });
    expect(Number(paid?.execFee)).toBe(-Number(booked?.funding));
    expect(get('execution/list', { category: 'linear', execType: 'Trade' }).result.list).toHaveLength(1);
  });
});

describe('cursors', () => {
  it('come percent-encoded and go back unchanged: no row is left out, and none comes twice', () => {
    const { order, raw } = openExchange();
    const ids = Array.from({ length: 7 }, () => order().result.orderId);
    const page = (cursor: string) => {
      const query = `category=spot&limit=3${cursor && `&cursor=${cursor}`}`;
      return (
        raw('GET', '/v5/order/realtime', query).body as {
          result: { list: { orderId: string }[]; nextPageCursor: string };
        }
      ).result;
    };
    const [first, found] = [page(''), [] as string[]];
    expect(first.nextPageCursor).toContain('%3A');
    let current = first;
    for (;;) {
      found.push(...current.list.map(({ orderId }) => orderId));
      if (current.nextPageCursor === '') break;
      order();
      current = page(current.nextPageCursor);
    }
    expect(found).toEqual(ids.toReversed());
  });

  it('lead on as they came and encoded once more; another cursor is refused', () => {
    const { order, raw, get } = openExchange();
    const ids = [1, 2].map(() => order().result.orderId);
    const { nextPageCursor = '' } = get('order/realtime', { ...spot, limit: 1 }).result;
    const page = (cursor: string) => raw('GET', '/v5/order/realtime', `category=spot&limit=1&cursor=${cursor}`).body;
    const second = { retCode: 0, result: { list: [{ orderId: ids[0] }] } };
    expect(page(nextPageCursor)).toMatchObject(second);
    expect(page(encodeURIComponent(nextPageCursor))).toMatchObject(second);
    expect(page('nowhere')).toMatchObject({ retCode: 10_001 });
  });

  it('lead through a list of contracts that is longer than a page', () => {
    const { get } = openExchange(undefined, 600);
    const page = (more: object) => get('market/instruments-info', { category: 'linear', ...more }).result;
    const first = page({});
    expect([first.list.length, first.nextPageCursor !== '']).toEqual([500, true]);
    const rest = page({ cursor: decodeURIComponent(first.nextPageCursor ?? '') });
    expect([rest.list.length, rest.nextPageCursor]).toEqual([113, '']);
    expect(page({ limit: 1000 }).list).toHaveLength(613);
  });
});
