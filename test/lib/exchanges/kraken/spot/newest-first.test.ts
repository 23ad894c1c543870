import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKrakenFills } from '../../../../../lib/exchanges/kraken/spot/fills.ts';
import { readSpotLedger } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import { startTime } from '../../fixture-venues.ts';

const pageRows = 50;
const newest = startTime / 1000;

/** Rows by id, the first is the newest; seconds apart. */
function rowsOf(count: number, prefix: string) {
  const row = { ordertxid: 'O', pair: 'XXBTZUSD', side: 'buy', type: 'buy', price: '80000', vol: '0.01' };
  const booked = { refid: 'T', asset: 'ZUSD', amount: '1', fee: '0', balance: '1' };
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${String(index).padStart(5, '0')}-AAAAA-AAAAAA`,
    row: { ...row, ...booked, time: newest - index },
  }));
}

/** A page of a history as a dictionary in the order that `shuffled` makes of its rows. */
function historyOf(rows: ReturnType<typeof rowsOf>, key: string, shuffled: (page: typeof rows) => typeof rows) {
  return async ({ end, ofs = '0' }: Record<string, string>) => {
    const shown = rows.slice(end === undefined ? 0 : rows.findIndex(({ id }) => id === end));
    const page = shuffled(shown.slice(Number(ofs), Number(ofs) + pageRows));
    const told = Object.fromEntries(page.map(({ id, row }) => [id, row]));
    return { error: [], result: { [key]: told, count: shown.length } };
  };
}

describe('a history whose pages tell their rows in any order', () => {
  const anyOrder = fc.tuple(
    fc.integer({ min: 1, max: 170 }),
    fc.integer({ min: 1, max: 60 }),
    fc.infiniteStream(fc.nat()),
  );

  it('has each fill once', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ([count, limit, keys]) => {
        const rows = rowsOf(count, 'T');
        const read = historyOf(rows, 'trades', (page) => {
          const order = new Map(page.map(({ id }) => [id, keys.next().value ?? 0]));
          return page.toSorted((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
        });
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await readKrakenFills(read, { limit, ...(cursor ? { cursor } : {}) }, () => 'BTC/USD');
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(ids).toEqual(rows.map(({ id }) => id));
      }),
      { numRuns: 30 },
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
