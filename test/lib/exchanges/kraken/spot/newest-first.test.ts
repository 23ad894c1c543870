import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKrakenFills } from '../../../../../lib/exchanges/kraken/spot/fills.ts';
import { readSpotLedger } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import { startTime } from '../../fixture-venues.ts';

const pageRows = 50;
const newest = startTime / 1000;

/** Rows by id, the first is the newest; `inMoment` rows share a time, and moments are seconds apart. */
function rowsOf(count: number, prefix: string, inMoment = 1) {
  const row = { ordertxid: 'O', pair: 'XXBTZUSD', side: 'buy', type: 'buy', price: '80000', vol: '0.01' };
  const booked = { refid: 'T', asset: 'ZUSD', amount: '1', fee: '0', balance: '1' };
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${String(index).padStart(5, '0')}-AAAAA-AAAAAA`,
    row: { ...row, ...booked, time: newest - Math.floor(index / inMoment) },
  }));
}

type Rows = ReturnType<typeof rowsOf>;

/** A page of a history as a dictionary in the order that `shuffled` makes of its rows; `end` is a time or an id, and inclusive. */
function historyOf(rows: Rows, key: string, shuffled: (page: Rows) => Rows) {
  return async ({ end, ofs = '0' }: Record<string, string>) => {
    const first = rows.findIndex(({ id, row }) => end === undefined || id === end || row.time <= Number(end));
    const shown = first === -1 ? [] : rows.slice(first);
    const page = shuffled(shown.slice(Number(ofs), Number(ofs) + pageRows));
    const told = Object.fromEntries(page.map(({ id, row }) => [id, row]));
    return { error: [], result: { [key]: told, count: shown.length } };
  };
}

function inAnyOrder(keys: Iterator<number>): (page: Rows) => Rows {
  return (page) => {
    const order = new Map(page.map(({ id }) => [id, keys.next().value ?? 0]));
    return page.toSorted((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
  };
}

describe('a history whose pages tell their rows in any order', () => {
  const anyOrder = fc.tuple(
    fc.integer({ min: 1, max: 170 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(1, 2, 3, 60, 120),
    fc.infiniteStream(fc.nat()),
  );

  it('has each fill once, newest first, of one moment too', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ([count, limit, inMoment, keys]) => {
        // The exchange pages the rows of one moment in an order of its own.
        const rows = inAnyOrder(keys)(rowsOf(count, 'T', inMoment)).toSorted((a, b) => b.row.time - a.row.time);
        const read = historyOf(rows, 'trades', inAnyOrder(keys));
        const told: (readonly [string, number])[] = [];
        let cursor: string | undefined;
        do {
          const page = await readKrakenFills(read, { limit, ...(cursor ? { cursor } : {}) }, () => 'BTC/USD');
          told.push(...page.items.map(({ id, timestamp }) => [id, timestamp] as const));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(told.map(([id]) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
        expect(told.map(([, time]) => time)).toEqual(rows.map(({ row }) => row.time * 1000));
      }),
      { numRuns: 60 },
    );
  });

  it('has each entry of the ledger once, oldest first', async () => {
    const rows = rowsOf(130, 'L');
    const ledgers = historyOf(rows, 'ledger', (page) => [...page.slice(7), ...page.slice(0, 7)]);
    const { entries, isLast } = await readSpotLedger(
      ledgers,
      { since: null, after: null, maxRequests: 9 },
      (asset) => asset,
    );
    expect([entries.map(({ id }) => id), isLast]).toEqual([rows.map(({ id }) => id).toReversed(), true]);
  });
});
