import type { LedgerProof } from '../../exchanges/definition.ts';
import type { StreamName } from '../../exchanges/streams.ts';
import { streamOf } from '../../exchanges/streams.ts';
import { balanceAfter } from './balance-after.ts';
import type { CompletenessProof } from './proof.ts';
import { runningBalance } from './running-balance.ts';
import { sumOfChanges } from './sum-of-changes.ts';

const proofs: Readonly<Record<LedgerProof, CompletenessProof>> = {
  'running-balance': runningBalance,
  'balance-after': balanceAfter,
  'sum-of-changes': sumOfChanges,
};

/** The proof that the definition of the exchange names for the stream. */
export function proofOf(name: StreamName): CompletenessProof {
  return proofs[streamOf(name).proof];
}
