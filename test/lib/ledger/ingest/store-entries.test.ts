import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { storeEntries } from '../../../../lib/ledger/ingest/store-entries.ts';
import type { LedgerName } from '../../../../lib/ledger/store/ledger-name.ts';
import { endOfTime, readEntries, storedDigests } from '../../../../lib/ledger/store/ledger-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, ledgerStart } from '../fixture-ledger.ts';

useEmbeddedTable();

let serial = 0;
let ledger: LedgerName;
beforeEach(() => {
  serial += 1;
  ledger = { ref: { tenant: 'alpha', accountId: `account-${serial}` }, exchange: 'kraken', stream: 'spot' };
});

async function stored(of = ledger): Promise<LedgerEntry[]> {
  const rows: LedgerEntry[] = [];
  for await (const page of readEntries(of, { from: 0, to: endOfTime })) rows.push(...page);
  return rows;
}
const nothingKnown = { recentDigests: {}, mayBeStored: true };
const many = Array.from({ length: 40 }, (_, index) => entryOf({ id: String(index + 1), time: ledgerStart + index }));
function changed(row: LedgerEntry): LedgerEntry {
  return { ...row, balanceAfter: '7', digest: 'another' };
}

describe('a row', () => {
  it('is stored once, with the decimals as they were sent', async () => {
    const row = entryOf({ id: '1', before: '0.10', after: '1.500', fee: '1e-7' });
    for (let time = 0; time < 3; time += 1) expect(await storeEntries(ledger, [row], nothingKnown)).toEqual([]);
    expect(await stored()).toEqual([row]);
  });

  it.each([
    ['few', many.slice(0, 2)],
    ['many', many],
  ])('that comes again with other content among %s is an alarm, and what was stored stays', async (_, rows) => {
    await storeEntries(ledger, rows, nothingKnown);
    const again = rows.map((row, index) => (index === 1 ? changed(row) : row));
    expect(await storeEntries(ledger, again, nothingKnown)).toEqual(['2']);
    expect(await stored()).toEqual(rows);
  });

  it('that comes again with another time is not stored beside itself', async () => {
    await storeEntries(ledger, many, nothingKnown);
    const moved = { ...(many[3] as LedgerEntry), time: ledgerStart + 9, digest: 'another' };
    const recentDigests = Object.fromEntries(many.map(({ id, digest }) => [id, digest]));
    expect(await storeEntries(ledger, [moved], { recentDigests, mayBeStored: true })).toEqual(['4']);
    expect(await storeEntries(ledger, [...many.filter(({ id }) => id !== '4'), moved], nothingKnown)).toEqual(['4']);
    expect(await stored()).toEqual(many);
  });

  it('of another customer with the same number and moment is another row', async () => {
    const [mine, theirs] = ['alice', 'bob'].map((owner) => many.map((row) => ({ ...row, owner, digest: owner })));
    await storeEntries(ledger, mine as LedgerEntry[], nothingKnown);
    expect(await storeEntries(ledger, theirs as LedgerEntry[], nothingKnown)).toEqual([]);
    expect(await stored()).toHaveLength(80);
    expect((await storedDigests(ledger, { from: 0, to: endOfTime }, 'bob')).get('1')).toBe('bob');
  });

  it('of another tenant, account or stream is in another ledger', async () => {
    const others: LedgerName[] = [
      { ...ledger, ref: { ...ledger.ref, tenant: 'beta' } },
      { ...ledger, ref: { ...ledger.ref, accountId: `${ledger.ref.accountId}x` } },
      { ...ledger, stream: 'futures' },
    ];
    const rowsIn = (other: LedgerName): LedgerEntry[] => many.map((row) => ({ ...row, digest: JSON.stringify(other) }));
    for (const other of [ledger, ...others]) expect(await storeEntries(other, rowsIn(other), nothingKnown)).toEqual([]);
    for (const other of [ledger, ...others]) expect(await stored(other)).toEqual(rowsIn(other));
  });

  it('numbered 9 is before the one numbered 10 of the same moment', async () => {
    const rows = ['10', '9', '100'].map((id) => entryOf({ id }));
    await storeEntries(ledger, rows, nothingKnown);
    expect((await stored()).map(({ id }) => id)).toEqual(['9', '10', '100']);
  });
});
