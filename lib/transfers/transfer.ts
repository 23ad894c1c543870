import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString } from '../decimal.ts';
import type { MarketType, WalletAccount } from '../exchanges/model/axes.ts';
import type { ProvableEntry } from '../journal/absence.ts';
import type { EntryState, StoredError } from '../journal/entry.ts';

/** The terms of a transfer. */
export interface TransferTerms {
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: WalletAccount;
  readonly to: WalletAccount;
}

/** The client's request for a transfer. */
export interface TransferIntent extends TransferTerms {
  readonly ref: AccountRef;
  /** The client's own key for its retries; the transfer's id is derived from the key. */
  readonly idempotencyKey?: string | undefined;
}

/** The journal entry of a transfer. Times in epoch ms. */
export interface TransferRecord extends ProvableEntry {
  readonly transferId: string;
  /** The market of the wallet that the money leaves. */
  readonly via: MarketType;
  /** The exchange's name in answers. */
  readonly exchange: string;
  readonly request: TransferTerms;
  /** An upper bound of the nonces that the transfer was sent with; null while unknown, and where requests carry no nonce. */
  readonly nonce: string | null;
  readonly exchangeTransferId: string | null;
  /** The exchange's ledger shows the transfer; without it the exchange has only accepted the request. */
  readonly isBooked: boolean;
  /** The ledger entry that was claimed as the booking of an acknowledged transfer. Absent where the acknowledgement names the entry. */
  readonly bookingId?: string;
  /**
   * The exchange refused the request, for a reason that is not the nonce, and the look failed or was unclear: a later entry of the ledger may
   * be of a second program. Absent otherwise.
   */
  readonly isRefused?: true;
  readonly error: StoredError | null;
}

/** A rejected transfer has no status: the client's answer is the rejection. */
export type TransferStatus = 'completed' | 'pending' | 'not_placed' | 'unknown';

/** The client's view of a transfer. */
export interface Transfer {
  readonly transferId: string;
  readonly exchangeTransferId: string | null;
  readonly exchange: string;
  readonly accountId: string;
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: WalletAccount;
  readonly to: WalletAccount;
  readonly status: TransferStatus;
  /** Why the transfer was not placed, or has no verdict yet; null otherwise, and where nobody knows. */
  readonly reason: StoredError | null;
}

const statusByState: Record<Exclude<EntryState, 'ACCEPTED'>, TransferStatus> = {
  IN_FLIGHT: 'unknown',
  UNKNOWN: 'unknown',
  NEEDS_REVIEW: 'unknown',
  REJECTED: 'not_placed',
  NOT_SENT: 'not_placed',
  NEVER_ARRIVED: 'not_placed',
};

export function transferFromRecord(record: TransferRecord): Transfer {
  return {
    transferId: record.transferId,
    exchangeTransferId: record.exchangeTransferId,
    exchange: record.exchange,
    accountId: record.ref.accountId,
    ...record.request,
    status: record.state === 'ACCEPTED' ? (record.isBooked ? 'completed' : 'pending') : statusByState[record.state],
    reason: record.state === 'ACCEPTED' ? null : (record.error ?? record.lastError ?? null),
  };
}
