import { describe, expect, it } from 'vitest';
import { readKrakenFuturesFills } from '../../../../../lib/exchanges/kraken/futures/fills.ts';
import { startTime } from '../../fixture-venues.ts';

const pageRows = 100;

/** `fills` as documented, newest first; "before" is read with the moment itself, or without. */
function exchangeOf(times: readonly number[], isInclusive: boolean) {
  const rows = times
    .map((time, index) => ({
      ...{ fill_id: `f${index}`, symbol: 'PF_XBTUSD', side: 'buy', order_id: 'o', size: '1', price: '80000' },
      ...{ fillTime: new Date(time).toISOString(), fillType: 'taker' },
    }))
    .toReversed();
  return async ({ lastFillTime }: Record<string, string>) => {
    const before = lastFillTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(lastFillTime);
    const isShown = ({ fillTime }: { fillTime: string }) =>
      Date.parse(fillTime) < before || (isInclusive && Date.parse(fillTime) === before);
    return { result: 'success', fills: rows.filter(isShown).slice(0, pageRows) };
  };
}

describe.each([true, false])('fills of futures, where "before" includes the moment: %s', (isInclusive) => {
  it.each([1, 99, 100])('of two ranges that meet have each of %i fills of that moment once', async (atEdge) => {
    const edge = startTime + 1000;
    const times = [startTime, ...Array.from({ length: atEdge }, () => edge), edge + 1000];
    const read = exchangeOf(times, isInclusive);
    const fillsOf = async (from: number, to: number) => {
      const { items } = await readKrakenFuturesFills(read, { from, to, limit: 500 }, () => 'BTC/USD:USD');
      return items.map(({ timestamp }) => timestamp);
    };
    expect(await fillsOf(startTime, edge)).toEqual([startTime]);
    expect((await fillsOf(edge, edge + 1000)).length).toBe(atEdge);
  });
});

it.each([7, 100, 500])(
  'fills of pages that tell the oldest first are read to the end in parts of %i',
  async (limit) => {
    const times = Array.from({ length: 250 }, (_, index) => startTime + index);
    const newestFirst = exchangeOf(times, false);
    const read = async (query: Record<string, string>) => {
      const { fills } = await newestFirst(query);
      return { result: 'success', fills: fills.toReversed() };
    };
    const told: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await readKrakenFuturesFills(read, { limit, ...(cursor ? { cursor } : {}) }, () => 'BTC/USD:USD');
      told.push(...page.items.map(({ timestamp }) => timestamp));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(told).toEqual(times.toReversed());
  },
);

it('fills that one answer has shown are told, also where no later answer shows them', async () => {
  const shown = exchangeOf([startTime, startTime + 1, startTime + 2], false);
  let answers = 0;
  const read = async (query: Record<string, string>) => {
    answers += 1;
    return answers === 1 ? shown(query) : { result: 'success', fills: [] };
  };
  const { items, leftOut } = await readKrakenFuturesFills(read, { limit: 100 }, () => 'BTC/USD:USD');
  expect([items.map(({ timestamp }) => timestamp - startTime), leftOut]).toEqual([[2, 1, 0], []]);
});

/** Moments of `inMoment` fills each; a page has the first rows of an order of the exchange's own, and writes them as `written` says. */
function momentsOf(
  count: number,
  inMoment: number,
  written: (rows: readonly object[]) => object[],
  isInclusive: boolean,
) {
  const times = Array.from({ length: count }, (_, index) => startTime + Math.floor(index / inMoment));
  const read = exchangeOf(times, isInclusive);
  return async (query: Record<string, string>) => ({ fills: written((await read(query)).fills) });
}

const orders = {
  newest: (rows: readonly object[]) => [...rows],
  oldest: (rows: readonly object[]) => rows.toReversed(),
  by_id: (rows: readonly object[]) => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
};

describe.each([true, false])('fills of moments on both sides of a page edge, "before" includes: %s', (isInclusive) => {
  it.each(Object.entries(orders))(
    'are told once each where a page is written in the order %s',
    async (_name, written) => {
      for (const [count, inMoment] of [
        [80, 80],
        [170, 80],
        [210, 60],
        [100, 50],
        [9, 4],
        [1, 1],
      ] as const) {
        const read = momentsOf(count, inMoment, written, isInclusive);
        for (const limit of [1, 7, 50, 500]) {
          const ids: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await readKrakenFuturesFills(
              read,
              { limit, ...(cursor ? { cursor } : {}) },
              () => 'BTC/USD:USD',
            );
            ids.push(...page.items.map(({ id }) => id));
            expect(page.leftOut).toEqual([]);
            cursor = page.next ?? undefined;
          } while (cursor !== undefined);
          expect(ids.toSorted()).toEqual(Array.from({ length: count }, (_, index) => `f${index}`).toSorted());
        }
      }
    },
  );
});

it.each([
  ['that a shorter page than documented fills', 3, [startTime]],
  ['that the page has room for', 2, []],
])('a moment %s, with older fills below, is a gap where fills are hidden alone', async (_what, count, gaps) => {
  const times = [startTime - 5, ...Array.from({ length: count }, () => startTime)];
  const whole = exchangeOf(times, false);
  const read = async (query: Record<string, string>) => {
    const answer = await whole(query);
    return { ...answer, fills: answer.fills.slice(0, 2 + (count === 2 ? 1 : 0)) };
  };
  const { leftOut } = await readKrakenFuturesFills(read, { limit: 10 }, () => 'BTC/USD:USD');
  expect(leftOut).toEqual(gaps);
});

it('a cursor of earlier releases is refused with the remedy', async () => {
  const read = exchangeOf([startTime, startTime], false);
  const call = readKrakenFuturesFills(read, { limit: 1, cursor: `${startTime}.f1` }, () => 'BTC/USD:USD');
  await expect(call).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: /begin again without a cursor/ });
});

it.each([
  ['usd', 'USD'],
  ['xbt', 'BTC'],
  ['BTC', 'BTC'],
])('a fee in %s is a fee in %s, as the account log and the wallets tell the asset', async (fee_currency, asset) => {
  const { fills } = await exchangeOf([startTime], false)({});
  const read = async () => ({
    result: 'success',
    fills: fills.map((row) => ({ ...row, fee_paid: '1', fee_currency })),
  });
  const { items } = await readKrakenFuturesFills(read, { limit: 1 }, () => 'BTC/USD:USD');
  expect(items).toMatchObject([{ fee: '1', feeAsset: asset }]);
});
