import type { AccountRef } from '../../accounts/account.ts';
import type { StreamName } from '../../exchanges/streams.ts';

/** Names one ledger of one account. */
export interface LedgerName extends StreamName {
  readonly ref: AccountRef;
}
