import { Decimal } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { followChains } from './chains.ts';
import type { Balanced } from './linked-order.ts';
import type { CompletenessProof } from './proof.ts';
import { reconcileChains } from './reconcile-chains.ts';
import { required } from './running-balance.ts';

/** Each entry has its change and the balance after: the balance before follows from the two. */
export const balanceAfter: CompletenessProof = {
  kind: 'balance-after',
  isPerEntry: true,
  follow: (page, known, scan) => followChains(page.map(balanced), known, scan),
  reconcile: reconcileChains,
  provenTo: ({ coveredTo }) => coveredTo,
};

function balanced(entry: LedgerEntry): Balanced {
  const after = required(entry.balanceAfter, entry);
  return { entry, before: new Decimal(after).minus(entry.change).toFixed(), after };
}
