import type { DecimalString } from '../../decimal.ts';
import { balanceBefore, type LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { followChains } from './chains.ts';
import type { Balanced } from './linked-order.ts';
import type { CompletenessProof } from './proof.ts';
import { reconcileChains } from './reconcile-chains.ts';

/** Each entry has the balance before and after the change. */
export const runningBalance: CompletenessProof = {
  kind: 'running-balance',
  isPerEntry: true,
  follow: (page, known, scan) => followChains(page.map(balanced), known, scan),
  reconcile: reconcileChains,
  provenTo: ({ coveredTo }) => coveredTo,
};

function balanced(entry: LedgerEntry): Balanced {
  return { entry, before: required(balanceBefore(entry), entry), after: required(entry.balanceAfter, entry) };
}

/** An entry without its balance would pass unproven. */
export function required(balance: DecimalString | null, { id }: LedgerEntry): DecimalString {
  if (balance === null) throw new Error(`ledger entry ${id} has no balance, which the proof of its stream needs`);
  return balance;
}
