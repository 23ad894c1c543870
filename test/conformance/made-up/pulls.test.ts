import './enter.ts';
import { describe, expect, it } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { Decimal } from '../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { pullAccount } from '../../../lib/ledger/ingest/pull.ts';
import { pnlSummary } from '../../../lib/ledger/reports/pnl-summary.ts';
import { readAccountAndCursors } from '../../../lib/ledger/store/cursor-store.ts';
import { readEntries } from '../../../lib/ledger/store/ledger-store.ts';
import { openBoth, place, registered, useMadeUp } from './fixture-accounts.ts';
import { madeUpId } from './id.ts';
import { hourMs } from './simulator/exchange.ts';
import { ledgerRows } from './simulator/ledger.ts';

const { protocol, account } = useMadeUp();

/** Spot and swap trades, a closed position and a funding payment, all of them older than a pull takes. */
async function trade(ref: AccountRef): Promise<void> {
  const { spot, swap } = await openBoth(ref);
  await place(spot, { quantity: '0.02' });
  await place(swap, { quantity: '0.05' });
  for (const position of account().positions.values()) position.fundedUntil -= hourMs;
  await swap.wallets.balances();
  protocol.control.price?.({ symbol: 'BTC-USDT', price: '81000' });
  await place(swap, { quantity: '0.05', side: 'sell', reduceOnly: true });
  for (const entry of account().ledger) Object.assign(entry, { at: entry.at - 3 * hourMs });
  protocol.log.length = 0;
}

async function pulled(): Promise<AccountRef> {
  const ref = await registered();
  await trade(ref);
  await pullAccount(ref);
  return ref;
}

function ledgerOf(ref: AccountRef) {
  return { ref, exchange: madeUpId, stream: 'unified' };
}

async function storedEntries(ref: AccountRef): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const page of readEntries(ledgerOf(ref), { from: 0, to: Date.now() })) entries.push(...page);
  return entries;
}

function requestsTo(path: string): number {
  return protocol.log.filter((request) => request.path === path).length;
}

/** The sum of the exchange's own ledger over entries of these kinds. */
function trueSum(...kinds: string[]): string {
  const own = ledgerRows(account()).filter(({ kind, asset }) => asset === 'USDT' && kinds.includes(kind));
  return own.reduce((sum, { change }) => sum.plus(change), new Decimal(0)).toFixed();
}

describe('the one ledger of both markets', () => {
  it('is pulled once: one session, and each entry is stored once', async () => {
    const ref = await pulled();
    expect([requestsTo('/v1/ledger'), requestsTo('/v1/balances')]).toEqual([1, 1]);
    const ids = (await storedEntries(ref)).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(
      ledgerRows(account())
        .map(({ id }) => id)
        .toSorted(),
    );
    await pullAccount(ref);
    expect(await storedEntries(ref)).toHaveLength(ids.length);
  });

  it('is counted once, to the last digit of what the exchange recorded', async () => {
    const ref = await pulled();
    const { totals, ledgers } = await pnlSummary(ref.tenant, { groupBy: 'symbol' });
    const none = { funding: '0', fees: '0', interest: '0', insurance: '0', otherFees: '0', net: '0' };
    expect(totals).toEqual([
      // The coins of the spot trades: at what profit they came, the ledger does not tell.
      { asset: 'BTC', realizedPnl: null, ...none },
      {
        ...none,
        asset: 'USDT',
        realizedPnl: trueSum('pnl'),
        funding: trueSum('funding'),
        fees: new Decimal(trueSum('fee')).neg().toFixed(),
        net: trueSum('pnl', 'funding', 'fee'),
      },
    ]);
    expect(ledgers.map(({ stream, coverage }) => [stream, coverage.proof])).toEqual([['unified', 'sum-of-changes']]);
  });

  it('is counted under the market type of each symbol, and both together are the whole', async () => {
    const ref = await pulled();
    const netOf = async (marketType?: 'spot' | 'swap') => {
      const { totals } = await pnlSummary(ref.tenant, { groupBy: 'account', marketType });
      return totals.find(({ asset }) => asset === 'USDT')?.net ?? '0';
    };
    const [spot, swap, both] = [await netOf('spot'), await netOf('swap'), await netOf()];
    expect(new Decimal(spot).plus(swap).toFixed()).toBe(both);
    expect(Number(spot)).toBeLessThan(0);
    expect(Number(swap)).toBeGreaterThan(0);
  });

  it('is proven by the sum of its changes', async () => {
    const ref = await pulled();
    const { cursorOf } = await readAccountAndCursors(ref);
    const cursor = cursorOf(ledgerOf(ref));
    expect(cursor).toMatchObject({ mismatches: [], gaps: [], lastError: null, anchor: { at: 0 } });
    expect(cursor.provenTo).not.toBeNull();
    expect((await readAccount(ref)).exchange).toBe(madeUpId);
  });

  it('with an entry that the exchange later does not show is no longer proven', async () => {
    const ref = await pulled();
    const before = (await readAccountAndCursors(ref)).cursorOf(ledgerOf(ref)).provenTo;
    const { spot } = await openBoth(ref);
    await place(spot, { quantity: '0.01' });
    const { ledger, hiddenEntries } = account();
    for (const entry of ledger.slice(-2)) Object.assign(entry, { at: entry.at - hourMs });
    hiddenEntries.hidden.add(ledger.at(-1)?.id ?? 0);
    await pullAccount(ref);
    const { mismatches, provenTo } = (await readAccountAndCursors(ref)).cursorOf(ledgerOf(ref));
    expect(mismatches).toMatchObject([{ asset: 'BTC' }]);
    expect(provenTo).toBe(before);
  });
});
