import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString } from '../decimal.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { EntryState, JournalEntry, StoredError } from '../journal/entry.ts';

/** The terms of a transfer: each side is named by a market type and means that market's wallet. */
export interface TransferTerms {
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: MarketType;
  readonly to: MarketType;
}

/** A transfer as a client sends it. */
export interface TransferIntent extends TransferTerms {
  readonly ref: AccountRef;
  /** The client's own key for its retries; the transfer's id is derived from it. */
  readonly idempotencyKey?: string | undefined;
}

/** One line of the journal. Times in epoch ms. */
export interface TransferRecord extends JournalEntry {
  readonly transferId: string;
  /** The product whose key moves the money: the wallet it leaves. */
  readonly via: MarketType;
  /** The exchange's id (`kraken`). */
  readonly exchange: string;
  readonly request: TransferTerms;
  readonly fingerprint: string;
  /** Which key signed it: another key's nonces say nothing about it. */
  readonly credentialVersion: string;
  /** No nonce it was sent with is above this one; null while that is unknown, and where requests carry none. */
  readonly nonce: string | null;
  readonly exchangeTransferId: string | null;
  /** Seen in the exchange's books, not only accepted. */
  readonly isBooked: boolean;
  readonly error: StoredError | null;
  /** End of the first complete look-up that did not find it after it could no longer arrive. */
  readonly absentSince: number | null;
}

/** A refused transfer has no status: its answer is the refusal. */
export type TransferStatus = 'completed' | 'pending' | 'not_placed' | 'unknown';

/** What clients see. */
export interface Transfer {
  readonly transferId: string;
  readonly exchangeTransferId: string | null;
  readonly exchange: string;
  readonly accountId: string;
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: MarketType;
  readonly to: MarketType;
  readonly status: TransferStatus;
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
  };
}
