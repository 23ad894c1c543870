import { OemsError } from '../../errors.ts';
import { isFromExchange, type StoredError } from '../../journal/entry.ts';

/** The error that a journal entry keeps, as the first answer told the error. */
export function storedRejection(
  { code, message, details, retryAfterSeconds }: StoredError,
  headers: Readonly<Record<string, string>>,
): OemsError {
  return new OemsError(code, message, { details, headers, retryAfterSeconds });
}

/** The sentence about a command whose absence at the exchange is proven. */
export function notPlaced(what: 'order' | 'transfer', reason: StoredError | null): string {
  const why = reason?.message ?? `the exchange shows no such ${what}, and none can arrive any more`;
  return `The ${what} was not placed: ${why}`;
}

/** The exchange's words where the exchange gave a reason; `code` is the error code of this service. Empty where there is no reason. */
export function presentReason(reason: StoredError | null) {
  if (reason === null) return {};
  const { code, message, details } = reason;
  return { reject_reason: { code, message, exchange_code: details.find(isFromExchange)?.exchangeCode ?? null } };
}
