import type { AccountRef } from '../accounts/account.ts';
import type { ErrorCode, ErrorDetail } from '../errors.ts';

/**
 * Where something stands that must happen once or not at all.
 *
 * IN_FLIGHT  the first byte may have left: from here on nobody ever sends it again
 * UNKNOWN  the answer did not tell; look-ups go on
 * ACCEPTED    the exchange has it
 * REJECTED the exchange refused it
 * NOT_SENT provably never left, or refused before execution (nonce, rate limit): the same id may be tried again, after a look
 * NEVER_ARRIVED it can no longer arrive, and complete look-ups show that it never did
 * NEEDS_REVIEW   look-ups cannot settle it, or found something else: a person must look
 */
export type EntryState =
  | 'IN_FLIGHT'
  | 'UNKNOWN'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'NOT_SENT'
  | 'NEVER_ARRIVED'
  | 'NEEDS_REVIEW';

export const openStates: readonly EntryState[] = ['IN_FLIGHT', 'UNKNOWN'];

/** A refusal as it was first told, so that a replay tells the same. */
export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds?: number | undefined;
}

/** What the lines of every journal have in common. */
export interface JournalEntry {
  readonly ref: AccountRef;
  readonly state: EntryState;
  /** Unique per attempt to send; tells one's own write from another's. */
  readonly attempt: string;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** After this long the call that wrote a line has ended: API Gateway and Lambda cut it off before. */
export const callEndsAfterMs = 35_000;
