import { expect } from 'vitest';
import { Decimal } from '../../lib/decimal.ts';
import type { LedgerProof } from '../../lib/exchanges/definition.ts';
import { balanceBefore, type LedgerBalance, type LedgerEntry } from '../../lib/exchanges/model/ledger-entry.ts';

/** How entries and balances show that no entry is missing, by the kind of proof that a definition names. */
export const proofs: Readonly<
  Record<LedgerProof, (entries: readonly LedgerEntry[], balances: readonly LedgerBalance[]) => void>
> = {
  'running-balance': (entries, balances) => {
    for (const { id, balanceBefore: told } of entries) expect(told, id).not.toBeNull();
    expectChains(entries, balances);
  },
  'balance-after': expectChains,
  'sum-of-changes': (entries, balances) => {
    for (const { wallet, asset, balance } of balances) {
      const own = entries.filter((entry) => entry.wallet === wallet && entry.asset === asset);
      const sum = own.reduce((total, entry) => total.plus(entry.change), new Decimal(0));
      expect(`${asset} ${sum.toFixed()}`).toBe(`${asset} ${new Decimal(balance).toFixed()}`);
    }
  },
};

function expectChains(entries: readonly LedgerEntry[], balances: readonly LedgerBalance[]): void {
  for (const chain of chainsOf(entries)) expectUnbroken(chain);
  expectLastBalances(entries, balances);
}

function chainsOf(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  return [...Map.groupBy(entries, ({ wallet, asset }) => `${wallet}/${asset}`).values()];
}

/** Each entry finds the balance that the entry before left. */
function expectUnbroken(chain: readonly LedgerEntry[]): void {
  for (const [index, entry] of chain.entries()) {
    const previous = chain[index - 1];
    const [left, found] = [previous?.balanceAfter, balanceBefore(entry)];
    if (previous !== undefined) expect(new Decimal(left ?? Number.NaN).eq(found ?? Number.NaN), entry.id).toBe(true);
  }
}

/** The last entry of each balance left what the exchange holds now. */
function expectLastBalances(entries: readonly LedgerEntry[], balances: readonly LedgerBalance[]): void {
  for (const { wallet, asset, balance } of balances) {
    const last = entries.findLast((entry) => entry.wallet === wallet && entry.asset === asset);
    if (last !== undefined) expect(new Decimal(last.balanceAfter ?? 0).eq(balance), `${wallet}/${asset}`).toBe(true);
  }
}
