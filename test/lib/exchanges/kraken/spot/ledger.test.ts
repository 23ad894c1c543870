import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OemsError } from '../../../../../lib/errors.ts';
import { readSpotLedger, spotOwner } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import type { LedgerRequest } from '../../../../../lib/exchanges/model/ledger-entry.ts';

interface StoredEntry {
  readonly id: string;
  /** Epoch seconds. */
  readonly time: number;
}

function entriesOf(times: readonly number[]): StoredEntry[] {
  return times.toSorted((a, b) => a - b).map((time, index) => ({ id: `L${String(index).padStart(4, '0')}`, time }));
}

function wire({ time }: StoredEntry) {
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

/** Ledgers as documented: newest first, `start` exclusive, `end` inclusive, both seconds or an id, `size` entries a page. */
function ledgerOf(entries: StoredEntry[], size: number, write = (page: StoredEntry[]) => page) {
  const queries: Record<string, string>[] = [];
  const indexOf = (id: string): number => {
    const index = entries.findIndex((entry) => entry.id === id);
    if (index >= 0) return index;
    throw new OemsError('INVALID_REQUEST', 'no', {
      details: [{ message: '', exchangeCode: 'EGeneral:Invalid arguments:start' }],
    });
  };
  const isLater = (entry: StoredEntry, bound: string): boolean =>
    /^\d/.test(bound) ? entry.time > Number(bound) : entries.indexOf(entry) > indexOf(bound);
  const ledgers = async (query: Record<string, string>): Promise<unknown> => {
    queries.push(query);
    const { start, end, ofs = '0' } = query;
    const found = entries
      .filter((entry) => (start === undefined || isLater(entry, start)) && (end === undefined || !isLater(entry, end)))
      .toReversed();
    const page = found.slice(Number(ofs), Number(ofs) + size);
    return {
      error: [],
      result: { ledger: Object.fromEntries(write(page).map((entry) => [entry.id, wire(entry)])), count: found.length },
    };
  };
  return { queries, ledgers };
}

const whole: LedgerRequest = { since: null, after: null, maxRequests: 100 };
function read(ledgers: ReturnType<typeof ledgerOf>['ledgers'], request: Partial<LedgerRequest> = {}) {
  return readSpotLedger(ledgers, { ...whole, ...request }, (asset) => asset);
}
function ids(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}
function seconds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1_000 + index);
}

describe('the ledger of Kraken Spot', () => {
  it('the spot ledger is read oldest first without a gap or a duplicate, whatever the size of its pages and of its moments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1_000, max: 1_010 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (times, size) => {
          const entries = entriesOf(times);
          const page = await read(ledgerOf(entries, size).ledgers);
          expect([ids(page.entries), page.isLast]).toEqual([ids(entries), true]);
        },
      ),
    );
  });

  it.each([
    ['oldest first', (page: StoredEntry[]) => page.toReversed()],
    ['by id', (page: StoredEntry[]) => page.toSorted((a, b) => (a.id < b.id ? -1 : 1))],
  ])('the spot ledger is read to its end where a page is written %s and ends in one moment', async (_, write) => {
    const entries = entriesOf([1_000, 1_001, 1_002, 1_003, 1_003, 1_003]);
    const page = await read(ledgerOf(entries, 4, write).ledgers);
    expect([new Set(ids(page.entries)), page.isLast, page.requests]).toEqual([new Set(ids(entries)), true, 3]);
  });

  it('the spot ledger is continued after an entry, also among entries of one moment, over several reads', async () => {
    const entries = entriesOf(Array.from({ length: 23 }, (_, index) => 1_000 + Math.floor(index / 6)));
    const { ledgers } = ledgerOf(entries, 4);
    const found: string[] = [];
    let after: LedgerRequest['after'] = null;
    for (let left = 20; left > 0; left -= 1) {
      const page = await read(ledgers, { after, maxRequests: 3 });
      found.push(...ids(page.entries));
      const last = page.entries.at(-1);
      if (page.isLast) break;
      expect(page.requests).toBeLessThanOrEqual(3);
      after = last === undefined ? after : { id: last.id, time: last.time };
    }
    expect(found).toEqual(ids(entries));
  });

  it('a page of the spot ledger that is shorter than the first page ends the reading before the entries that it lacks', async () => {
    const entries = entriesOf(seconds(20));
    const { ledgers } = ledgerOf(entries, 5);
    // The third answer has the entries L0005 to L0009, and lacks two of them.
    const cut = async (query: Record<string, string>) => {
      const answer = (await ledgers(query)) as { result: { ledger: Record<string, unknown>; count: number } };
      if (query.ofs !== '10') return answer;
      const { L0005: _first, L0006: _second, ...ledger } = answer.result.ledger;
      return { error: [], result: { ...answer.result, ledger } };
    };
    const { entries: found, isLast } = await read(cut);
    expect([ids(found), isLast]).toEqual([ids(entries.slice(0, 5)), false]);
  });

  it('the spot ledger includes the moment from which it was requested', async () => {
    const { ledgers } = ledgerOf(entriesOf(seconds(10)), 50);
    expect(ids((await read(ledgers, { since: 1_004_000 })).entries)).toEqual([
      'L0004',
      'L0005',
      'L0006',
      'L0007',
      'L0008',
      'L0009',
    ]);
  });

  it('the spot ledger is continued from the moment of an entry that the exchange no longer knows', async () => {
    const { ledgers, queries } = ledgerOf(entriesOf(seconds(5)), 50);
    const page = await read(ledgers, { after: { id: 'LGONE', time: 1_003_000 } });
    expect([ids(page.entries), queries.length]).toEqual([['L0003', 'L0004'], 2]);
  });

  it('reading the spot ledger stops where an entry has appeared meanwhile, so that the entries read have no gap', async () => {
    const entries = entriesOf(seconds(12));
    const { ledgers, queries } = ledgerOf(entries, 4);
    const moving = async (query: Record<string, string>) => {
      if (queries.length === 2) entries.splice(6, 0, { id: 'LLATE', time: 1_005.5 });
      return ledgers(query);
    };
    const page = await read(moving);
    expect([ids(page.entries), page.isLast]).toEqual([['L0000', 'L0001', 'L0002', 'L0003'], false]);
  });

  it('a read of the spot ledger leaves out entries that are newer than its first answer', async () => {
    const entries = entriesOf(seconds(9));
    const { ledgers, queries } = ledgerOf(entries, 4);
    const growing = async (query: Record<string, string>) => {
      if (queries.length === 1) entries.push({ id: 'LNEW', time: 2_000 });
      return ledgers(query);
    };
    const page = await read(growing);
    expect([ids(page.entries), page.isLast]).toEqual([ids(entries.slice(0, 9)), true]);
  });

  it('an entry of the spot ledger keeps the exchange’s own digits', async () => {
    const [entry] = (await read(ledgerOf(entriesOf([1_000.1234]), 50).ledgers)).entries;
    expect(entry).toMatchObject({
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
    ['with a count of entries that it does not show', { error: [], result: { ledger: {}, count: 3 } }],
    ['without a ledger', { error: [], result: { count: 0 } }],
    [
      'of a record without time and reference',
      {
        error: [],
        result: { ledger: { L1: { ...wire({ id: 'L1', time: 1 }), time: 'soon', refid: null } }, count: 1 },
      },
    ],
  ])('a spot ledger answer %s is malformed, and not empty', async (_, answer) => {
    await expect(read(async () => answer)).rejects.toThrow();
  });
});

describe('the owner of the ledger', () => {
  const answer = (iban?: string) => ({ error: [], result: { nonce: '1', ...(iban === undefined ? {} : { iban }) } });

  it('each IBAN has one owner id, which does not show the IBAN', () => {
    const [one, other] = [spotOwner(answer('AA17 N84G')), spotOwner(answer('AA17 N84H'))];
    expect([one === other, one === spotOwner(answer('AA17 N84G')), one?.includes('N84G')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('an answer without an IBAN has no owner, and an answer without any content is an error', () => {
    expect(spotOwner(answer())).toBeNull();
    expect(() => spotOwner({ error: [], result: {} })).toThrow();
  });
});
