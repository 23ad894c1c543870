import type { AccountRef } from '../accounts/account.ts';
import type { ErrorCode, ErrorDetail } from '../errors.ts';

/**
 * Where something stands that must happen once or not at all.
 *
 * SENDING  the first byte may have left: from here on nobody ever sends it again
 * UNKNOWN  the answer did not tell; look-ups go on
 * ACKED    the exchange has it
 * REJECTED the exchange refused it
 * NOT_SENT provably never left, or refused before execution (nonce, rate limit): the same id may be tried again, after a look
 * NOT_PLACED it can no longer arrive, and complete look-ups show that it never did
 * MANUAL   look-ups cannot settle it, or found something else: a person must look
 */
export type LineState = 'SENDING' | 'UNKNOWN' | 'ACKED' | 'REJECTED' | 'NOT_SENT' | 'NOT_PLACED' | 'MANUAL';

export const openStates: readonly LineState[] = ['SENDING', 'UNKNOWN'];

/** A refusal as it was first told, so that a replay tells the same. */
export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds?: number | undefined;
}

/** What the lines of every journal have in common. */
export interface Line {
  readonly ref: AccountRef;
  readonly state: LineState;
  /** Unique per attempt to send; tells one's own write from another's. */
  readonly attempt: string;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** After this long the call that wrote a line has ended: API Gateway and Lambda cut it off before. */
export const callEndsAfterMs = 35_000;
