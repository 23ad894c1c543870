import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../../lib/accounts/account.ts';
import { changeCredentials } from '../../../../lib/accounts/change-credentials.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { pnlSummary } from '../../../../lib/ledger/reports/pnl-summary.ts';
import { saveCursor } from '../../../../lib/ledger/store/cursor-store.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { storedLedgers } from '../../../../lib/ledger/store/stored-ledger.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { day, entryOf, hour, keepAccount, keepLedger, noon, readOn } from '../fixture-stored-ledger.ts';

useEmbeddedTable();
afterEach(() => {
  vi.unstubAllEnvs();
});

const range = { from: noon - day, to: noon + hour };

async function accountWith(entries: readonly LedgerEntry[], cursor: LedgerCursor | null): Promise<AccountRef> {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  await keepAccount(ref, ['swap']);
  if (cursor !== null) await keepLedger(ref, 'swap', entries, cursor);
  return ref;
}
async function coverageOf(ref: AccountRef, asked = range) {
  const { ledgers } = await storedLedgers(ref, asked);
  return ledgers.map(({ stream, coverage }) => ({ stream, ...coverage }));
}
async function earned({ tenant }: AccountRef, asked = range): Promise<string | undefined> {
  return (await pnlSummary(tenant, { groupBy: 'account', ...asked })).totals[0]?.net;
}

describe('the coverage of the ledger', () => {
  it('before the first pull is empty', async () => {
    const ref = await accountWith([], null);
    expect(await coverageOf(ref)).toEqual([
      {
        ...{ stream: 'futures', proof: 'running-balance', from: range.from, to: range.from, complete: false, gaps: [] },
        isNothing: true,
        reasons: ['the ledger has not been pulled to its end yet'],
      },
    ]);
    expect(await earned(ref)).toBeUndefined();
  });

  it('of an account that is gone names the market without a ledger that its key could trade', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await saveCursor({ ref, exchange: 'binance', stream: 'usdm' }, readOn());
    const summary = await pnlSummary(ref.tenant, { groupBy: 'account', accountId: ref.accountId, ...range });
    expect(summary.coverages).toMatchObject([
      { marketType: 'spot', coverage: { complete: false, reasons: [expect.stringContaining('tells no ledger')] } },
      { marketType: 'swap' },
    ]);
    expect((await storedLedgers(ref, range, 'swap')).untold).toEqual([]);
    // The id is registered again, at an exchange that tells both ledgers.
    await keepAccount(ref);
    expect((await storedLedgers(ref, range)).untold).toMatchObject([{ marketType: 'spot' }]);
  });

  it('after a failed first pull is empty', async () => {
    const lastError = { code: 'PERMISSION_DENIED', message: 'x', at: noon } as const;
    const ref = await accountWith([], { ...newCursor, lastError, failures: 1, retryAt: noon });
    expect(await coverageOf(ref)).toMatchObject([{ from: range.from, to: range.from, complete: false }]);
  });

  it('in the middle of the first pull ends at the last entry', async () => {
    const entries = [entryOf({ id: '1', time: noon - hour, realizedPnl: '1' })];
    const ref = await accountWith(
      entries,
      readOn({ coveredTo: noon - hour, resumeAfter: { id: '1', time: noon - hour } }),
    );
    expect(await coverageOf(ref)).toMatchObject([{ from: range.from, to: noon - hour, complete: false }]);
    expect(await coverageOf(ref, { from: range.from, to: noon - hour })).toMatchObject([{ complete: true }]);
    expect(await earned(ref)).toBe('1');
  });

  it('after downtime ends at the last pull, and is whole again after the next pull', async () => {
    const ref = await accountWith([], readOn({ coveredTo: noon - 3 * hour }));
    expect(await coverageOf(ref)).toMatchObject([{ to: noon - 3 * hour, complete: false }]);
    await keepLedger(ref, 'swap', [], readOn());
    expect(await coverageOf(ref)).toMatchObject([{ to: range.to, complete: true }]);
  });

  it('has a gap where entries are missing, and is complete on either side', async () => {
    const gap = { wallet: 'flex', asset: 'USD', from: noon - 2 * hour, to: noon - hour, entry: '5', tries: 1 };
    const ref = await accountWith([], readOn({ gaps: [gap] }));
    expect(await coverageOf(ref)).toMatchObject([{ complete: false, gaps: [{ from: gap.from, to: gap.to }] }]);
    expect(await coverageOf(ref, { from: noon, to: range.to })).toMatchObject([{ complete: true, gaps: [] }]);
  });

  it('begins with the oldest entry that the exchange still had', async () => {
    const beginning = { id: '1', time: noon - hour, foundNothing: false };
    const ref = await accountWith([], readOn({ known: { chains: {}, beginning } }));
    expect(await coverageOf(ref)).toMatchObject([{ from: noon - hour, to: range.to, complete: false }]);
    expect(await coverageOf(ref, { from: noon - hour, to: range.to })).toMatchObject([{ complete: true }]);
  });

  it('begins where retention ends, and older entries are not added up', async () => {
    const now = Date.now();
    const entries = [
      entryOf({ id: '1', time: now - 31 * day, realizedPnl: '100' }),
      entryOf({ id: '2', time: now - 29 * day, realizedPnl: '1' }),
    ];
    const beginning = { id: '1', time: now - 90 * day, foundNothing: true };
    const ref = await accountWith(entries, readOn({ known: { chains: {}, beginning }, coveredTo: now }));
    const asked = { from: now - 60 * day, to: now };
    expect(await earned(ref, asked)).toBe('101');
    vi.stubEnv('OEMS_LEDGER_RETENTION_DAYS', '30');
    const [coverage] = await coverageOf(ref, asked);
    expect(Math.abs((coverage?.from ?? 0) - (now - 30 * day))).toBeLessThan(hour);
    expect(coverage).toMatchObject({ to: now, complete: false });
    expect(await earned(ref, asked)).toBe('1');
    expect(await earned(ref, { from: now - 60 * day, to: now - 40 * day })).toBeUndefined();
  });

  it('does not change when the key is cleared or replaced by another key of the same customer', async () => {
    const ref = await accountWith([entryOf({ realizedPnl: '1' })], readOn({ owner: 'customer' }));
    const before = await coverageOf(ref);
    await changeCredentials(
      { ...ref, registrationId: undefined, exchange: 'kraken', credentials: {} },
      { swap: 'clear' },
    );
    expect(await coverageOf(ref)).toEqual(before);
    await keepLedger(ref, 'swap', [], readOn({ owner: 'customer', credentialVersion: 'v2' }));
    expect([await coverageOf(ref), await earned(ref)]).toEqual([before, '1']);
  });

  it("covers the new customer alone when the key belongs to another customer, and sums keep the former customer's entries", async () => {
    const ref = await accountWith([entryOf({ id: '7', realizedPnl: '1', owner: 'first' })], readOn({ owner: 'first' }));
    const beginning = { id: '1', time: noon + 1, foundNothing: false };
    const others = [entryOf({ id: '7', realizedPnl: '2', owner: 'second' })];
    await keepLedger(ref, 'swap', others, readOn({ owner: 'second', known: { chains: {}, beginning } }));
    expect(await coverageOf(ref)).toMatchObject([{ from: noon + 1, complete: false }]);
    expect(await earned(ref)).toBe('3');
  });

  it('leaves out a ledger without a key that was never pulled', async () => {
    const ref = await accountWith([], readOn());
    expect((await coverageOf(ref)).map(({ stream }) => stream)).toEqual(['futures']);
  });
});
