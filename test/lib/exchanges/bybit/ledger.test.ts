import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readableEntry } from '../../../../lib/exchanges/bybit/ledger-entry.ts';
import type { LedgerEntry, LedgerPage, LedgerPlace } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { pnlEventOf } from '../../../../lib/exchanges/rules/ledger-events.ts';
import { ledgerOf } from '../fixture-calls.ts';
import { list, openScene, type Scene, type Sent, told } from './fixture-bybit.ts';

const day = 24 * 3_600_000;

/** A row in the fields of docs/v5 account/transaction-log. */
function row(terms: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: '592324_XRPUSDT_161440249321',
    symbol: 'XRPUSDT',
    category: 'linear',
    side: 'Buy',
    transactionTime: '1672128000000',
    type: 'SETTLEMENT',
    transSubType: '',
    qty: '-100',
    size: '-100',
    currency: 'USDT',
    tradePrice: '0.3676',
    funding: '-0.003676',
    fee: '0.00000000',
    cashFlow: '0',
    change: '-0.003676',
    cashBalance: '5086.55825002',
    feeRate: '0.0001',
    bonusChange: '',
    tradeId: '',
    orderId: '',
    orderLinkId: '',
    extraFees: '',
    ...terms,
  };
}

/** The log of an account: rows of one coin at these times, each a change of 1, told newest first in pages of 50. */
function logOf(times: readonly number[]) {
  const rows = times
    .map((time, index) =>
      row({
        id: `row-${index}`,
        transactionTime: String(time),
        type: 'TRANSFER_IN',
        funding: '',
        change: '1',
        cashBalance: String(index + 1),
      }),
    )
    .toReversed();
  return ({ fields }: Sent) => {
    const [from, to] = [Number(fields.startTime), Number(fields.endTime)];
    expect(to - from).toBeLessThan(7 * day);
    expect(fields.category).toBeUndefined();
    const within = rows.filter(
      ({ transactionTime }) => Number(transactionTime) >= from && Number(transactionTime) <= to,
    );
    const start = Number(fields.cursor ?? 0);
    return list(within.slice(start, start + 50), start + 50 < within.length ? String(start + 50) : '');
  };
}

async function readAll(scene: Scene, maxRequests: number): Promise<{ entries: LedgerEntry[]; calls: number }> {
  const entries: LedgerEntry[] = [];
  let after: LedgerPlace | null = null;
  for (let calls = 1; calls < 200; calls += 1) {
    const page: LedgerPage = await ledgerOf(scene.adapter).entries({ since: null, after, maxRequests });
    entries.push(...page.entries);
    if (page.isLast) return { entries, calls };
    const last = page.entries.at(-1);
    const place: LedgerPlace | null = last ?? (page.readTo === undefined ? null : { id: '', time: page.readTo });
    expect(place?.time).toBeGreaterThanOrEqual(after?.time ?? 0);
    expect(place).not.toEqual(after);
    after = place;
  }
  throw new Error('the ledger does not end');
}

/** The pauses between readings of quiet weeks. */
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: async () => undefined,
}));

describe('the transaction log', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene('spot');
  });
  const only = async (...rows: unknown[]) => {
    scene.answers['account/transaction-log'] = () => list(rows.toReversed());
    const since = Date.now() - day;
    return (await ledgerOf(scene.adapter).entries({ since, after: null, maxRequests: 9 })).entries;
  };

  it('tells change and balance after: funding with the sign of the wallet', async () => {
    expect(await only(row({}))).toMatchObject([
      {
        time: 1_672_128_000_000,
        kind: 'funding',
        label: 'SETTLEMENT',
        symbol: 'XRP/USDT:USDT',
        wallet: 'unified',
        asset: 'USDT',
        change: '-0.003676',
        balanceBefore: null,
        balanceAfter: '5086.55825002',
        funding: '-0.003676',
        realizedPnl: '0',
        rate: null,
        tradeId: null,
      },
    ]);
  });

  it('keeps two rows of one id apart, as in the example of the documentation, and one row is one entry', async () => {
    const trade = row({
      type: 'TRADE',
      tradeId: 't-1',
      funding: '',
      fee: '0.01',
      cashFlow: '2',
      change: '1.99',
      cashBalance: '5088.54825002',
    });
    const entries = await only(row({}), trade);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
    expect((await only(row({}), row({}))).map(({ id }) => id)).toEqual([entries[0]?.id]);
  });

  it.each(['TRADE', 'LIQUIDATION', 'ADL'])(
    'tells side, quantity, price and order of %s of a contract',
    async (type) => {
      const terms = {
        type,
        tradeId: 't-1',
        orderId: 'o-1',
        side: 'Sell',
        qty: '100',
        funding: '',
        cashFlow: '2',
        change: '1.99',
      };
      const [entry] = await only(row(terms));
      expect(entry).toMatchObject({ price: '0.3676', traded: { side: 'sell', quantity: '100' }, orderId: 'o-1' });
      expect(pnlEventOf(entry as LedgerEntry)).toMatchObject({ realizedPnl: '2', orderId: 'o-1' });
      expect((await only(row({ ...terms, orderId: '' })))[0]).not.toHaveProperty('orderId');
    },
  );

  it('tells the quantity of a trade on spot on the row of the coin alone, without a sign', async () => {
    const terms = { type: 'TRADE', category: 'spot', tradeId: 't-1', side: 'Sell', funding: '' };
    const entries = await only(row({ ...terms, currency: 'XRP', qty: '-100' }), row({ ...terms, qty: '36.76' }));
    expect(entries.map(({ asset, traded }) => [asset, traded])).toEqual([
      ['XRP', { side: 'sell', quantity: '100' }],
      ['USDT', { side: 'sell', quantity: null }],
    ]);
  });

  it('tells no trade of a settlement, whose quantity is that of a position', async () => {
    const [entry] = await only(row({ orderId: '1672128000-8-592324-1-2' }));
    expect(entry).not.toHaveProperty('traded');
    expect(entry).not.toHaveProperty('orderId');
  });

  it('keeps the two rows of a trade on spot apart: one of the coin, one of the money', async () => {
    const spot = { id: 'one', category: 'spot', symbol: 'BTCUSDT', type: 'TRADE', tradeId: 't-1', funding: '' };
    const entries = await only(
      row({ ...spot, currency: 'BTC', cashFlow: '0.01', fee: '0.00001', change: '0.00999', cashBalance: '0.00999' }),
      row({ ...spot, currency: 'USDT', cashFlow: '-800', fee: '0', change: '-800', cashBalance: '200' }),
    );
    expect(entries).toMatchObject([
      { asset: 'BTC', symbol: 'BTC/USDT', kind: 'trade', realizedPnl: null, fee: '0.00001', tradeId: 't-1' },
      { asset: 'USDT', symbol: 'BTC/USDT', kind: 'trade', realizedPnl: null, change: '-800' },
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
  });

  it('names spot and contract of one name by the category', async () => {
    const named = async (category: string, symbol: string) => (await only(row({ category, symbol })))[0]?.symbol;
    expect(await named('spot', 'BTCUSDT')).toBe('BTC/USDT');
    expect(await named('linear', 'BTCUSDT')).toBe('BTC/USDT:USDT');
    expect(await named('linear', 'BTCPERP')).toBe('BTC/USDC:USDC');
    expect(await named('linear', 'BTC-25DEC26')).toBe('BTC/USDC:USDC-261225');
    expect(await named('inverse', 'BTCUSD')).toBe('BTC/USD:BTC');
    expect(await named('option', 'BTC-25DEC26-90000-C')).toBe('BTC-25DEC26-90000-C');
    expect(await named('', '')).toBeNull();
  });

  it.each([
    ['TRADE', 'trade'],
    ['LIQUIDATION', 'liquidation'],
    ['ADL', 'liquidation'],
    ['SETTLEMENT', 'funding'],
    ['DELIVERY', 'settlement'],
    ['TRANSFER_IN', 'transfer'],
    ['TRANSFER_OUT', 'transfer'],
    ['CURRENCY_BUY', 'conversion'],
    ['SPOT_REPAYMENT_SELL', 'conversion'],
    ['AIRDROP', 'other'],
    ['WORD_OF_TOMORROW', 'other'],
  ])('%s is %s', async (type, kind) => {
    expect(await only(row({ type }))).toMatchObject([{ kind }]);
  });

  it('tells funding and the profit of the session apart in a settlement of USDC contracts', async () => {
    const session = row({
      symbol: 'BTCPERP',
      currency: 'USDC',
      funding: '0.5',
      cashFlow: '12',
      change: '12.5',
      cashBalance: '112.5',
    });
    expect(await only(session)).toMatchObject([{ funding: '0.5', realizedPnl: '12', change: '12.5' }]);
  });

  it('is read from two years ago, through weeks without a row, and goes on where it stopped', async () => {
    const now = Date.now();
    const times = [now - 700 * day, now - 699 * day, now - 300 * day, now - day, now - 1000];
    scene.answers['account/transaction-log'] = logOf(times);
    const { entries } = await readAll(scene, 4);
    expect(entries.map(({ time }) => time)).toEqual(times);
    const starts = scene.sent.map(({ fields }) => Number(fields.startTime));
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(now - 731 * day);
  });

  it('tells how far it has read where two years have no row, and each week is asked for once', async () => {
    scene.answers['account/transaction-log'] = logOf([]);
    const { entries, calls } = await readAll(scene, 20);
    expect([entries, calls]).toEqual([[], 6]);
    const starts = scene.sent.map(({ fields }) => fields.startTime);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('of a busy account is read in shorter ranges, oldest first, each row once and none left out', async () => {
    const now = Date.now();
    const begin = now - 6 * day;
    // Two busy hours, between quiet days; some rows share a millisecond.
    const times = Array.from(
      { length: 1500 },
      (_each, index) => begin + (index < 1400 ? Math.floor(index / 3) * 4000 : index * 100_000),
    );
    scene.answers['account/transaction-log'] = logOf(times);
    const { entries, calls } = await readAll(scene, 8);
    expect(entries.map(({ balanceAfter }) => Number(balanceAfter))).toEqual(times.map((_time, index) => index + 1));
    expect(calls).toBeGreaterThan(2);
  });

  it('of more rows in one millisecond than a call has requests for is read to the end, and so are the rows around', async () => {
    const burst = Date.now() - 400 * day;
    const times = [burst - 3 * day, ...Array.from({ length: 620 }, () => burst), burst + 1, burst + 5 * day];
    scene.answers['account/transaction-log'] = logOf(times);
    const { entries } = await readAll(scene, 20);
    expect(entries.map(({ balanceAfter }) => Number(balanceAfter))).toEqual(times.map((_time, index) => index + 1));
    // 105 weeks, the thirteen pages of the burst, and what finding the burst costs.
    expect(scene.sent.length).toBeLessThan(400);
  });

  it('resumes between rows of one millisecond', async () => {
    const time = Date.now() - day;
    scene.answers['account/transaction-log'] = logOf([time, time, time, time + 1]);
    const { entries } = await readAll(scene, 9);
    const rest = await ledgerOf(scene.adapter).entries({ since: null, after: entries[1] ?? null, maxRequests: 9 });
    expect(rest.entries.map(({ balanceAfter }) => balanceAfter)).toEqual(['3', '4']);
  });

  it('leaves out a row that cannot be read: the next balance shows the gap', async () => {
    const entries = await only(row({ id: 'a' }), row({ id: 'b', change: 'much' }), row({ id: 'c' }));
    expect(entries).toHaveLength(2);
  });

  it('whose only row cannot be read tells the place of the row, and no error stops the pulls', async () => {
    const time = Date.now() - day / 2;
    const unreadable = row({ change: 'much', transactionTime: String(time) });
    scene.answers['account/transaction-log'] = () => list([unreadable]);
    const page = await ledgerOf(scene.adapter).entries({ since: Date.now() - day, after: null, maxRequests: 9 });
    expect(page).toMatchObject({ entries: [], unread: [{ from: null, to: time }], isLast: true });
  });

  it('of rows without a time and an id, or outside the protocol, is an error and never empty', async () => {
    await expect(only(row({ id: null, transactionTime: 'soon' }))).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
    scene.answers['account/transaction-log'] = () => told({});
    const request = { since: Date.now() - day, after: null, maxRequests: 1 };
    await expect(ledgerOf(scene.adapter).entries(request)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('belongs to the customer of the key, and of nobody where the key does not tell', async () => {
    scene.answers['user/query-api'] = () => told({ userID: 24_617_703 });
    expect(await ledgerOf(scene.adapter).owner()).toMatch(/./);
    scene.answers['user/query-api'] = () => told({});
    await expect(ledgerOf(scene.adapter).owner()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('leads to the balances of the wallet', async () => {
    scene.answers['account/wallet-balance'] = () =>
      list([{ coin: [{ coin: 'USDT', walletBalance: '5086.55825002' }] }]);
    expect(await ledgerOf(scene.adapter).balances()).toEqual([
      { wallet: 'unified', asset: 'USDT', balance: '5086.55825002' },
    ]);
  });
});

it.each([
  ['a trade', { type: 'TRADE', size: '0', tradeId: 't' }, '0'],
  ['a liquidation', { type: 'LIQUIDATION', size: '-3' }, '-3'],
  ['a settlement', { type: 'SETTLEMENT', size: '0' }, undefined],
  ['a trade on spot', { type: 'TRADE', category: 'spot', size: '0' }, undefined],
  ['a transfer', { type: 'TRANSFER_IN', category: '', symbol: '', size: '0' }, undefined],
])('%s tells what is left of the position, or nothing', (_what, terms, left) => {
  const naming = { symbolIn: (_category: string, id: string) => id, codeOf: (coin: string) => coin };
  expect(readableEntry('Bybit', row(terms) as never, naming)?.positionAfter).toBe(left);
});
