import type { SubmitOutcome } from '../model/outcome.ts';
import { readError } from './read-error.ts';
import { ExchangeRejection, NotSent, type RefusalKind, type RefusalRule, rejectionError, ruleFor } from './refusals.ts';
import { TransportError } from './transport.ts';

/** What a failed attempt at a change says about the change. */
export type Failure = Exclude<SubmitOutcome, { readonly kind: 'accepted' }>;

export function isRefusedAs(kind: RefusalKind, rules: readonly RefusalRule[], error: unknown): boolean {
  return error instanceof ExchangeRejection && ruleFor(rules, error).kind === kind;
}

/** No byte of the request has left. */
export function neverLeft(error: unknown): boolean {
  return error instanceof NotSent || (error instanceof TransportError && error.phase === 'notSent');
}

/** Only the transport's phase and the exchange's own code decide; CCXT's error classes are never asked. */
export function failureOf(rules: readonly RefusalRule[], title: string, error: unknown): Failure {
  const shown = readError(rules, title, error);
  if (neverLeft(error)) return { kind: 'notSent', error: shown };
  if (!(error instanceof ExchangeRejection)) return { kind: 'unknown', error: shown };
  const rule = ruleFor(rules, error);
  return outcomeOf(rule, rejectionError(rule, error));
}

/** The outcome of an attempt that the exchange refused, by the kind of its rule. */
function outcomeOf({ kind, code }: RefusalRule, error: Failure['error']): Failure {
  if (kind === 'nonce' || kind === 'expired' || kind === 'not-now') return { kind: 'notExecuted', reason: kind, error };
  if (kind === 'late') return { kind: 'unknown', error, isLate: true };
  // "Already so" tells of a change made before, perhaps by an earlier copy of this request.
  if (kind === 'ambiguous' || kind === 'alreadySo') return { kind: 'unknown', error };
  if (kind === 'idTaken') return { kind: 'idTaken', error };
  return code === 'RATE_LIMITED' ? { kind: 'notExecuted', reason: 'rate-limit', error } : { kind: 'rejected', error };
}
