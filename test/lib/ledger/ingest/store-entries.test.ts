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
  const entries: LedgerEntry[] = [];
  for await (const page of readEntries(of, { from: 0, to: endOfTime })) entries.push(...page);
  return entries;
}
const nothingKnown = { recentDigests: {}, mayBeStored: true };
const many = Array.from({ length: 40 }, (_, index) => entryOf({ id: String(index + 1), time: ledgerStart + index }));
function changed(entry: LedgerEntry): LedgerEntry {
  return { ...entry, balanceAfter: '7', digest: 'another' };
}

describe('a ledger entry', () => {
  it('is stored once, with the decimals as they were sent', async () => {
    const entry = entryOf({ id: '1', before: '0.10', after: '1.500', fee: '1e-7' });
    for (let time = 0; time < 3; time += 1) expect(await storeEntries(ledger, [entry], nothingKnown)).toEqual([]);
    expect(await stored()).toEqual([entry]);
  });

  it.each([
    ['few', many.slice(0, 2)],
    ['many', many],
  ])('that returns with other content among %s is an alarm, and the stored entry stays', async (_, entries) => {
    await storeEntries(ledger, entries, nothingKnown);
    const again = entries.map((entry, index) => (index === 1 ? changed(entry) : entry));
    expect(await storeEntries(ledger, again, nothingKnown)).toEqual(['2']);
    expect(await stored()).toEqual(entries);
  });

  it('that returns with another time is not stored a second time', async () => {
    await storeEntries(ledger, many, nothingKnown);
    const moved = { ...(many[3] as LedgerEntry), time: ledgerStart + 9, digest: 'another' };
    const recentDigests = Object.fromEntries(many.map(({ id, digest }) => [id, digest]));
    expect(await storeEntries(ledger, [moved], { recentDigests, mayBeStored: true })).toEqual(['4']);
    expect(await storeEntries(ledger, [...many.filter(({ id }) => id !== '4'), moved], nothingKnown)).toEqual(['4']);
    expect(await stored()).toEqual(many);
  });

  it('of another customer with the same number and time is another entry', async () => {
    const [mine, theirs] = ['alice', 'bob'].map((owner) => many.map((entry) => ({ ...entry, owner, digest: owner })));
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
    const rowsIn = (other: LedgerName): LedgerEntry[] =>
      many.map((entry) => ({ ...entry, digest: JSON.stringify(other) }));
    for (const other of [ledger, ...others]) expect(await storeEntries(other, rowsIn(other), nothingKnown)).toEqual([]);
    for (const other of [ledger, ...others]) expect(await stored(other)).toEqual(rowsIn(other));
  });

  it('numbered 9 comes before number 10 of the same moment', async () => {
    const entries = ['10', '9', '100'].map((id) => entryOf({ id }));
    await storeEntries(ledger, entries, nothingKnown);
    expect((await stored()).map(({ id }) => id)).toEqual(['9', '10', '100']);
  });
});
