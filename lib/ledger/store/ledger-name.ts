import type { AccountRef } from '../../accounts/account.ts';
import type { StreamName } from '../../exchanges/streams.ts';

/** Names a ledger of an account. */
export interface LedgerName extends StreamName {
  readonly ref: AccountRef;
}
