import type { Author } from '../aws/call-context.ts';

/**
 * `begun`: no answer is known, because the call died or goes on. `pending`: accepted, without a verdict yet. `refused`: by the caller's rights, by a
 * rule or by the exchange. `failed`: nothing was executed, or nobody can tell within the call.
 */
export const auditOutcomes = ['begun', 'succeeded', 'pending', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** The order or transfer that a record is about, as far as known. */
export interface AuditedThing {
  readonly orderId?: string;
  readonly clientOrderId?: string;
  readonly transferId?: string;
}

/** What a call asked for, field by field, in the contract's names. Fields that can hold a secret are no part. */
export type AuditedTerms = Readonly<Record<string, string>>;

/** The author, the action and the outcome of a call. */
export interface AuditRecord extends Author {
  /** Of a journal entry: the kind and the id of the entry. Empty for the call itself. */
  readonly entry: string;
  readonly accountId: string | null;
  readonly thing: AuditedThing;
  readonly terms: AuditedTerms;
  readonly outcome: AuditOutcome;
  /** Null for a journal entry, and for a call without answer. */
  readonly statusCode: number | null;
  /** Of an error. */
  readonly code: string | null;
}

/** Records sort by time. A call has a record for itself, and a record for each journal entry. */
export function nameOfRecord({ at, requestId, entry }: Pick<AuditRecord, 'at' | 'requestId' | 'entry'>): string {
  return `${timeText(at)}#${requestId}#${entry}`;
}

/** A time as text that sorts as the number does. */
export function timeText(ms: number): string {
  return String(Math.max(0, ms)).padStart(15, '0');
}

/** `2026-06` */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}
