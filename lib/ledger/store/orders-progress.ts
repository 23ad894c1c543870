/** A reading of fills that has begun: a range in epoch ms, `to` exclusive, of one symbol or of all. */
export interface FillsReading {
  readonly symbol: string | null;
  readonly from: number;
  readonly to: number;
  /** The cursor of the next page; null: the first page. */
  readonly next: string | null;
}

/** How far the entries of a ledger bear the order of their trade. Times in epoch ms. */
export interface OrdersProgress {
  /** Some entries wait for the order of their trade. */
  readonly isBehind: boolean;
  /** Entries before this time bear an order, or the fills were read without one. */
  readonly scannedTo: number;
  /** The fills of a symbol are read up to here; of all symbols under `*`. */
  readonly readTo: Readonly<Record<string, number>>;
  readonly reading: FillsReading | null;
  readonly failures: number;
  /** No reading before this time. */
  readonly retryAt: number;
}

/** Ledgers of earlier releases have entries without orders. */
export const newProgress: OrdersProgress = {
  isBehind: true,
  scannedTo: 0,
  readTo: {},
  reading: null,
  failures: 0,
  retryAt: 0,
};
