import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import type { LedgerBalance, LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { storeEntries } from '../../../../lib/ledger/ingest/store-entries.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import type { LedgerName } from '../../../../lib/ledger/store/ledger-name.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, ledgerStart } from '../fixture-ledger.ts';

/** The embedded table's clock is not the test's. */
vi.mock('../../../../lib/aws/clock.ts', () => ({ sharedNow: () => Date.now(), observeTableDate: () => undefined }));

useEmbeddedTable();

const hour = 3_600_000;
const now = ledgerStart + 72 * hour;

let serial = 0;
let ledger: LedgerName;
beforeEach(() => {
  serial += 1;
  ledger = { ref: { tenant: 'alpha', accountId: `sums-${serial}` }, exchange: 'kraken', stream: 'spot' };
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => void vi.useRealTimers());

/** Three days, a entry an hour; each adds a tenth and a trillionth, which floats would not add up. */
const entries: LedgerEntry[] = Array.from({ length: 72 }, (_, index) => {
  const at = (count: number) => new Decimal('0.100000000001').mul(count).toFixed();
  return entryOf({
    id: String(100 + index),
    time: ledgerStart + index * hour,
    before: at(index),
    after: at(index + 1),
  });
});
const whole = { from: 0, links: {} };
const nothingKnown = { recentDigests: {}, mayBeStored: false };

/** The cursor after these entries have been read. */
async function read(read: readonly LedgerEntry[], cursor: LedgerCursor = newCursor): Promise<LedgerCursor> {
  await storeEntries(ledger, read, nothingKnown);
  return { ...cursor, known: runningBalance.follow(read, cursor.known, whole).known };
}
/** Compares the ledger with these balances, which the exchange reports now. */
function reconcile(name: LedgerName, cursor: LedgerCursor, balances: readonly LedgerBalance[]): Promise<LedgerCursor> {
  return runningBalance.reconcile(name, cursor, { at: Date.now(), balances });
}
function told(balance: string, asset = 'USD'): LedgerBalance[] {
  return [{ wallet: 'spot', asset, balance }];
}
const lastLeft = '7.200000000072';

describe('the sum of the stored entries', () => {
  it('agrees with the exchange’s balance to the last digit', async () => {
    const cursor = await reconcile(ledger, await read(entries), told(lastLeft));
    expect([cursor.mismatches, cursor.reconciledAt]).toEqual([[], now]);
    expect((await reconcile(ledger, cursor, told('7.200000000073'))).mismatches).toEqual([
      { wallet: 'spot', asset: 'USD', ledger: lastLeft, exchange: '7.200000000073' },
    ]);
  });

  it('continues from the last checkpoint, a day before, with the same result', async () => {
    const first = await reconcile(ledger, await read(entries), told(lastLeft));
    expect(first.checkpoint).toEqual({ at: now - 24 * hour, balances: { 'spot/USD': '4.800000000048' } });
    vi.setSystemTime(now + 24 * hour);
    const second = await reconcile(ledger, first, told(lastLeft));
    expect([second.mismatches, second.checkpoint?.at]).toEqual([[], now]);
    vi.setSystemTime(now + 96 * hour);
    expect((await reconcile(ledger, second, told(lastLeft))).mismatches).toEqual([]);
  });

  it('is made anew from the beginning when late entries precede the checkpoint', async () => {
    const late = entries[10] as LedgerEntry;
    const cursor = await reconcile(ledger, await read(entries.filter((entry) => entry !== late)), told(lastLeft));
    expect(cursor.mismatches).toHaveLength(1);
    const agreed = { ...cursor, checkpoint: { at: now - 30 * hour, balances: { 'spot/USD': '4.1' } } };
    const healed = await reconcile(ledger, await read([late], agreed), told(lastLeft));
    expect(healed.mismatches).toEqual([]);
    expect(healed.checkpoint?.balances).toEqual({ 'spot/USD': '4.800000000048' });
  });

  it('shows a missing entry in the middle, although the last balance agrees', async () => {
    const shown = entries.filter(({ id }) => id !== '120');
    const { mismatches, checkpoint } = await reconcile(ledger, await read(shown), told(lastLeft));
    expect(mismatches).toEqual([{ wallet: 'spot', asset: 'USD', ledger: '7.100000000071', exchange: lastLeft }]);
    expect(checkpoint).toBeNull();
  });

  it('shows a missing entry of two that cancel each other out', async () => {
    const [out, back] = [
      entryOf({ id: '300', time: now - 50, before: lastLeft, after: '5' }),
      entryOf({ id: '301', time: now - 40, before: '5', after: lastLeft }),
    ];
    const cursor = await read([...entries, back]);
    expect((await reconcile(ledger, cursor, told(lastLeft))).mismatches).toHaveLength(1);
    expect((await reconcile(ledger, await read([out], cursor), told(lastLeft))).mismatches).toEqual([]);
  });

  it('shows a missing last entry', async () => {
    const { mismatches } = await reconcile(ledger, await read(entries.slice(0, 71)), told(lastLeft));
    expect(mismatches).toHaveLength(1);
  });

  it('accepts a balance that the latest entries have passed through', async () => {
    const since = [1, 2, 3].map((step) =>
      entryOf({
        id: String(200 + step),
        time: now - 60_000 + step,
        before: `${6 + step}.200000000072`,
        after: `${7 + step}.200000000072`,
      }),
    );
    const cursor = await read([...entries, ...since]);
    for (const balance of [lastLeft, '8.200000000072', '10.200000000072'])
      expect((await reconcile(ledger, cursor, told(balance))).mismatches).toEqual([]);
    for (const balance of ['8.200000000071', '7.100000000071'])
      expect((await reconcile(ledger, cursor, told(balance))).mismatches).toHaveLength(1);
    vi.setSystemTime(now + hour);
    expect((await reconcile(ledger, cursor, told(lastLeft))).mismatches).toHaveLength(1);
  });

  it('leaves out entries that another pull has stored meanwhile', async () => {
    const cursor = await read(entries);
    const last = entries.at(-1) as LedgerEntry;
    await storeEntries(ledger, [{ ...last, id: '999', time: last.time + 1 }], nothingKnown);
    expect((await reconcile(ledger, cursor, told(lastLeft))).mismatches).toEqual([]);
  });

  it('counts the entries of one customer alone', async () => {
    const own = (owner: string) => entries.map((entry) => ({ ...entry, owner }));
    await storeEntries(ledger, own('bob'), nothingKnown);
    const cursor = { ...(await read(own('alice'))), owner: 'alice' };
    expect((await reconcile(ledger, cursor, told(lastLeft))).mismatches).toEqual([]);
    expect(entries.reduce((sum, entry) => sum.plus(entry.change), new Decimal(0)).toFixed()).toBe(lastLeft);
  });

  it('skips an asset without entries, unless the ledger is known from its beginning', async () => {
    const both = [...told(lastLeft), ...told('3', 'BTC')];
    expect((await reconcile(ledger, await read(entries), both)).mismatches).toEqual([
      { wallet: 'spot', asset: 'BTC', ledger: '0', exchange: '3' },
    ]);
    const old = { ...newCursor, known: { chains: {}, beginning: { id: '1', time: 0, foundNothing: false } } };
    expect((await reconcile(ledger, await read(entries, old), both)).mismatches).toEqual([]);
  });
});
