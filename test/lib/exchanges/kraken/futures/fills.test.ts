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
