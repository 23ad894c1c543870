import type { LedgerBalance, LedgerPage, LedgerRequest } from '../model/ledger-entry.ts';

/** One ledger of the exchange: each change of each balance. */
export interface Ledger {
  entries(request: LedgerRequest): Promise<LedgerPage>;
  /** The customer of the exchange whose ledger the key reads; null where each page tells it. */
  owner(): Promise<string | null>;
  /** The balances that the entries must add up to. */
  balances(): Promise<LedgerBalance[]>;
}
