import type { AccountRef } from '../accounts/account.ts';
import type { AuditedThing } from '../audit/audit-record.ts';
import type { Author } from '../aws/call-context.ts';
import type { ErrorCode, ErrorDetail, OemsError } from '../errors.ts';

/**
 * The state of a request that must be executed once or not at all.
 *
 * IN_FLIGHT      the first byte may have left: from now on no caller ever sends the request again
 * UNKNOWN        the exchange's answer was no verdict; looks go on, however many of them fail
 * ACCEPTED       the exchange has executed the request
 * REJECTED       the exchange refused the request
 * NOT_SENT       the request provably never left, or was refused before execution (nonce, rate limit, a market that is closed, a clock that
 *                is off, a key that the exchange does not accept): the same id may be tried again, after a look
 * NEVER_ARRIVED  the request can no longer arrive, and complete looks show that it never did
 * NEEDS_REVIEW   complete looks cannot settle the request, or found something else: a person must decide, unless a later look does
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

/** A person, or a later look, may still settle an entry that has been left to a person. */
export const undecidedStates: readonly EntryState[] = [...openStates, 'NEEDS_REVIEW'];

export function isUndecided({ state }: Pick<JournalEntry, 'state'>): boolean {
  return undecidedStates.includes(state);
}

/**
 * Why the last look left an entry open.
 *
 * LOOK_FAILED    the exchange, the key, KMS or the table was away
 * NOT_SHOWN      the exchange shows nothing, which proves nothing yet, or never will
 * OTHER_KEY      the present key may belong to another customer, or sees a part of the history only
 * NO_KEY         the account is gone, or has no key of the market
 * HISTORY_ENDED  the exchange may have forgotten the request
 * OTHER_TERMS    the exchange shows an order with other terms under the id
 * SEVERAL        the exchange shows more transfers of these terms than were asked for
 * CONTRADICTED   the exchange's answers about the request contradict each other
 */
export const openReasons = [
  'LOOK_FAILED',
  'NOT_SHOWN',
  'OTHER_KEY',
  'NO_KEY',
  'HISTORY_ENDED',
  'OTHER_TERMS',
  'SEVERAL',
  'CONTRADICTED',
] as const;
export type OpenReason = (typeof openReasons)[number];

/** A rejection as the client was first told, so that a replay repeats the same answer. */
export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds?: number | undefined;
}

export function storedErrorOf({ code, message, details, retryAfterSeconds }: OemsError): StoredError {
  return { code, message, details, retryAfterSeconds };
}

/** The fields that the entries of every journal have in common. */
export interface JournalEntry {
  readonly ref: AccountRef;
  readonly state: EntryState;
  /** Unique for each attempt to send: a writer recognizes its own entry by the attempt. */
  readonly attempt: string;
  /** Epoch ms. */
  readonly sentAt: number;
  /** Epoch ms: the first attempt to send began then. Absent in a first attempt, and in entries of an earlier release. */
  readonly firstSentAt?: number;
  /** The client's request in short: the same Idempotency-Key with another fingerprint is a conflict. */
  readonly fingerprint: string;
  /** Version of the exchange key that signed the request. */
  readonly credentialVersion: string;
  /** The key that signed the request, in any version. Absent in entries of an earlier release. */
  readonly keyId?: string | undefined;
  /**
   * Why the request got no verdict when it was sent: the exchange's own words, or how the connection failed. Kept for the client when absence
   * is proven later. Absent where the call died, and in entries of an earlier release.
   */
  readonly lastError?: StoredError;
  /** The refusal of the request as the client was first told; absent in entries of a kind that keeps none. */
  readonly error?: StoredError | null;
  /** The caller. Absent in entries that no call asked for, and in entries of an earlier release. */
  readonly author?: Author;
  /** Of an entry without a verdict. Absent before the first look, and in entries of an earlier release. */
  readonly openBecause?: OpenReason;
  /** Epoch ms: the last look of which the journal knows ended then, with or without success. */
  readonly lookedAt?: number;
  /** The word of a person that settled the entry. */
  readonly decision?: Decision;
}

/**
 * The person who settled an entry, the time and the word. `shown`: the exchange shows what the person said; `looked`: a complete look of
 * that moment shows nothing; `unproven`: a look was impossible.
 */
export interface Decision {
  readonly id: string;
  /** As the token names them; null where the token does not. */
  readonly by: { readonly subject: string | null; readonly client: string | null };
  /** Epoch ms. */
  readonly at: number;
  readonly word: 'placed' | 'not_placed' | 'completed' | 'not_moved';
  readonly proof: 'shown' | 'looked' | 'unproven';
  readonly note?: string;
}

const refusals: readonly ErrorCode[] = ['NONCE_REJECTED', 'RATE_LIMITED'];

/**
 * Of a request that was not sent: the exchange refused the request (nonce, rate limit, a market that is closed), so bytes have left, and the
 * network may deliver a copy. In all further cases no byte has left, or the exchange refuses every copy by the deadline in the request.
 */
export function mayHaveCopies({ error }: { readonly error: StoredError | null }): boolean {
  if (error?.code === 'CLOCK_SKEW') return false;
  return error === null || refusals.includes(error.code) || error.details.some(isFromExchange);
}

/** The detail is the exchange's own word. */
export function isFromExchange({ exchangeCode }: ErrorDetail): boolean {
  return exchangeCode !== undefined;
}

/** A limit that lasts longer than a moment refuses looks as well, and a lockout begins anew with every request. */
export function admitsLook({ retryAfterSeconds = 0 }: Pick<OemsError, 'retryAfterSeconds'>): boolean {
  return retryAfterSeconds <= 10;
}

/** A session, by the version of the exchange key that it signs with. */
export interface KeyHolder {
  readonly keyVersion: string;
  /** The exchange key itself: a key that is set again has another version. Absent for credentials of an earlier release. */
  readonly keyId?: string | undefined;
  /** Until when no request of the key has a chance, as far as the exchange has told: epoch ms, 0 where no such limit is known. */
  readonly limitedUntil?: () => number;
}

/**
 * A different key may belong to a different customer of the exchange: absence under that key proves nothing. The same key that was set again
 * belongs to the same customer.
 */
export function isSameKey(
  { keyVersion, keyId }: KeyHolder,
  record: Pick<JournalEntry, 'credentialVersion' | 'keyId'>,
): boolean {
  return keyVersion === record.credentialVersion || (keyId !== undefined && keyId === record.keyId);
}

/** After this long the call that wrote an entry has ended: API Gateway and Lambda stop each call earlier. */
export const callEndsAfterMs = 35_000;

/** What an entry tells about itself in the audit trail. */
export interface EntryAudit {
  readonly id: string;
  readonly thing: { readonly [name in keyof AuditedThing]: string | null };
  readonly terms: Readonly<object>;
  readonly code: string | null;
}
