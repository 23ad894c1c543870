import type { DecimalString } from '../../decimal.ts';
import type { PullError } from '../ingest/ledger-cursor.ts';

/** How far the published funding rates of one symbol have been stored. Times in epoch ms. */
export interface RatesCursor {
  /** Counts the writes. 0: never written. */
  readonly version: number;
  /** The oldest rate that was published when they were first read; null before that. */
  readonly coveredFrom: number | null;
  /** Every rate from before this moment is stored: up to the newest that was published; null before the first pull. */
  readonly coveredTo: number | null;
  /** Rates that the exchange had ceased to publish before they were read. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** The newest rates by their time, as last published: what is read again is told from what is new without asking the table. */
  readonly recent: Readonly<Record<string, DecimalString>>;
  /** When all that is published was last held against all that is stored. */
  readonly fullRescanAt: number;
  readonly lastSuccessAt: number | null;
  readonly lastError: PullError | null;
  readonly failures: number;
  /** Not to be tried before this moment. */
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
