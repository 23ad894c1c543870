import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import { transfersOf } from '../fixture-calls.ts';
import { closeWorld, openOver, openVenues, startTime, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;

beforeAll(async () => {
  simulators = openVenues();
  for (const marketType of ['spot', 'swap'] as const)
    exchanges[marketType] = await openOver(marketType, simulators[marketType]);
});
afterAll(() => closeWorld(simulators.world));
beforeEach(() => {
  for (const marketType of ['spot', 'swap'] as const) {
    simulators[marketType].sent.length = 0;
    simulators[marketType].substitute = null;
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
  const [{ path, body, query } = { path: '', body: '', query: '' }] = simulators[marketType].sent;
  const { nonce: _nonce, ...fields } = Object.fromEntries(new URLSearchParams(body || query));
  return { path, fields };
}

/** One entry of Ledgers. A test names only the fields that it is about. */
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
    result: { ledger: Object.fromEntries(entries.map((each, index) => [`L${index}`, each])), count: entries.length },
  };
}
async function findSpot(entries: readonly unknown[]) {
  simulators.spot.substitute = () => ({ status: 200, body: ledger(entries) });
  return transfersOf(exchanges.spot).find(move('spot'), startTime - 1000);
}

describe('transfer records out of the spot wallet', () => {
  it('the records of a transfer from spot are the ledger entries to futures of the exact amount', async () => {
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

  it('a transfer from spot with two ledger entries counts once', async () => {
    expect(await findSpot([entry(), entry()])).toHaveLength(1);
  });

  it('the ledger of spot is read to its last page for a transfer', async () => {
    const all = Array.from({ length: 120 }, (_, index) => entry({ refid: `B${index}` }));
    const pages = [all.slice(0, 50), all.slice(50, 100), all.slice(100)];
    simulators.spot.substitute = () => ({ status: 200, body: ledger(pages.shift() ?? []) });
    const found = await transfersOf(exchanges.spot).find(move('spot'), startTime - 1000);
    expect([found.length, simulators.spot.sent.map(({ body }) => new URLSearchParams(body).get('ofs'))]).toEqual([
      120,
      ['0', '50', '100'],
    ]);
  });

  it.each<[string, unknown]>([
    ['without a ledger', { error: [], result: {} }],
    ['with an entry that names no transfer', ledger([entry({ refid: undefined })])],
    ['with an entry without an amount', ledger([entry({ amount: undefined })])],
    ['with an error', { error: ['EGeneral:Permission denied'] }],
  ])('a ledger answer %s on spot is an error, not a transfer that is absent', async (_what, body) => {
    simulators.spot.substitute = () => ({ status: 200, body });
    await expect(transfersOf(exchanges.spot).find(move('spot'), startTime)).rejects.toThrow();
  });

  it('the record of a transfer from spot has the id of its acknowledgement', async () => {
    const outcome = await transfersOf(exchanges.spot).submit(move('spot', { amount: '7.77' }));
    const [found] = await transfersOf(exchanges.spot).find(move('spot', { amount: '7.7700' }), startTime - 1000);
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeTransferId: found?.id });
  });
});

/** One entry of the account log. */
function logEntry(terms: Record<string, unknown> = {}) {
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

describe('transfer records out of the futures wallet', () => {
  const find = async (logs: readonly unknown[]) => {
    simulators.swap.substitute = () => ({ status: 200, body: { accountUid: 'a', logs } });
    return transfersOf(exchanges.swap).find(move('swap'), startTime);
  };

  it('the records of a transfer from futures are the log entries that lower the balance by the amount, with all their ids', async () => {
    const other = [logEntry({ asset: 'xbt' }), logEntry({ new_balance: 1100.75 }), logEntry({ new_balance: 900.26 })];
    expect(await find([...other, logEntry()])).toEqual([{ id: '7', references: ['uid', 'booking'], time: startTime }]);
    expect(sentOf('swap').fields).toEqual({
      info: 'cross-exchange transfer',
      since: String(startTime),
      sort: 'asc',
      count: '500',
    });
  });

  it('a transfer from futures is found although balances are rounded as doubles', async () => {
    const [before, after] = [12345678.1, 12345678.1 - 100.25];
    expect(await find([logEntry({ old_balance: before, new_balance: after })])).toHaveLength(1);
  });

  it('a full page of the account log is an error for a transfer from futures: more entries may follow', async () => {
    const logs = Array.from({ length: 500 }, (_, id) => logEntry({ id }));
    await expect(find(logs)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
