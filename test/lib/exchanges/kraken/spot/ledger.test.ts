import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OemsError } from '../../../../../lib/errors.ts';
import { readSpotLedger, spotOwner } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import type { LedgerRequest } from '../../../../../lib/exchanges/model/ledger-entry.ts';

interface Row {
  readonly id: string;
  /** Epoch seconds. */
  readonly time: number;
}

function rowsOf(times: readonly number[]): Row[] {
  return times.toSorted((a, b) => a - b).map((time, index) => ({ id: `L${String(index).padStart(4, '0')}`, time }));
}

function wire({ time }: Row) {
  return {
    refid: 'T1',
    time,
    type: 'trade',
    subtype: 'tradespot',
    aclass: 'currency',
    asset: 'ZUSD',
    amount: '-1.10',
    fee: '0.0026',
    balance: '10.5000',
  };
}

/** Ledgers as documented: newest first, `start` exclusive, `end` inclusive, both seconds or an id, `size` rows a page. */
function venueOf(rows: Row[], size: number) {
  const queries: Record<string, string>[] = [];
  const indexOf = (id: string): number => {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) return index;
    throw new OemsError('INVALID_REQUEST', 'no', {
      details: [{ message: '', exchangeCode: 'EGeneral:Invalid arguments:start' }],
    });
  };
  const isLater = (row: Row, bound: string): boolean =>
    /^\d/.test(bound) ? row.time > Number(bound) : rows.indexOf(row) > indexOf(bound);
  const ledgers = async (query: Record<string, string>): Promise<unknown> => {
    queries.push(query);
    const { start, end, ofs = '0' } = query;
    const found = rows
      .filter((row) => (start === undefined || isLater(row, start)) && (end === undefined || !isLater(row, end)))
      .toReversed();
    const page = found.slice(Number(ofs), Number(ofs) + size);
    return {
      error: [],
      result: { ledger: Object.fromEntries(page.map((row) => [row.id, wire(row)])), count: found.length },
    };
  };
  return { queries, ledgers };
}

const whole: LedgerRequest = { since: null, after: null, maxRequests: 100 };
function read(ledgers: ReturnType<typeof venueOf>['ledgers'], request: Partial<LedgerRequest> = {}) {
  return readSpotLedger(ledgers, { ...whole, ...request }, (asset) => asset);
}
function ids(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
function seconds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1_000 + index);
}

describe('the ledger of Kraken Spot', () => {
  it('is read oldest first without a hole or a double, whatever the size of its pages and of its moments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1_000, max: 1_010 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (times, size) => {
          const rows = rowsOf(times);
          const page = await read(venueOf(rows, size).ledgers);
          expect([ids(page.rows), page.isLast]).toEqual([ids(rows), true]);
        },
      ),
    );
  });

  it('goes on behind a row, also among rows of its moment, in as many readings as it takes', async () => {
    const rows = rowsOf(Array.from({ length: 23 }, (_, index) => 1_000 + Math.floor(index / 6)));
    const { ledgers } = venueOf(rows, 4);
    const found: string[] = [];
    let after: LedgerRequest['after'] = null;
    for (let left = 20; left > 0; left -= 1) {
      const page = await read(ledgers, { after, maxRequests: 3 });
      found.push(...ids(page.rows));
      const last = page.rows.at(-1);
      if (page.isLast) break;
      expect(page.requests).toBeLessThanOrEqual(3);
      after = last === undefined ? after : { id: last.id, time: last.time };
    }
    expect(found).toEqual(ids(rows));
  });

  it('includes the moment it is asked from', async () => {
    const { ledgers } = venueOf(rowsOf(seconds(10)), 50);
    expect(ids((await read(ledgers, { since: 1_004_000 })).rows)).toEqual([
      'L0004',
      'L0005',
      'L0006',
      'L0007',
      'L0008',
      'L0009',
    ]);
  });

  it('goes on from the moment of a row that the exchange no longer knows', async () => {
    const { ledgers, queries } = venueOf(rowsOf(seconds(5)), 50);
    const page = await read(ledgers, { after: { id: 'LGONE', time: 1_003_000 } });
    expect([ids(page.rows), queries.length]).toEqual([['L0003', 'L0004'], 2]);
  });

  it('stops where a row has appeared inside it meanwhile: what was read before has no hole', async () => {
    const rows = rowsOf(seconds(12));
    const { ledgers, queries } = venueOf(rows, 4);
    const moving = async (query: Record<string, string>) => {
      if (queries.length === 2) rows.splice(6, 0, { id: 'LLATE', time: 1_005.5 });
      return ledgers(query);
    };
    const page = await read(moving);
    expect([ids(page.rows), page.isLast]).toEqual([['L0000', 'L0001', 'L0002', 'L0003'], false]);
  });

  it('leaves out rows that are newer than its first answer', async () => {
    const rows = rowsOf(seconds(9));
    const { ledgers, queries } = venueOf(rows, 4);
    const growing = async (query: Record<string, string>) => {
      if (queries.length === 1) rows.push({ id: 'LNEW', time: 2_000 });
      return ledgers(query);
    };
    const page = await read(growing);
    expect([ids(page.rows), page.isLast]).toEqual([ids(rows.slice(0, 9)), true]);
  });

  it('tells what a row found and left in the exchange’s own digits', async () => {
    const [row] = (await read(venueOf(rowsOf([1_000.1234]), 50).ledgers)).rows;
    expect(row).toMatchObject({
      time: 1_000_123,
      change: '-1.1026',
      balanceBefore: null,
      balanceAfter: '10.5000',
      fee: '0.0026',
      kind: 'trade',
      tradeId: 'T1',
    });
  });

  it.each([
    ['without a count', { error: [], result: { ledger: {} } }],
    ['with a count of rows that it does not show', { error: [], result: { ledger: {}, count: 3 } }],
    ['without a ledger', { error: [], result: { count: 0 } }],
    [
      'with a row that lacks its balance',
      { error: [], result: { ledger: { L1: { ...wire({ id: 'L1', time: 1 }), balance: undefined } }, count: 1 } },
    ],
  ])('is garbled %s, and not empty', async (_, answer) => {
    await expect(read(async () => answer)).rejects.toThrow();
  });
});

describe('the owner of the ledger', () => {
  const answer = (iban?: string) => ({ error: [], result: { nonce: '1', ...(iban === undefined ? {} : { iban }) } });

  it('is one per IBAN, which it does not show', () => {
    const [one, other] = [spotOwner(answer('AA17 N84G')), spotOwner(answer('AA17 N84H'))];
    expect([one === other, one === spotOwner(answer('AA17 N84G')), one?.includes('N84G')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('is nobody where there is no IBAN, and unknown where the answer tells nothing', () => {
    expect(spotOwner(answer())).toBeNull();
    expect(() => spotOwner({ error: [], result: {} })).toThrow();
  });
});
