import type { DecimalString } from '../../decimal.ts';
import type { PullError } from '../store/ledger-cursor.ts';

/** How far the published funding rates of one symbol have been stored. Times in epoch ms. */
export interface RatesCursor {
  /** Counts the writes. 0: never written. */
  readonly version: number;
  /** The oldest published rate at the first pull; null before. */
  readonly coveredFrom: number | null;
  /** Every rate before this time is stored, up to the newest published rate; null before the first pull. */
  readonly coveredTo: number | null;
  /** Times whose rates the exchange had ceased to publish before the next pull. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** The newest rates by time, as last published, so that repeated rates need no look at the table. */
  readonly recent: Readonly<Record<string, DecimalString>>;
  /** When all published rates were last compared with all stored rates. */
  readonly fullRescanAt: number;
  readonly lastSuccessAt: number | null;
  readonly lastError: PullError | null;
  readonly failures: number;
  /** No pull before this time. */
  readonly retryAt: number;
}

export const newRatesCursor: RatesCursor = {
  version: 0,
  coveredFrom: null,
  coveredTo: null,
  gaps: [],
  recent: {},
  fullRescanAt: 0,
  lastSuccessAt: null,
  lastError: null,
  failures: 0,
  retryAt: 0,
};
