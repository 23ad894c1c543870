import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { readSpotLedger } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import { runningBalance } from '../../../../../lib/ledger/proof/running-balance.ts';
import { coverageOf } from '../../../../../lib/ledger/store/coverage.ts';
import { transfersOf } from '../../fixture-calls.ts';
import { openOver, openVenues, startTime, type Venues } from '../../fixture-venues.ts';
import { transferFrom } from '../fixture-transfers.ts';

let simulators: Venues;
let spot: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  spot = await openOver('spot', simulators.spot);
});
afterAll(() => simulators.world.close());
beforeEach(() => {
  simulators.spot.substitute = null;
});
const answered = (result: unknown) => {
  simulators.spot.substitute = () => ({ status: 200, body: { error: [], result } });
};
const second = startTime / 1000;
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

describe('fills', () => {
  const trade = { ordertxid: 'OAAAAA-BBBBB-CCCCCC', pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '1', fee: '2' };
  const trades = (change: Record<string, unknown>) =>
    answered({
      trades: {
        'TAAAAA-BBBBB-CCCCCC': { ...trade, time: second },
        'TAAAAA-BBBBB-DDDDDD': { ...trade, time: second - 1, ...change },
      },
      count: 2,
    });
  const changes = [{ vol: 'garbled' }, { price: '-5.0000%' }, { type: 'swap' }, { pair: '' }, { time: 'yesterday' }];

  it.each(changes)('a fill with %j is a gap of the page, and hides no other fill', async (change) => {
    trades(change);
    const request = { from: startTime - 60_000, limit: 10 };
    const page = await spot.data.fills(request);
    expect(page.items.map(({ id }) => id)).toEqual(['TAAAAA-BBBBB-CCCCCC']);
    const at = change.time === undefined ? startTime - 1000 : startTime;
    expect(coverageOf(request, page)).toMatchObject({ complete: false, gaps: [{ from: at, to: at + 1 }] });
  });

  it('a fill with an unreadable fee has no known fee', async () => {
    trades({ fee: '?' });
    expect((await spot.data.fills({ limit: 10 })).items).toMatchObject([{ fee: '2' }, { fee: null }]);
  });

  it.each(changes)('an order is not absent beside a fill with %j', async (change) => {
    const lists = { open: {}, closed: {} };
    const rows = { ...trade, time: second, ...change };
    answered({ ...lists, trades: { 'TAAAAA-BBBBB-CCCCCC': rows }, 'OAAAAA-BBBBB-CCCCCC': order });
    const look = spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' }, startTime - 1000, {
      inFills: true,
    });
    await expect(look).rejects.toMatchObject(garbled);
  });
  const order = { status: 'closed', descr: { pair: 'XBTUSD' }, vol: '1', vol_exec: '1', cl_ord_id: 'other' };
});

describe('ledger entries', () => {
  const row = { refid: 'T1', type: 'deposit', subtype: '', aclass: 'currency', asset: 'ZUSD', fee: '0' };
  const deposit = (id: string, at: number, balance: string, change: Record<string, unknown> = {}) =>
    [id, { ...row, time: second + at, amount: '10', balance, ...change }] as const;
  const ledgers = (...rows: (readonly [string, unknown])[]) =>
    readSpotLedger(
      async ({ ofs = '0' }) => ({
        error: [],
        result: {
          ledger: Object.fromEntries(rows.toReversed().slice(Number(ofs), Number(ofs) + 2)),
          count: rows.length,
        },
      }),
      { since: null, after: null, maxRequests: 10 },
      (asset) => asset,
    );
  const nothing = { chains: {}, beginning: null };

  it.each([{ amount: 'garbled' }, { fee: '?' }, { balance: '' }, { time: 'x' }, { asset: '' }])(
    'an entry with %j hides no other entry, and the chain of balances shows the gap',
    async (change) => {
      const page = await ledgers(
        deposit('L1', 0, '10'),
        deposit('L2', 1, '20', change),
        deposit('L3', 2, '30'),
        deposit('L4', 3, '40'),
      );
      expect(page).toMatchObject({ isLast: true, requests: 2 });
      expect(page.entries.map(({ id }) => id)).toEqual(['L1', 'L3', 'L4']);
      const { gaps } = runningBalance.follow(page.entries, nothing, { from: 0, links: {} });
      expect(gaps).toMatchObject([{ asset: 'ZUSD', from: startTime, to: startTime + 2000, entry: 'L3' }]);
    },
  );

  it('an unreadable newest entry is the end of the range all the same', async () => {
    const page = await ledgers(deposit('L1', 0, '10'), deposit('L2', 1, '20'), deposit('L3', 2, '30', { amount: '' }));
    expect(page.entries.map(({ id }) => id)).toEqual(['L1', 'L2']);
  });

  it.each([null, '', 'garbage', -1, 1.5, [], {}, undefined])(
    'a page of %o entries in all is no end of the ledger',
    async (count) => {
      const page = { ledger: Object.fromEntries([deposit('L1', 0, '10')]), count };
      const read = readSpotLedger(
        async () => ({ error: [], result: page }),
        { since: null, after: null, maxRequests: 3 },
        (asset) => asset,
      );
      await expect(read).rejects.toMatchObject(garbled);
    },
  );

  it('a page whose only entry cannot be read is a gap, and no ledger without a time and a reference', async () => {
    const page = await ledgers(deposit('L1', 0, '10', { amount: '' }));
    expect(page).toMatchObject({ entries: [], unread: [{ from: null }] });
    const none = ledgers(deposit('L1', 0, '10', { time: 'soon', refid: '' }));
    await expect(none).rejects.toMatchObject(garbled);
  });
});

describe('looks for a transfer', () => {
  const booking = { refid: 'B1', time: second, subtype: 'spottofutures', amount: '-100.25' };

  it.each([{ time: 'x' }, { time: undefined }, { amount: 'garbled' }, { refid: '' }])(
    'a booking with %j proves no absence',
    async (change) => {
      answered({ ledger: { L1: { ...booking, ...change } }, count: 1 });
      const look = await transfersOf(spot).find(transferFrom('spot'), startTime - 1000);
      expect(look).toEqual({ rows: [], unread: [{ field: Object.keys(change)[0] }] });
    },
  );
});

describe('balances', () => {
  it.each([{ balance: 'garbled' }, { balance: 'NaN' }])(
    'a balance with %j is no sum of money, and hides no other balance',
    async (change) => {
      answered({ ZUSD: { hold_trade: '0', ...change }, XXBT: { balance: '2' } });
      await expect(spot.wallets.balances()).rejects.toMatchObject({
        ...garbled,
        message: /1 balance in a form that cannot be read \(balance of USD\)/,
      });
      expect(await spot.wallets.balanceList()).toEqual({
        rows: [{ asset: 'BTC', free: '2', used: '0', total: '2' }],
        unread: [{ field: 'balance', asset: 'USD' }],
      });
    },
  );

  it.each([{ hold_trade: '?' }, { credit: 'x' }, { credit_used: 'x' }])(
    'nothing of a balance with %j is free',
    async (change) => {
      answered({ ZUSD: { balance: '1', hold_trade: '0', ...change } });
      expect(await spot.wallets.balances()).toEqual([{ asset: 'USD', free: '0', used: '1', total: '1' }]);
      answered({ ZUSD: { balance: '-1', hold_trade: '0', ...change } });
      expect(await spot.wallets.balances()).toEqual([{ asset: 'USD', free: '-1', used: '0', total: '-1' }]);
    },
  );
});
