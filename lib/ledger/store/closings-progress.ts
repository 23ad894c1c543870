import type { DecimalString } from '../../decimal.ts';

/** The positions of an account at a moment between two. Times in epoch ms. */
export interface PositionsReading {
  /** The request for the positions left then. */
  readonly from: number;
  /** The answer was here then. */
  readonly to: number;
  /** The version of the credential that read them: another may belong to another customer. */
  readonly keyVersion: string;
  /** By symbol, short ones below zero and 0 for none. Symbols that are absent were not asked about, or their answer proves nothing. */
  readonly sizes: Readonly<Record<string, DecimalString>>;
}

/** How far the trades of a ledger bear what they left of their position, where no entry tells a position. Times in epoch ms. */
export interface ClosingsProgress {
  /** Trades from before are no news. */
  readonly since: number;
  /** Some trades wait for their judgement. */
  readonly isBehind: boolean;
  /** Trades before this time are judged. */
  readonly judgedTo: number;
  /** The positions with which the next pull judges the trades from before them. */
  readonly reading: PositionsReading | null;
  /** Judgements in succession that decided nothing. */
  readonly failures: number;
  /** No request before this time. */
  readonly retryAt: number;
}
