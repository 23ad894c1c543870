import { beforeEach, describe, expect, it } from 'vitest';
import { list, openScene, type Scene, type Sent } from './fixture-bybit.ts';

const day = 24 * 3_600_000;
const now = Date.now() - 60_000;
const execution = {
  ...{ symbol: 'BTCUSDT', side: 'Buy', execId: 'e-1', orderId: 'o-1', orderLinkId: 'ours', execPrice: '80000' },
  ...{ execQty: '0.01', leavesQty: '0', execFee: '0.44', feeCurrency: '', isMaker: false, execType: 'Trade' },
};
const booked = {
  ...{ symbol: 'BTCUSDT', category: 'linear', side: 'Buy', type: 'SETTLEMENT', qty: '1', size: '1', currency: 'USDT' },
  ...{ tradePrice: '80000', fee: '0', cashFlow: '0', funding: '-1', change: '-1', cashBalance: '9', feeRate: '0.0001' },
};
type Row = Readonly<Record<string, unknown>>;
interface Terms {
  readonly key: string;
  readonly size: number;
  /** How far the ends of a range count. */
  readonly isWithin?: typeof inclusive | undefined;
}

const inclusive = (time: number, from: number, to: number) => time >= from && time <= to;

/** Newest first; rows of one time come in another order with each first page, as docs/v5 order/execution warns. */
function pagesOf(rows: readonly Row[], { key, size, isWithin = inclusive }: Terms) {
  let questions = 0;
  return ({ fields }: Sent) => {
    if (fields.cursor === undefined) questions += 1;
    const [number = 0, start = 0] = String(fields.cursor ?? `${questions}.0`)
      .split('.')
      .map(Number);
    const turned = rows.map((_row, index) => rows[(index + number * 7) % rows.length] as Row);
    const within = turned
      .filter((row) => isWithin(Number(row[key]), Number(fields.startTime), Number(fields.endTime)))
      .toSorted((one, other) => Number(other[key]) - Number(one[key]));
    const end = start + size;
    return list(within.slice(start, end), end < within.length ? `${number}.${end}` : '');
  };
}

let swap: Scene;
beforeEach(async () => {
  swap = await openScene('swap');
});

type Told = { readonly id: string; readonly orderId?: string | null };
interface Page {
  readonly items: readonly Told[];
  readonly next: string | null;
  readonly leftOut?: readonly number[];
}

async function everyPage(read: (cursor: string | undefined) => Promise<Page>) {
  const [items, leftOut]: [Told[], number[]] = [[], []];
  for (let cursor: string | null | undefined, calls = 0; cursor !== null && calls < 80; calls += 1) {
    const page = await read(cursor);
    items.push(...page.items);
    leftOut.push(...(page.leftOut ?? []));
    cursor = page.next;
  }
  return { items, leftOut: [...new Set(leftOut)] };
}

function fills(limit: number, range: { readonly from?: number; readonly to?: number } = { from: now - day }) {
  return everyPage((cursor) => swap.adapter.data.fills({ limit, ...range, cursor }));
}

function names(items: readonly Told[]): string[] {
  return items.map(({ id, orderId }) => `${id} ${orderId}`).toSorted();
}

describe('rows of one millisecond at Bybit', () => {
  const rows = [3, 30, 120, 7].flatMap((count, moment) =>
    Array.from({ length: count }, (_, index) => ({
      ...execution,
      execId: `e-${moment}-${index}`,
      execTime: String(now - moment * 1000),
    })),
  );

  it('are fills told once each, although each answer has another order of them', async () => {
    swap.answers['execution/list'] = pagesOf(rows, { key: 'execTime', size: 50 });
    for (const limit of [3, 4, 100]) {
      const { items } = await fills(limit);
      expect(names(items)).toEqual(names(rows.map(({ execId, orderId }) => ({ id: execId, orderId }))));
    }
  });

  it('are payments told once each, although each answer has another order of them', async () => {
    const payments = Array.from({ length: 130 }, (_, index) => ({
      ...{ ...booked, id: `p-${index}`, tradeId: `t-${index}`, transactionTime: String(now - (index % 2)) },
    }));
    swap.answers['account/transaction-log'] = pagesOf(payments, { key: 'transactionTime', size: 50 });
    const { items } = await everyPage((cursor) =>
      swap.adapter.data.fundingPayments({ limit: 7, from: now - day, cursor }),
    );
    expect(new Set(items.map(({ id }) => id)).size).toBe(130);
    expect(items).toHaveLength(130);
  });

  it('are both fills of two own orders that traded with each other under one id', async () => {
    const both = ['o-1', 'o-2'].map((orderId) => ({ ...execution, orderId, execTime: String(now) }));
    swap.answers['execution/list'] = pagesOf(both, { key: 'execTime', size: 50 });
    for (const limit of [1, 2, 9]) expect(names((await fills(limit)).items)).toEqual(['e-1 o-1', 'e-1 o-2']);
  });

  it('are told once beside a row that cannot be read, which every page of them leaves out', async () => {
    const moment = Array.from({ length: 9 }, (_, index) => ({
      ...execution,
      execId: `e-${index}`,
      execTime: String(now),
    }));
    const older = { ...execution, execId: 'older', execTime: String(now - 5) };
    const garbled = { ...execution, execId: null, execTime: String(now) };
    swap.answers['execution/list'] = pagesOf([...moment, garbled, older], { key: 'execTime', size: 10 });
    for (const limit of [1, 3, 10, 50]) {
      const { items, leftOut } = await fills(limit);
      expect(names(items)).toEqual(names([...moment, older].map(({ execId, orderId }) => ({ id: execId, orderId }))));
      expect(leftOut).toEqual([now]);
    }
  });
});

describe('ends of ranges at Bybit', () => {
  const ways: Readonly<Record<string, Terms['isWithin']>> = {
    'both ends': inclusive,
    'the start alone': (time, from, to) => time >= from && time < to,
    'the end alone': (time, from, to) => time > from && time <= to,
    'no end': (time, from, to) => time > from && time < to,
  };
  const week = 7 * day;

  it.each(Object.entries(ways))('lose and double no fill where %s of a range counts', async (_way, isWithin) => {
    const times = [0, 1, 2, 3].flatMap((weeks) =>
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((off) => now - weeks * (week - 2) + off),
    );
    const rows = times.map((time) => ({ ...execution, execId: `e-${time}`, execTime: String(time) }));
    swap.answers['execution/list'] = pagesOf(rows, { key: 'execTime', size: 50, isWithin });
    const [from, to] = [Math.min(...times) + 2, now + 3];
    const wanted = times.filter((time) => time >= from && time < to).map((time) => `e-${time}`);
    expect((await fills(5, { from, to })).items.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
    const halves = [await fills(50, { from, to: now }), await fills(50, { from: now, to })];
    expect(halves.flatMap(({ items }) => items.map(({ id }) => id)).toSorted()).toEqual(wanted.toSorted());
    for (const { fields } of swap.sent) expect(Number(fields.endTime) - Number(fields.startTime)).toBeLessThan(week);
  });

  it('reach beyond our clock, because the clock of the exchange may be ahead', async () => {
    const ahead = { ...execution, execTime: String(Date.now() + 5000) };
    swap.answers['execution/list'] = pagesOf([ahead], { key: 'execTime', size: 50 });
    expect((await fills(5)).items).toHaveLength(1);
  });

  it('in the far future cost no request for weeks that cannot have a row', async () => {
    const rows = [{ ...execution, execTime: String(now) }];
    swap.answers['execution/list'] = pagesOf(rows, { key: 'execTime', size: 50 });
    expect((await fills(5, { from: now - day, to: 4_102_444_800_000_000 })).items).toHaveLength(1);
    expect(swap.sent).toHaveLength(1);
  });

  it('before the two years that the exchange keeps are told as not kept', async () => {
    swap.answers['execution/list'] = () => list([]);
    swap.answers['account/transaction-log'] = () => list([]);
    const { data } = swap.adapter;
    for (const read of [data.fills, data.fundingPayments, data.realizedPnl]) {
      const { keptSince } = await read({ limit: 5, from: now - 800 * day, to: now - 790 * day });
      expect(Math.abs((keptSince ?? 0) - (Date.now() - 730 * day))).toBeLessThan(60_000);
      expect(await read({ limit: 5, from: now - 700 * day, to: now - 699 * day })).not.toHaveProperty('keptSince');
    }
  });
});
