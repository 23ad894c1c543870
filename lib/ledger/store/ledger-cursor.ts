import type { DecimalString } from '../../decimal.ts';
import type { ErrorCode } from '../../errors.ts';
import type { LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import type { KnownHistory, LedgerGap, Scan } from '../proof/chains.ts';
import type { ClosingsProgress } from './closings-progress.ts';
import type { OrdersProgress } from './orders-progress.ts';

/** Why the last pull of a stream failed; safe to show. */
export interface PullError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Epoch ms. */
  readonly at: number;
}

/** A balance that the ledger and the exchange report differently. */
export interface Mismatch {
  readonly wallet: string;
  readonly asset: string;
  readonly ledger: DecimalString;
  readonly exchange: DecimalString;
}

/** Balances, by chain, before every entry at `at` (epoch ms) or later. */
export interface Checkpoint {
  readonly at: number;
  readonly balances: Readonly<Record<string, DecimalString>>;
}

/** The progress and the proof of a ledger stream. Times in epoch ms. */
export interface LedgerCursor {
  /** Counts the writes, so that a pull which was overtaken does not overwrite the faster pull. 0: never written. */
  readonly version: number;
  /** The credential of the last pull. */
  readonly credentialVersion: string | null;
  /** The exchange's customer, where the exchange tells one. */
  readonly owner: string | null;
  /** The credential with which the exchange was asked for the customer. */
  readonly ownerAskedWith: string | null;
  readonly known: KnownHistory;
  /** Every entry before this time that the exchange showed is stored; null before the first pull. */
  readonly coveredTo: number | null;
  /** A scan that did not reach the end resumes after this entry. */
  readonly resumeAfter: LedgerPlace | null;
  /** The scan that resumes there; null when the last scan has reached the end. */
  readonly scan: (Scan & { readonly isFullRescan: boolean; readonly startedAt: number }) | null;
  /** When the last finished scan began: entries that appeared behind that scan have not been seen yet. */
  readonly readAt: number | null;
  readonly gaps: readonly LedgerGap[];
  /** Digests by id of the newest stored entries, so that repeated entries need no look at the table. */
  readonly recentDigests: Readonly<Record<string, string>>;
  /** Ids of entries that the exchange has changed since; the stored version stays. */
  readonly conflicts: readonly string[];
  /** When the last full rescan ended. */
  readonly fullRescanAt: number;
  readonly reconciledAt: number | null;
  /** Where sums of changes begin: balances that the exchange reported. Null where entries have balances, and before the first reading. */
  readonly anchor: Checkpoint | null;
  /** Sums that have agreed with the exchange. */
  readonly checkpoint: Checkpoint | null;
  /** The last reading of balances with which the sums of changes agreed. Null where entries have balances. */
  readonly provenTo: number | null;
  readonly mismatches: readonly Mismatch[];
  /**
   * By chain, the reading that first showed the present difference between sums of changes and the exchange. Empty where entries have
   * balances, and where the sums agree.
   */
  readonly differsSince: Readonly<Record<string, number>>;
  /** The orders of trades in stored entries. Absent before the first look, and in cursors of earlier releases. */
  readonly orders?: OrdersProgress;
  /** The closed positions of a ledger that tells none. Absent before the first look, and in cursors of earlier releases. */
  readonly closings?: ClosingsProgress;
  readonly lastSuccessAt: number | null;
  readonly lastError: PullError | null;
  readonly failures: number;
  /** No pull before this time. */
  readonly retryAt: number;
}

export const newCursor: LedgerCursor = {
  version: 0,
  credentialVersion: null,
  owner: null,
  ownerAskedWith: null,
  known: { chains: {}, beginning: null },
  coveredTo: null,
  resumeAfter: null,
  scan: null,
  readAt: null,
  gaps: [],
  recentDigests: {},
  conflicts: [],
  fullRescanAt: 0,
  reconciledAt: null,
  anchor: null,
  checkpoint: null,
  provenTo: null,
  mismatches: [],
  differsSince: {},
  lastSuccessAt: null,
  lastError: null,
  failures: 0,
  retryAt: 0,
};
