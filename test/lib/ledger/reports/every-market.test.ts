import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { PageRequest } from '../../../../lib/exchanges/model/history.ts';
import { type HistoryPage, pageOfEveryMarket } from '../../../../lib/ledger/reports/every-market.ts';
import { coverageFor, moreFollows } from '../../../../lib/ledger/store/coverage.ts';

vi.spyOn(console, 'log').mockImplementation(() => undefined);

type Row = { readonly timestamp: number; readonly id: string };
/** Each market's rows, newest first, by time. */
let rows: Record<MarketType, readonly number[]>;
let failing: Partial<Record<MarketType, OemsError>>;
let asked: string[];

beforeEach(() => {
  rows = { spot: [90, 70, 50, 30], swap: [80, 60, 40] };
  failing = {};
  asked = [];
});

/** Cursors are the time below which the page lies. */
async function read(marketType: MarketType, { cursor, limit }: PageRequest): Promise<HistoryPage<Row>> {
  asked.push(`${marketType} ${cursor ?? 'newest'}`);
  const error = failing[marketType];
  if (error !== undefined) throw error;
  const below = rows[marketType].filter((time) => cursor === undefined || time < Number(cursor));
  const items = below.slice(0, limit).map((timestamp) => ({ timestamp, id: `${marketType} ${timestamp}` }));
  const last = items.at(-1)?.timestamp ?? null;
  const next = below.length > limit ? String(last) : null;
  const reasons = next === null ? [] : [moreFollows];
  const coverage = coverageFor({ proof: null, from: next === null ? null : last, to: null, gaps: [], reasons });
  return { items, next, source: marketType, coverage };
}

const keys = { spot: { version: 's' }, swap: { version: 'f' } };
function accountWith(changes: object = {}): Account {
  return { exchange: 'kraken', credentials: keys, ...changes } as unknown as Account;
}
const page = (cursor?: string, account = accountWith()) => pageOfEveryMarket(account, { limit: 2, cursor }, read);
const away = new OemsError('EXCHANGE_UNAVAILABLE', 'the exchange is away');
const outcomes = (parts: Awaited<ReturnType<typeof page>>['parts']) =>
  parts?.map(({ marketType, outcome }) => [marketType, outcome]);

describe('pages over every market', () => {
  it('hold every row once, newest first in each page, and the first page holds the newest rows', async () => {
    const first = await page();
    expect(first.items.map(({ timestamp }) => timestamp)).toEqual([90, 80, 70, 60]);
    expect(first.coverage).toMatchObject({ from: 70, to: null, complete: false });
    const second = await page(first.next ?? '');
    expect(second.items.map(({ timestamp }) => timestamp)).toEqual([50, 40, 30]);
    expect([second.next, second.coverage.complete]).toEqual([null, true]);
  });

  it('ask a market that was read to its end no more', async () => {
    rows = { spot: [90, 70, 50], swap: [80] };
    const first = await page();
    asked = [];
    expect((await page(first.next ?? '')).items).toEqual([{ timestamp: 50, id: 'spot 50' }]);
    expect(asked).toEqual(['spot 70']);
  });

  it('a market that fails keeps its place, and the rest is served as not complete', async () => {
    failing = { swap: away };
    const first = await page();
    expect(outcomes(first.parts)).toEqual([
      ['spot', 'done'],
      ['swap', 'failed'],
    ]);
    expect([first.coverage.complete, first.items.length]).toEqual([false, 2]);
    failing = {};
    const second = await page(first.next ?? '');
    expect(second.items.map(({ timestamp }) => timestamp)).toEqual([80, 60, 50, 30]);
    expect((await page(second.next ?? '')).items.map(({ timestamp }) => timestamp)).toEqual([40]);
  });

  it('a market that fails is the reason why a page is not complete, also where every other market is read to its end', async () => {
    rows = { spot: [90], swap: [80] };
    failing = { swap: away };
    const { coverage } = await page();
    expect(coverage).toMatchObject({ complete: false });
    expect(coverage.reasons).toContain('swap could not be read: the exchange is away');
  });

  it('are an error where the only market left fails: a client that reads on is told', async () => {
    rows = { spot: [90], swap: [80] };
    failing = { swap: away };
    const { next } = await page();
    await expect(page(next ?? '')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('are an error where every market fails, with the words of each', async () => {
    failing = { spot: away, swap: new OemsError('KEY_REFUSED', 'the key is refused') };
    const details = [{ message: 'the key is refused' }];
    await expect(page()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE', details });
  });

  it.each(['garbage', 'all.', 'all.bm90IGpzb24', `all.${Buffer.from('{"spot":7}').toString('base64url')}`, '80'])(
    'are refused for the cursor %s, before any market is asked',
    async (cursor) => {
      await expect(page(cursor)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect(asked).toEqual([]);
    },
  );
});

describe('a market without a key', () => {
  const { swap: _swap, ...spotAlone } = keys;

  it('that never had a key is told, and keeps nothing from being complete', async () => {
    rows = { spot: [90], swap: [80] };
    const { parts, coverage } = await page(undefined, accountWith({ credentials: spotAlone }));
    expect([outcomes(parts)?.[1], coverage.complete, asked]).toEqual([
      ['swap', 'not_configured'],
      true,
      ['spot newest'],
    ]);
  });

  it('whose key was removed makes the answer incomplete', async () => {
    rows = { spot: [90], swap: [80] };
    const account = accountWith({ credentials: spotAlone, changedKeys: new Set(['swap']) });
    const { coverage, parts } = await page(undefined, account);
    expect([coverage.complete, parts?.map(({ isWhole }) => isWhole)]).toEqual([false, [true, false]]);
  });

  it('every market without a key is PERMISSION_DENIED', async () => {
    await expect(page(undefined, accountWith({ credentials: {} }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('is served from the ledger that the table still has', async () => {
    const ledgers = await pageOfEveryMarket(accountWith({ credentials: {} }), { limit: 2 }, read, { needsKey: false });
    expect(ledgers.items).toHaveLength(4);
  });
});

it('a market that has nothing of the kind is not_supported, and keeps nothing from being complete', async () => {
  rows = { spot: [], swap: [80] };
  failing = { spot: new OemsError('NOT_SUPPORTED', 'spot has no such thing') };
  const { parts, coverage } = await page();
  expect([outcomes(parts)?.[0], coverage.complete]).toEqual([['spot', 'not_supported'], true]);
});

it('a market that tells one symbol alone is not_supported, and the answer is not complete: rows may be there', async () => {
  rows = { spot: [90], swap: [] };
  const details = [{ field: 'symbol', message: 'swap tells one symbol at a time; send a symbol' }];
  failing = {
    swap: new OemsError('NOT_SUPPORTED', 'symbol: swap tells one symbol at a time; send a symbol', { details }),
  };
  const { parts, coverage, next } = await page();
  expect([outcomes(parts)?.[1], parts?.[1]?.isWhole, next]).toEqual([['swap', 'not_supported'], false, null]);
  expect(coverage).toMatchObject({ complete: false, reasons: [expect.stringContaining('send a symbol')] });
});
