import type { DecimalString } from '../../decimal.ts';
import type { ErrorCode } from '../../errors.ts';
import type { LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import type { Books, LedgerGap, Reading } from './chains.ts';

/** Why the last pull of a stream failed; safe to show. */
export interface PullError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Epoch ms. */
  readonly at: number;
}

/** What the ledger says a balance must be, against what the exchange says it is. */
export interface Mismatch {
  readonly wallet: string;
  readonly asset: string;
  readonly ledger: DecimalString;
  readonly exchange: DecimalString;
}

/** Sums that have once agreed with the exchange: balances, by chain, before everything that happened at `at` (epoch ms) or later. */
export interface Checkpoint {
  readonly at: number;
  readonly balances: Readonly<Record<string, DecimalString>>;
}

/** How far the books of one product of one account have been read. Times in epoch ms. */
export interface LedgerCursor {
  /** Counts the writes: a pull that was overtaken does not write over the other's. 0: never written. */
  readonly version: number;
  /** The key it was last read with. */
  readonly credentialVersion: string | null;
  /** Whose books they are, where the exchange says it. */
  readonly owner: string | null;
  /** The key with which the exchange was asked for it. */
  readonly ownerAskedWith: string | null;
  readonly books: Books;
  /** Every row before this moment that the exchange showed is in the ledger; null before the first pull. */
  readonly coveredTo: number | null;
  /** A reading that did not reach the end goes on behind this row. */
  readonly resumeAfter: LedgerPlace | null;
  /** The reading that goes on there; null when the last one has reached the end. */
  readonly pass: (Reading & { readonly isFullRescan: boolean; readonly startedAt: number }) | null;
  /** When the last reading that has reached the end began: rows that came in behind it while it went on are yet to be seen. */
  readonly readAt: number | null;
  readonly gaps: readonly LedgerGap[];
  /** Digests by id of the newest rows stored: what is read again is told from what is new without asking the table. */
  readonly recent: Readonly<Record<string, string>>;
  /** Ids of rows that came again with other content; what was stored first stays. */
  readonly conflicts: readonly string[];
  /** When the last long look back ended. */
  readonly fullRescanAt: number;
  readonly reconciledAt: number | null;
  readonly checkpoint: Checkpoint | null;
  readonly mismatches: readonly Mismatch[];
  readonly lastSuccessAt: number | null;
  readonly lastError: PullError | null;
  readonly failures: number;
  /** Not to be tried before this moment. */
  readonly retryAt: number;
}

export const newCursor: LedgerCursor = {
  version: 0,
  credentialVersion: null,
  owner: null,
  ownerAskedWith: null,
  books: { chains: {}, beginning: null },
  coveredTo: null,
  resumeAfter: null,
  pass: null,
  readAt: null,
  gaps: [],
  recent: {},
  conflicts: [],
  fullRescanAt: 0,
  reconciledAt: null,
  checkpoint: null,
  mismatches: [],
  lastSuccessAt: null,
  lastError: null,
  failures: 0,
  retryAt: 0,
};
