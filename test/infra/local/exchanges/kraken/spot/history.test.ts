import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient, WireLedger, WireOrder } from './fixture-client.ts';
import { startSpot, startTime } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const buy = { type: 'buy', ordertype: 'market', volume: '0.001' };
const start = startTime / 1000;
function later(ms: number) {
  return spot.control('clock', { advance_ms: ms });
}
function closed(params: Record<string, string> = {}) {
  return spot.ok<{ closed: Record<string, WireOrder>; count?: number }>('ClosedOrders', params);
}
function trades(params: Record<string, string> = {}) {
  return spot.ok<{ trades: Record<string, { time: number; ledgers?: string[] }>; count: number }>(
    'TradesHistory',
    params,
  );
}
function ledger(params: Record<string, string> = {}) {
  return spot.ok<{ ledger: Record<string, WireLedger>; count: number }>('Ledgers', params);
}

async function buyEverySecond(times: number): Promise<string[]> {
  const ids = [];
  for (let index = 0; index < times; index += 1) {
    await later(1000);
    ids.push(await spot.order(buy));
  }
  return ids;
}

describe('pages', () => {
  it('closed orders, trades and ledger come 50 at a time, newest first, and ofs reaches the rest', async () => {
    const ids = await buyEverySecond(53);
    const first = await closed();
    const second = await closed({ ofs: '50' });
    expect([first.count, second.count]).toEqual([53, 53]);
    expect([...Object.keys(first.closed), ...Object.keys(second.closed)]).toEqual(ids.toReversed());
    expect(Object.keys((await trades()).trades)).toHaveLength(50);
    expect(Object.keys((await trades({ ofs: '50' })).trades)).toHaveLength(3);
    expect(Object.keys((await ledger({ ofs: '100' })).ledger)).toHaveLength(12);
    expect((await ledger()).count).toBe(112);
    expect(await closed({ ofs: '60' })).toEqual({ closed: {}, count: 53 });
    expect(await closed({ without_count: 'true', ofs: '60' })).toEqual({ closed: {} });
  });

  it('the dictionaries are written newest first, oldest first, or by the names; the pages stay as they are', async () => {
    await buyEverySecond(53);
    const ids = async () =>
      [(await closed()).closed, (await trades()).trades, (await ledger()).ledger].map((rows) => Object.keys(rows));
    const newest = await ids();
    await spot.control('rows', { order: 'oldest' });
    expect(await ids()).toEqual(newest.map((page) => page.toReversed()));
    expect(await spot.control('rows', { order: 'by_id' })).toEqual({ order: 'by_id' });
    expect(await ids()).toEqual(newest.map((page) => page.toSorted()));
  });

  it('a capped page of trades leaves the count and the offset as they are', async () => {
    await buyEverySecond(5);
    const all = Object.keys((await trades()).trades);
    await spot.control('ledger', { page_cap: 2 });
    const [first, second] = [await trades(), await trades({ ofs: '2' })];
    expect([first, second].map(({ trades: shown }) => Object.keys(shown))).toEqual([all.slice(0, 2), all.slice(2, 4)]);
    expect([first.count, second.count]).toEqual([5, 5]);
  });

  it('start is exclusive and end is inclusive, by time', async () => {
    await buyEverySecond(5);
    const times = async (params: Record<string, string>) =>
      Object.values((await trades(params)).trades).map(({ time }) => time - start);
    expect(await times({ start: String(start + 2), end: String(start + 4) })).toEqual([4, 3]);
    expect(await times({ start: String(start + 2.5) })).toEqual([5, 4, 3]);
    expect(await times({ end: String(start + 1) })).toEqual([1]);
  });

  it('start and end by id walk rows that share one time', async () => {
    for (let index = 0; index < 4; index += 1) await spot.order(buy);
    const all = Object.keys((await trades()).trades);
    expect(Object.keys((await trades({ start: all[2] ?? '' })).trades)).toEqual(all.slice(0, 2));
    expect(Object.keys((await trades({ end: all[2] ?? '' })).trades)).toEqual(all.slice(2));
    const rows = Object.keys((await ledger({ type: 'trade' })).ledger);
    expect(Object.keys((await ledger({ type: 'trade', start: rows[3] ?? '' })).ledger)).toEqual(rows.slice(0, 3));
    expect(await spot.errorOf('Ledgers', { start: 'L-NOPE' })).toBe('EGeneral:Invalid arguments:start');
  });
});

describe('closed orders', () => {
  it('are found by opening time, closing time or either', async () => {
    const id = await spot.order({ ...buy, ordertype: 'limit', price: '70000' });
    await later(100_000);
    await spot.ok('CancelOrder', { txid: id });
    const found = async (closetime: string, from: number, to: number) =>
      Object.keys((await closed({ closetime, start: String(start + from), end: String(start + to) })).closed).length;
    expect(await found('open', -1, 50)).toBe(1);
    expect(await found('close', -1, 50)).toBe(0);
    expect(await found('both', -1, 50)).toBe(1);
    expect(await found('open', 50, 150)).toBe(0);
    expect(await found('close', 50, 150)).toBe(1);
    expect(await found('both', 50, 150)).toBe(1);
    expect(await spot.errorOf('ClosedOrders', { closetime: 'never' })).toBe('EGeneral:Invalid arguments:closetime');
  });

  it('an order id as start stands for its opening time', async () => {
    const ids = await buyEverySecond(3);
    expect(Object.keys((await closed({ start: ids[0] ?? '' })).closed)).toEqual([ids[2], ids[1]]);
  });

  it('filter by client id and by user reference, and list trades only when asked', async () => {
    const named = await spot.order({ ...buy, cl_ord_id: 'mine' });
    const referred = await spot.order({ ...buy, userref: '7' });
    expect(Object.keys((await closed({ cl_ord_id: 'mine' })).closed)).toEqual([named]);
    expect(Object.keys((await closed({ userref: '7' })).closed)).toEqual([referred]);
    expect((await closed()).closed[named]?.trades).toBeUndefined();
    expect((await closed({ trades: 'true' })).closed[named]?.trades).toHaveLength(1);
  });
});

describe('open and queried orders', () => {
  it('open orders filter by client id and by user reference', async () => {
    const rest = { ...buy, ordertype: 'limit', price: '70000' };
    const named = await spot.order({ ...rest, cl_ord_id: 'mine' });
    const referred = await spot.order({ ...rest, userref: '7' });
    const open = async (params = {}) => Object.keys((await spot.ok<{ open: object }>('OpenOrders', params)).open);
    expect(await open()).toEqual([referred, named]);
    expect(await open({ cl_ord_id: 'mine' })).toEqual([named]);
    expect(await open({ userref: '7' })).toEqual([referred]);
    expect(await open({ cl_ord_id: 'other' })).toEqual([]);
  });

  it('up to 50 ids are looked up at once, and one unknown id fails the lot', async () => {
    const ids = [await spot.order(buy), await spot.order(buy)];
    expect(Object.keys(await spot.ok('QueryOrders', { txid: ids.join(',') }))).toEqual(ids);
    expect(await spot.errorOf('QueryOrders', { txid: `${ids[0]},OAAAAA-AAAAA-AAAAAA` })).toBe('EOrder:Unknown order');
    expect(await spot.errorOf('QueryOrders', { txid: Array(51).fill(ids[0]).join(',') })).toBe(
      'EGeneral:Invalid arguments:txid',
    );
    expect(await spot.errorOf('QueryOrders')).toBe('EGeneral:Invalid arguments:txid');
  });
});

describe('trades and ledger', () => {
  it('a trade names its order and, when asked, its two ledger rows', async () => {
    const id = await spot.order(buy);
    const [tradeId = '', trade] = Object.entries((await trades({ ledgers: 'true' })).trades)[0] ?? [];
    expect(trade).toMatchObject({
      ordertxid: id,
      pair: 'XXBTZUSD',
      type: 'buy',
      price: '80004.00000',
      cost: '80.00400',
      fee: '0.32000',
      vol: '0.00100000',
      maker: false,
    });
    const rows = await spot.ok<Record<string, WireLedger>>('QueryLedgers', { id: trade?.ledgers?.join(',') ?? '' });
    // What is paid is booked first (recorded).
    expect(Object.values(rows)).toMatchObject([
      { refid: tradeId, type: 'trade', asset: 'ZUSD', amount: '-80.0040', fee: '0.3200', balance: '99919.6760' },
      {
        refid: tradeId,
        type: 'trade',
        asset: 'XXBT',
        amount: '0.0010000000',
        fee: '0.0000000000',
        balance: '2.0010000000',
      },
    ]);
    expect(await spot.ok('QueryTrades', { txid: tradeId })).toMatchObject({ [tradeId]: { ordertxid: id } });
  });

  it('the ledger filters by type and by assets in any of their names', async () => {
    await spot.order(buy);
    expect((await ledger({ type: 'deposit' })).count).toBe(6);
    expect((await ledger({ asset: 'BTC,ZUSD' })).count).toBe(4);
    expect((await ledger({ asset: 'XBT', type: 'trade' })).count).toBe(1);
    expect((await ledger({ asset: 'all' })).count).toBe(8);
    expect(await spot.errorOf('Ledgers', { asset: 'NOPE' })).toBe('EQuery:Unknown asset');
  });

  it('there are no margin positions', async () => {
    expect(await spot.ok('OpenPositions', { docalcs: 'true' })).toEqual({});
    expect(await spot.ok('OpenPositions', { docalcs: 'true', consolidation: 'market' })).toEqual([]);
    expect(await trades({ type: 'closed position' })).toEqual({ trades: {}, count: 0 });
  });
});
