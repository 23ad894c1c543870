import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { readEvents } from '../../../../lib/events/read-events.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Fill, Page, PageRequest } from '../../../../lib/exchanges/model/history.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { type JudgedLedger, judgeClosings } from '../../../../lib/ledger/closings/judge-closings.ts';
import { closingsAfter } from '../../../../lib/ledger/closings/unjudged-trades.ts';
import type { ClosingsProgress } from '../../../../lib/ledger/store/closings-progress.ts';
import { endOfTime, putEntry, readEntries } from '../../../../lib/ledger/store/ledger-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf } from '../fixture-ledger.ts';

/** The clock of the pulls; the embedded table has the clock of the machine. */
const clock = vi.hoisted(() => ({ now: 0 }));
vi.mock('../../../../lib/aws/clock.ts', async (original) => ({
  ...(await original<typeof import('../../../../lib/aws/clock.ts')>()),
  sharedNow: () => clock.now,
}));

useEmbeddedTable();

const symbol = 'BTC/USDT:USDT';
const minute = 60_000;
const start = Date.UTC(2026, 10, 1);
let judged: JudgedLedger;
let fills: Fill[];
/** Of the exchange, by symbol. */
let sizes: Record<string, number>;
let told: Partial<Page<Fill>>;
let requests: string[];
let progress: ClosingsProgress | undefined;
let serial = 0;

async function tellFills({ symbol: asked, from = 0, to = endOfTime }: PageRequest): Promise<Page<Fill>> {
  requests.push(`fills of ${asked}`);
  const items = fills
    .filter((fill) => fill.symbol === asked && fill.timestamp >= from && fill.timestamp < to)
    .toReversed();
  return { items, next: null, newest: null, oldest: null, source: 'fills', ...told };
}

async function tellPositions(): Promise<Position[]> {
  requests.push('positions');
  return Object.entries(sizes)
    .filter(([, size]) => size !== 0)
    .map(([of, size]) => ({
      symbol: of,
      side: size > 0 ? 'long' : 'short',
      contracts: String(Math.abs(size)),
    })) as Position[];
}

beforeEach(() => {
  [clock.now, fills, sizes, told, requests, progress, serial] = [start, [], {}, {}, [], undefined, 0];
  const session = { marketType: 'swap', market: marketOf({ exchange: 'binance', marketType: 'swap' }) } as const;
  const adapter = { data: { fills: tellFills }, wallets: { positions: tellPositions }, keyVersion: 'first' };
  judged = {
    ledger: { ref: { tenant: randomUUID(), accountId: 'desk' }, exchange: 'binance', stream: 'usdm' },
    owner: null,
    session: { ...session, ...adapter } as unknown as JudgedLedger['session'],
  };
});

function pass(ms: number): void {
  clock.now += ms;
}

interface Terms {
  readonly of?: string;
  readonly fill?: Partial<Fill> | null;
}

/** A fill at the exchange, and the entries of the fill in the ledger: a fill that closes something has a second one. */
async function trade(change: number, { of = symbol, fill = {} }: Terms = {}) {
  serial += 1;
  const id = String(serial);
  const before = sizes[of] ?? 0;
  sizes[of] = before + change;
  const terms = { side: change > 0 ? 'buy' : 'sell', quantity: String(Math.abs(change)), price: '1' } as const;
  if (fill !== null) fills.push({ id, orderId: 'o', symbol: of, timestamp: clock.now, ...terms, ...fill } as Fill);
  const own = { time: clock.now, symbol: of, tradeId: id };
  const entries = [entryOf({ ...own, id: `COMMISSION-${of}-${id}`.replaceAll(/[^A-Z0-9-]/g, '') })];
  if (before * change < 0)
    entries.push(entryOf({ ...entries[0], ...own, id: `REALIZED-${id}`, realizedPnl: '1', digest: `d${id}` }));
  await read(entries);
}

/** The first half of a pull: the ledger. */
async function read(entries: readonly LedgerEntry[]): Promise<void> {
  for (const entry of entries) await putEntry(judged.ledger, entry);
  const before = { coveredTo: null, recentDigests: {}, ...(progress === undefined ? {} : { closings: progress }) };
  progress = closingsAfter(judged, before, entries, start).closings;
}

async function pull(): Promise<void> {
  progress = (await judgeClosings(judged, progress, 5)) ?? progress;
}

/** The trades of the closed positions in the list of events. */
async function closed(): Promise<string[]> {
  const { events } = await readEvents(judged.ledger.ref.tenant, {
    cursor: undefined,
    limit: 100,
    accountId: undefined,
  });
  return events.map(({ event, change: { at, subject } }) => {
    expect(event.type).toBe('position_closed');
    return `${subject.record.symbol} ${(at - start) / minute}`;
  });
}

async function stored(): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const page of readEntries(judged.ledger, { from: 0, to: endOfTime })) entries.push(...page);
  return entries;
}

/** Two pulls: the first reads the positions, the second the fills. */
async function pulls(): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    pass(15 * minute);
    await pull();
  }
}

describe('a closed position of a ledger without positions', () => {
  it('is told once, with the last trade of the position, however often the ledger is pulled', async () => {
    for (const change of [3, -1, -2]) {
      await trade(change);
      pass(minute);
    }
    for (let times = 0; times < 3; times += 1) await pulls();
    expect(await closed()).toEqual([`${symbol} 2`]);
    expect(progress).toMatchObject({ isBehind: false, reading: null });
    expect(requests).toEqual(['positions', `fills of ${symbol}`]);
  });

  it('costs nothing where nothing was traded or nothing was closed', async () => {
    await trade(3);
    await pulls();
    await trade(1);
    await pulls();
    expect(requests).toEqual([]);
  });

  it('is told though the position was opened again before the positions were read, and a turn to the other side is not', async () => {
    for (const change of [3, -3, 2, -4, 2]) {
      await trade(change);
      pass(minute);
    }
    await pulls();
    expect(await closed()).toEqual([`${symbol} 1`, `${symbol} 4`]);
    const left = (await stored()).flatMap(({ positionAfter }) => positionAfter ?? []);
    expect(left).toEqual(['0', '-2', '0']);
  });

  it('is told with the last fill of an order whose fills share a millisecond', async () => {
    serial = 8;
    await trade(3);
    pass(minute);
    await trade(-1);
    await trade(-2);
    await pulls();
    expect(await closed()).toEqual([`${symbol} 1`]);
    const marked = (await stored()).filter(({ positionAfter }) => positionAfter === '0');
    expect(marked.map(({ tradeId }) => tradeId)).toEqual(['11']);
  });

  it('is judged by what was traded up to the reading, whatever is traded after', async () => {
    await trade(3);
    await trade(-1);
    pass(15 * minute);
    await pull();
    await trade(-2);
    pass(minute * 5);
    await trade(2);
    pass(15 * minute);
    await pull();
    expect(await closed()).toEqual([]);
    await pulls();
    expect(await closed()).toEqual([`${symbol} 15`]);
  });

  it('waits for a reading that no fill stands near', async () => {
    await trade(3);
    await trade(-3);
    pass(4000);
    await pull();
    pass(15 * minute);
    await pull();
    expect(await closed()).toEqual([]);
    await pulls();
    expect(await closed()).toEqual([`${symbol} 0`]);
  });

  it('waits where a fill stands right behind the reading, which may lack the fill', async () => {
    await trade(3);
    await trade(-1);
    pass(minute);
    await pull();
    pass(1000);
    await trade(2);
    pass(15 * minute);
    await pull();
    expect(await closed()).toEqual([]);
    await pulls();
    expect(await closed()).toEqual([]);
    expect((await stored()).flatMap(({ positionAfter }) => positionAfter ?? [])).toEqual(['2']);
  });

  it('waits until the exchange shows every fill', async () => {
    await trade(3);
    await trade(-1);
    pass(minute);
    await trade(-2);
    const late = fills.pop();
    pass(minute);
    await pull();
    pass(minute);
    await pull();
    expect(requests).toEqual(['positions']);
    pass(minute);
    await pull();
    expect(await closed()).toEqual([]);
    fills.push(late as Fill);
    for (let times = 0; times < 2; times += 1) await pulls();
    expect(await closed()).toEqual([`${symbol} 1`]);
  });
});

describe('a position whose end cannot be proven', () => {
  it.each<[string, Partial<Page<Fill>>]>([
    ['fills are left out', { leftOut: [start] }],
    ['the fills go on', { next: '1' }],
    ['the exchange keeps fewer fills', { keptSince: start }],
    ['no fill is shown', { items: [] }],
  ])('is not told while %s, and is told afterwards', async (_title, page) => {
    await trade(3);
    await trade(-3);
    told = page;
    await pulls();
    expect(await closed()).toEqual([]);
    expect(progress).toMatchObject({ isBehind: true, failures: 1 });
    told = {};
    await pulls();
    expect(await closed()).toEqual([`${symbol} 0`]);
  });

  it.each<[string, Partial<Position>[]]>([
    ['in a symbol that cannot be read', [{ symbol: null, side: 'long', contracts: '1' }]],
    ['of hedge mode', [{ symbol, side: 'long', contracts: '1', isHedged: true }]],
    ['without a size', [{ symbol, side: 'long', contracts: null }]],
    ['without a side', [{ symbol, side: null, contracts: '1' }]],
    ['beside a second one', [1, 2].map(() => ({ symbol, side: 'long', contracts: '1' }) as const)],
  ])('is not told by a position %s', async (_title, positions) => {
    await trade(3);
    await trade(-2);
    Object.assign(judged.session.wallets, { positions: async () => positions });
    await pulls();
    expect(await closed()).toEqual([]);
    expect((await stored()).some(({ positionAfter }) => positionAfter !== undefined)).toBe(false);
    Object.assign(judged.session.wallets, { positions: tellPositions });
  });

  it('is not told after a settlement, which closes a position without a fill', async () => {
    await trade(3);
    await trade(-1);
    pass(minute);
    sizes[symbol] = 0;
    await read([entryOf({ id: 'SETTLED', time: clock.now, kind: 'settlement', symbol })]);
    await pulls();
    expect(await closed()).toEqual([]);
  });

  it('is not told with the reading of another key', async () => {
    await trade(3);
    await trade(-1);
    pass(minute);
    sizes[symbol] = 0;
    await pull();
    sizes[symbol] = 2;
    Object.assign(judged.session, { keyVersion: 'second' });
    await pulls();
    expect(await closed()).toEqual([]);
  });

  it('does not keep the pull from the positions of other symbols', async () => {
    const other = 'ETH/USDT:USDT';
    await trade(3, { fill: { isHedged: true } });
    await trade(-3, { fill: { isHedged: true } });
    await trade(3, { of: other });
    await trade(-3, { of: other });
    await pulls();
    expect(await closed()).toEqual([`${other} 0`]);
  });

  it('is given up after six days', async () => {
    await trade(3);
    await trade(-3);
    told = { leftOut: [start] };
    await pulls();
    requests = [];
    pass(6 * 24 * 60 * minute);
    await pull();
    expect(progress).toMatchObject({ isBehind: false });
    expect(requests).toEqual([]);
  });
});

it('the history of an earlier release is no news', async () => {
  await trade(3);
  await trade(-3);
  const { closings } = closingsAfter(judged, { coveredTo: clock.now + 1, recentDigests: {} }, await stored(), start);
  expect(closings).toMatchObject({ isBehind: false, since: clock.now + 1 });
});

it('an error of the exchange is tried again later, and an error of our own is thrown', async () => {
  await trade(3);
  await trade(-3);
  const failing = vi.spyOn(judged.session.wallets, 'positions');
  failing.mockRejectedValueOnce(new OemsError('EXCHANGE_UNAVAILABLE', 'the exchange is away'));
  await pull();
  expect(progress).toMatchObject({ isBehind: true, failures: 1, reading: null, retryAt: clock.now + 5 * minute });
  failing.mockRejectedValueOnce(new Error('a bug'));
  pass(6 * minute);
  await expect(pull()).rejects.toThrow('a bug');
  await pulls();
  expect(await closed()).toEqual([`${symbol} 0`]);
});

it('copies of a job, and a copy that slept through the pulls of a day, tell a closed position once', async () => {
  await trade(3);
  await trade(-3);
  pass(15 * minute);
  await pull();
  const asleep = progress;
  pass(15 * minute);
  await Promise.all([1, 2, 3].map(() => judgeClosings(judged, asleep, 5)));
  const first = await closed();
  pass(24 * 60 * minute);
  await judgeClosings(judged, asleep, 5);
  expect([first, await closed()]).toEqual([[`${symbol} 0`], [`${symbol} 0`]]);
});

it('an event takes its place when the end becomes known, and a client that reads by cursor gets it once', async () => {
  const tenant = judged.ledger.ref.tenant;
  const after = (cursor: string | undefined) => readEvents(tenant, { cursor, limit: 100, accountId: undefined });
  await trade(3);
  await trade(-3);
  pass(15 * minute);
  await pull();
  const before = await after(undefined);
  pass(15 * minute);
  await pull();
  const news = await after(before.next);
  expect([before.events, news.events.map(({ event }) => event.type)]).toEqual([[], ['position_closed']]);
  await pulls();
  expect((await after(news.next)).events).toEqual([]);
});
