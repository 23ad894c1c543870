import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import { transfersOf } from '../fixture-calls.ts';
import { closeWorld, openOver, openVenues, startTime, type Venues } from '../fixture-venues.ts';

let venues: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;

beforeAll(async () => {
  venues = openVenues();
  for (const marketType of ['spot', 'swap'] as const)
    exchanges[marketType] = await openOver(marketType, venues[marketType]);
});
afterAll(() => closeWorld(venues.world));
beforeEach(() => {
  for (const marketType of ['spot', 'swap'] as const) {
    venues[marketType].sent.length = 0;
    venues[marketType].substitute = null;
  }
});

function move(marketType: MarketType, terms: Partial<TransferRequest> = {}): TransferRequest {
  return {
    asset: 'USD',
    amount: '100.25',
    from: marketType,
    to: marketType === 'spot' ? 'swap' : 'spot',
    ...terms,
  };
}
function sentOf(marketType: MarketType) {
  const [{ path, body, query } = { path: '', body: '', query: '' }] = venues[marketType].sent;
  const { nonce: _nonce, ...fields } = Object.fromEntries(new URLSearchParams(body || query));
  return { path, fields };
}

/** One Ledgers entry; only what a fact is about is named. */
function entry(terms: Record<string, unknown> = {}) {
  return {
    refid: 'B1',
    time: startTime / 1000,
    type: 'transfer',
    subtype: 'spottofutures',
    asset: 'ZUSD',
    amount: '-100.2500',
    fee: '0.0000',
    balance: '1.0000',
    ...terms,
  };
}
function ledger(entries: readonly unknown[]) {
  return {
    error: [],
    result: { ledger: Object.fromEntries(entries.map((row, index) => [`L${index}`, row])), count: entries.length },
  };
}
async function findSpot(entries: readonly unknown[]) {
  venues.spot.substitute = () => ({ status: 200, body: ledger(entries) });
  return transfersOf(exchanges.spot).find(move('spot'), startTime - 1000);
}

describe('the movements out of the spot wallet', () => {
  it('are the ledger entries of the exact amount, out, to futures', async () => {
    const other = [
      entry({ refid: 'in', amount: '100.2500', subtype: 'spotfromfutures' }),
      entry({ refid: 'positive', amount: '100.2500' }),
      entry({ refid: 'earn', subtype: 'spottoearnflex' }),
      entry({ refid: 'more', amount: '-100.2501' }),
      entry({ refid: 'before', time: (startTime - 1001) / 1000 }),
    ];
    const found = await findSpot([...other, entry(), entry({ refid: 'B2', subtype: '' })]);
    expect(found.map(({ id }) => id)).toEqual(['B1', 'B2']);
    expect(sentOf('spot').fields).toEqual({
      type: 'transfer',
      asset: 'ZUSD',
      start: String(startTime / 1000 - 2),
      ofs: '0',
    });
  });

  it('count once when a transfer has two entries', async () => {
    expect(await findSpot([entry(), entry()])).toHaveLength(1);
  });

  it('are read to the last page', async () => {
    const all = Array.from({ length: 120 }, (_, index) => entry({ refid: `B${index}` }));
    const pages = [all.slice(0, 50), all.slice(50, 100), all.slice(100)];
    venues.spot.substitute = () => ({ status: 200, body: ledger(pages.shift() ?? []) });
    const found = await transfersOf(exchanges.spot).find(move('spot'), startTime - 1000);
    expect([found.length, venues.spot.sent.map(({ body }) => new URLSearchParams(body).get('ofs'))]).toEqual([
      120,
      ['0', '50', '100'],
    ]);
  });

  it.each<[string, unknown]>([
    ['without a ledger', { error: [], result: {} }],
    ['with an entry that names no transfer', ledger([entry({ refid: undefined })])],
    ['with an entry without an amount', ledger([entry({ amount: undefined })])],
    ['of an error', { error: ['EGeneral:Permission denied'] }],
  ])('are not known from an answer %s', async (_what, body) => {
    venues.spot.substitute = () => ({ status: 200, body });
    await expect(transfersOf(exchanges.spot).find(move('spot'), startTime)).rejects.toThrow();
  });

  it('of the simulated exchange bear the name that the acknowledgement gave', async () => {
    const outcome = await transfersOf(exchanges.spot).submit(move('spot', { amount: '7.77' }));
    const [found] = await transfersOf(exchanges.spot).find(move('spot', { amount: '7.7700' }), startTime - 1000);
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeTransferId: found?.id });
  });
});

/** One row of the account log. */
function row(terms: Record<string, unknown> = {}) {
  return {
    id: 7,
    date: new Date(startTime).toISOString(),
    asset: 'usd',
    info: 'cross-exchange transfer',
    booking_uid: 'booking',
    execution: 'uid',
    old_balance: 1000.5,
    new_balance: 900.25,
    ...terms,
  };
}

describe('the movements out of the futures wallet', () => {
  const find = async (rows: readonly unknown[]) => {
    venues.swap.substitute = () => ({ status: 200, body: { accountUid: 'a', logs: rows } });
    return transfersOf(exchanges.swap).find(move('swap'), startTime);
  };

  it('are the rows that lower the balance by the amount, with every name they have', async () => {
    const other = [row({ asset: 'xbt' }), row({ new_balance: 1100.75 }), row({ new_balance: 900.26 })];
    expect(await find([...other, row()])).toEqual([{ id: '7', references: ['uid', 'booking'], time: startTime }]);
    expect(sentOf('swap').fields).toEqual({
      info: 'cross-exchange transfer',
      since: String(startTime),
      sort: 'asc',
      count: '500',
    });
  });

  it('are found through the rounding of balances that come as doubles', async () => {
    const [before, after] = [12345678.1, 12345678.1 - 100.25];
    expect(await find([row({ old_balance: before, new_balance: after })])).toHaveLength(1);
  });

  it('are not known from a full page: there may be more', async () => {
    const rows = Array.from({ length: 500 }, (_, id) => row({ id }));
    await expect(find(rows)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
