import type { Fill } from '../../exchanges/model/history.ts';

/** A reading of fills that has begun: a range in epoch ms, `to` exclusive, of one symbol or of all. */
export interface FillsReading {
  readonly symbol: string | null;
  readonly from: number;
  readonly to: number;
  /** The cursor of the next page; null: the first page. */
  readonly next: string | null;
  /** The last fills of the page before, of one id: the next page may begin with the other fill of that id. Absent: none. */
  readonly held?: readonly Fill[];
}

/** How far the entries of a ledger bear their trade: the order and, where the fills alone tell more, the fill. Times in epoch ms. */
export interface OrdersProgress {
  /** Some entries wait for their trade. */
  readonly isBehind: boolean;
  /** Entries before this time bear their trade, or the fills were read in vain. */
  readonly scannedTo: number;
  /** The fills of a symbol are read up to here; of all symbols under `*`. */
  readonly readTo: Readonly<Record<string, number>>;
  readonly reading: FillsReading | null;
  readonly failures: number;
  /** No reading before this time. */
  readonly retryAt: number;
  /** The progress counts the fill of each entry too. Absent: an earlier release has written orders alone. */
  readonly hasFills?: true;
}

/** Ledgers of earlier releases have entries without trades. */
export const newProgress: OrdersProgress = {
  isBehind: true,
  scannedTo: 0,
  readTo: {},
  reading: null,
  failures: 0,
  retryAt: 0,
};
