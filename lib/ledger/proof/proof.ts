import type { LedgerProof } from '../../exchanges/definition.ts';
import type { LedgerBalance, LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import type { Followed, KnownHistory, Scan } from './chains.ts';

/** How the ledger of an exchange shows that no entry is missing. */
export interface CompletenessProof {
  readonly kind: LedgerProof;
  /** True when pages of entries prove completeness. Otherwise balances decide, and each pull reads the balances. */
  readonly isPerEntry: boolean;
  /** Follows a page of distinct entries, oldest first. */
  follow(page: readonly LedgerEntry[], known: KnownHistory, scan: Scan): Followed;
  /** Compares the stored entries with balances that the exchange reported before the last entries were read. */
  reconcile(ledger: LedgerName, cursor: LedgerCursor, reading: BalanceReading): Promise<LedgerCursor>;
  /** Epoch ms: the ledger is proven up to this time, but for its gaps; null: nothing is proven. */
  provenTo(cursor: LedgerCursor): number | null;
}

/** The balances of a wallet at one time; balances of zero may be left out. */
export interface BalanceReading {
  /** Epoch ms. */
  readonly at: number;
  readonly balances: readonly LedgerBalance[];
}
