import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../../lib/exchanges/model/ledger-entry.ts';
import { type Asked, scripted } from '../fixture-binance.ts';

const now = Date.now();
const first = now - 10 * 3_600_000;

interface Row {
  readonly symbol: string;
  readonly incomeType: string;
  readonly income: string;
  readonly asset: string;
  readonly info: string;
  readonly time: number;
  readonly tranId: number;
  readonly tradeId: string;
  /** In place of the time by which the answers are chosen. */
  readonly toldTime?: null;
}

function told({ toldTime, ...own }: Row): object {
  return toldTime === undefined ? own : { ...own, time: toldTime };
}

function row(tranId: number, time: number, terms: Partial<Row> = {}): Row {
  const usual = { symbol: 'BTCUSDT', incomeType: 'COMMISSION', income: '-0.01000000', asset: 'USDT' };
  return { ...usual, info: 'COMMISSION', time, tranId, tradeId: String(tranId), ...terms };
}

/** Answers as the documentation says: a thousand rows of the range at the most. `newest`: the last of them, in place of the first. */
function income(rows: readonly Row[], which: 'oldest' | 'newest' = 'oldest') {
  return ({ parameters }: Asked): readonly object[] => {
    const [from, to] = [Number(parameters.startTime), Number(parameters.endTime)];
    const own = rows.filter(
      ({ time, incomeType, symbol }) =>
        time >= from &&
        time <= to &&
        (parameters.incomeType ?? incomeType) === incomeType &&
        (parameters.symbol ?? symbol) === symbol,
    );
    return (which === 'oldest' ? own.slice(0, 1000) : own.slice(-1000)).map(told);
  };
}

async function readAll(rows: readonly Row[], which: 'oldest' | 'newest' = 'oldest', maxRequests = 6) {
  const { provided, asked } = scripted('swap', income(rows, which));
  const entries: LedgerEntry[] = [];
  const missing: number[] = [];
  for (let calls = 0; calls < 40; calls += 1) {
    const page = await provided.ledger?.entries({ since: first, after: entries.at(-1) ?? null, maxRequests });
    entries.push(...(page?.entries ?? []));
    missing.push(...(page?.missing ?? []));
    if (page?.isLast) return { entries, asked, missing: [...new Set(missing)] };
  }
  throw new Error('the ledger does not end');
}

describe('the ledger of Binance USD-M', () => {
  it('a row is one change of one balance, named by its type, number and asset', async () => {
    const rows = [
      row(9, first, { income: '-0.00001234', asset: 'BNB' }),
      row(9, first, { incomeType: 'REALIZED_PNL', income: '12.5' }),
      row(10, first + 1, { incomeType: 'FUNDING_FEE', income: '-0.2', tradeId: '' }),
      row(11, first + 2, { incomeType: 'TRANSFER', income: '100', symbol: '' }),
    ];
    const { entries } = await readAll(rows);
    expect(entries).toMatchObject([
      {
        id: 'COMMISSION-9-BNB',
        asset: 'BNB',
        change: '-0.00001234',
        fee: '0.00001234',
        realizedPnl: null,
        tradeId: '9',
      },
      { id: 'REALIZEDPNL-9-USDT', kind: 'trade', realizedPnl: '12.5', fee: null, symbol: 'BTC/USDT:USDT' },
      { id: 'FUNDINGFEE-10-USDT', kind: 'funding', funding: '-0.2', tradeId: null },
      { id: 'TRANSFER-11-USDT', kind: 'transfer', change: '100', symbol: null },
    ]);
  });

  it('the insurance fund takes a fee, and what the fund pays for a loss is no fee below zero', async () => {
    const rows = [
      row(1, first, { incomeType: 'INSURANCE_CLEAR', income: '-8.5', tradeId: '' }),
      row(2, first + 1, { incomeType: 'INSURANCE_CLEAR', income: '1427.48070783', tradeId: '' }),
    ];
    expect((await readAll(rows)).entries).toMatchObject([
      { kind: 'liquidation', change: '-8.5', liquidationFee: '8.5' },
      { kind: 'liquidation', change: '1427.48070783', liquidationFee: null, fee: null, realizedPnl: null },
    ]);
  });

  it.each(['oldest', 'newest'] as const)(
    'rows of any number come whole and each once, where a full answer holds the %s',
    async (which) => {
      const rows = Array.from({ length: 2700 }, (_none, index) => row(index + 1, first + index * 1000));
      const { entries } = await readAll(rows, which);
      expect(entries.map(({ id }) => id)).toEqual(rows.map(({ tranId }) => `COMMISSION-${tranId}-USDT`));
    },
  );

  it('rows of one millisecond across the edge of an answer are all there', async () => {
    const burst = Array.from({ length: 40 }, (_none, index) => row(5000 + index, first + 980));
    const before = Array.from({ length: 980 }, (_none, index) => row(index + 1, first + index));
    const { entries } = await readAll([...before, ...burst, row(9000, first + 5000)]);
    expect(entries).toHaveLength(1021);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1021);
  });

  it.each([1, 2, 6])(
    'a pull of %s requests that ends between two rows of one millisecond loses neither',
    async (most) => {
      const before = Array.from({ length: 999 }, (_none, index) => row(index + 1, first + index));
      const profit = row(2000, first + 5000, { incomeType: 'REALIZED_PNL', income: '1' });
      const rows = [...before, profit, row(2000, first + 5000), row(9000, first + 6000)];
      const { entries } = await readAll(rows, 'oldest', most);
      expect(new Set(entries.map(({ id }) => id)).size).toBe(rows.length);
    },
  );

  it.each([0, 60_000])(
    'rows of the oldest millisecond that a full answer cuts are read, %s ms behind the start',
    async (later) => {
      const begin = Array.from({ length: 10 }, (_none, index) => row(index + 1, first + later));
      const rest = Array.from({ length: 995 }, (_none, index) => row(index + 100, first + later + 1 + index));
      for (const which of ['oldest', 'newest'] as const) {
        const { entries } = await readAll([...begin, ...rest], which);
        expect(new Set(entries.map(({ id }) => id)).size, which).toBe(1005);
      }
    },
  );

  it('reading goes on behind more rows of one millisecond than an answer holds, however few requests it may take', async () => {
    const commissions = Array.from({ length: 700 }, (_none, index) => row(index + 1, first + 5));
    const profits = commissions.map((each) => ({ ...each, incomeType: 'REALIZED_PNL', income: '1' }));
    const { entries } = await readAll([...commissions, ...profits, row(5000, first + 9)], 'oldest', 6);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1401);
    expect(entries).toHaveLength(1401);
  });

  it('more rows in one millisecond than an answer holds are read type by type', async () => {
    const commissions = Array.from({ length: 700 }, (_none, index) => row(index + 1, first + 5));
    const profits = commissions.map((each) => ({ ...each, incomeType: 'REALIZED_PNL', income: '1' }));
    const { entries } = await readAll([...commissions, ...profits, row(5000, first + 9)], 'oldest', 100);
    expect(entries).toHaveLength(1401);
  });

  it('of a type that fills an answer within one millisecond the rows of each symbol are read, the moment is told as missing, and reading goes on', async () => {
    const mixed = Array.from({ length: 1500 }, (_none, index) =>
      row(index + 1, first, { symbol: index % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT' }),
    );
    const { entries, missing } = await readAll([...mixed, row(9000, first + 5)], 'oldest', 6);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1501);
    expect(missing).toEqual([first]);
  });

  it.each([6, 100])(
    'more than a thousand rows of one type, symbol and millisecond stop no pull of %s requests',
    async (most) => {
      const rows = Array.from({ length: 1500 }, (_none, index) => row(index + 1, first));
      const { entries, missing } = await readAll([...rows, row(9000, first + 5)], 'oldest', most);
      expect([entries.length, entries.at(-1)?.id, missing]).toEqual([1001, 'COMMISSION-9000-USDT', [first]]);
    },
  );

  it('less than an answer of each type within one millisecond is whole', async () => {
    const commissions = Array.from({ length: 999 }, (_none, index) => row(index + 1, first));
    const profits = commissions.map((each) => ({ ...each, incomeType: 'REALIZED_PNL', income: '1' }));
    expect(await readAll([...commissions, ...profits], 'newest')).toMatchObject({ missing: [] });
  });

  it('no request begins before what Binance keeps, and none asks for a page', async () => {
    const { provided, asked } = scripted('swap', income([]));
    await provided.ledger?.entries({ since: null, after: null, maxRequests: 6 });
    expect(Number(asked[0]?.parameters.startTime)).toBeGreaterThan(Date.now() - 90 * 24 * 3_600_000);
    expect(asked[0]?.parameters).not.toHaveProperty('page');
  });

  it.each([false, true])('an unreadable row is a gap between its neighbors (newest first: %s)', async (isReversed) => {
    const rows = [row(1, first), row(2, first + 1, { income: 'many' }), row(3, first + 2), row(4, first + 3)];
    const untimed = rows.with(2, { ...row(3, first + 2), toldTime: null } as Row);
    const { entries } = await readAll(rows.slice(0, 3));
    expect(entries.map(({ id }) => id)).toEqual(['COMMISSION-1-USDT', 'COMMISSION-3-USDT']);
    const { provided } = scripted('swap', (asked) => {
      const answer = income(untimed)(asked);
      return isReversed ? answer.toReversed() : answer;
    });
    const page = await provided.ledger?.entries({ since: first, after: null, maxRequests: 6 });
    expect(page?.entries.map(({ id }) => id)).toEqual(['COMMISSION-1-USDT', 'COMMISSION-4-USDT']);
    expect(page?.unread).toEqual([
      { from: first, to: first + 1 },
      { from: first + 1, to: first + 3 },
    ]);
  });

  it.each(['oldest', 'newest'] as const)(
    'a row without a time in a full answer of the %s rows stops no reading: every other row is read',
    async (which) => {
      const rows = Array.from({ length: 2500 }, (_none, index) => row(index + 1, first + index));
      const untimed = rows.map((each, index) => (index % 700 === 300 ? { ...each, toldTime: null } : each));
      const { entries } = await readAll(untimed, which);
      expect(entries.length).toBe(2496);
    },
  );

  it('an answer whose only row cannot be read is read on, and is no ledger without a time and a number', async () => {
    const unreadable = row(1, first, { income: 'much' });
    expect(await readAll([unreadable])).toMatchObject({ entries: [] });
    const { provided } = scripted('swap', () => [{ incomeType: 'COMMISSION' }]);
    await expect(provided.ledger?.entries({ since: first, after: null, maxRequests: 6 })).rejects.toThrow('valid body');
  });

  it('a full answer without any time is no ledger', async () => {
    const rows = Array.from({ length: 1000 }, (_none, index) => ({ ...row(index + 1, first + index), toldTime: null }));
    await expect(readAll(rows)).rejects.toThrow('valid body');
  });

  it('the balances that the changes add up to are those without unrealized profits', async () => {
    const held = {
      accountAlias: 'SgsR',
      asset: 'USDT',
      balance: '122607.35137903',
      crossUnPnl: '5',
      availableBalance: '9',
    };
    const { provided } = scripted('swap', () => [held]);
    expect(await provided.ledger?.balances()).toEqual([{ wallet: 'usdm', asset: 'USDT', balance: '122607.35137903' }]);
    expect(await provided.ledger?.owner()).toBe('SgsR');
    const none = scripted('swap', () => []);
    await expect(none.provided.ledger?.balances()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('profits and payments of Binance USD-M', () => {
  const day = 24 * 3_600_000;
  const rows = [1, 2, 3, 4].map((index) =>
    row(index, now - index * 6 * day, { incomeType: 'FUNDING_FEE', income: '0.5' }),
  );

  it('payments come newest first, page by page over the weeks, each once', async () => {
    const { adapter } = scripted('swap', income(rows.toReversed()));
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await adapter.data.fundingPayments({ limit: 1, cursor, from: now - 60 * day });
      found.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(found).toEqual(rows.map(({ tranId }) => `FUNDINGFEE-${tranId}-USDT`));
  });

  it('a range that begins before what Binance keeps is not complete', async () => {
    const { adapter } = scripted('swap', income(rows.toReversed()));
    const within = await adapter.data.fundingPayments({ limit: 50, from: now - 30 * day });
    expect(within).toMatchObject({ leftOut: [], next: null });
    expect(within).not.toHaveProperty('keptSince');
    const { keptSince } = await adapter.data.fundingPayments({ limit: 50, from: now - 300 * day });
    expect(Math.abs((keptSince ?? 0) - (now - 89 * day))).toBeLessThan(60_000);
  });

  it('a payment that cannot be read is a gap also where a page ends before it, in its millisecond', async () => {
    const at = now - 1000;
    const good = [5, 6, 7].map((id) => row(id, at, { incomeType: 'FUNDING_FEE', income: '0.5' }));
    const broken = { ...row(4, at, { incomeType: 'FUNDING_FEE' }), income: 'many' };
    const { adapter } = scripted('swap', income([broken, ...good]));
    const told: { items: number; leftOut: readonly number[] | undefined; next: string | null }[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 9; pages += 1) {
      const { items, leftOut, next } = await adapter.data.fundingPayments({ limit: 3, from: now - day, cursor });
      told.push({ items: items.length, leftOut, next });
      if (next === null) break;
      cursor = next;
    }
    expect(told.reduce((sum, { items }) => sum + items, 0)).toBe(3);
    expect(told.flatMap(({ leftOut }) => leftOut)).toEqual([at]);
  });

  it('an end in the far future costs no request for weeks that cannot have a row', async () => {
    const { adapter, asked } = scripted('swap', income(rows.toReversed()));
    const to = 4_102_444_800_000_000;
    expect(await adapter.data.fundingPayments({ limit: 9, from: now - 2 * day, to })).toMatchObject({ next: null });
    expect(await adapter.data.fills({ symbol: 'BTC/USDT:USDT', limit: 9, from: now - 2 * day, to })).toMatchObject({
      next: null,
    });
    expect(asked).toHaveLength(2);
  });

  it('the profit of a dated contract that is delivered counts too', async () => {
    const delivered = row(9, now - 1000, { incomeType: 'DELIVERED_SETTELMENT', income: '-3.25' });
    const { adapter } = scripted(
      'swap',
      income([row(8, now - 2000, { incomeType: 'REALIZED_PNL', income: '1' }), delivered]),
    );
    const { items } = await adapter.data.realizedPnl({ limit: 10, from: now - day });
    expect(items.map(({ realizedPnl }) => realizedPnl)).toEqual(['-3.25', '1']);
  });

  it('a payment that cannot be read is left out with its time, which is a gap', async () => {
    const broken = { ...row(9, now - 1000, { incomeType: 'FUNDING_FEE' }), income: 'many' };
    const { adapter } = scripted('swap', income([broken, ...rows.slice(0, 1)].toReversed()));
    const { items, leftOut } = await adapter.data.fundingPayments({ limit: 10, from: now - 30 * day });
    expect([items.map(({ id }) => id), leftOut]).toEqual([['FUNDINGFEE-1-USDT'], [now - 1000]]);
  });
});
