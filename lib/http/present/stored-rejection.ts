import { type ErrorDetail, OemsError } from '../../errors.ts';
import { type EntryState, isFromExchange, type StoredError } from '../../journal/entry.ts';
import { refusalWith, replayHeader } from '../answer.ts';

/**
 * A refused command, the same in the first answer and in every replay: the error, and the command beside the error where the refusal is final. A
 * command that was not sent may be sent under the same key by the next call: shown as not placed, the command would look safe to send under a new key.
 */
export function rejectedAnswer<T>(
  { code, message, details, retryAfterSeconds }: StoredError,
  { state }: { readonly state: EntryState },
  replayed: boolean,
  data: T,
) {
  const error = new OemsError(code, message, { details, headers: replayHeader(replayed), retryAfterSeconds });
  if (state === 'NOT_SENT') throw error;
  return refusalWith(error, data);
}

/** A command whose absence at the exchange is proven, and which no exchange will carry out any more. */
export function notPlacedAnswer<T>(what: 'order' | 'transfer', reason: StoredError | null, replayed: boolean, data: T) {
  const why = reason?.message ?? `the exchange shows no such ${what}, and none can arrive any more`;
  const message = `The ${what} was not placed: ${why}. The ${what} is safe to send under a new key`;
  return notCarriedOut(message, reason?.details ?? [], replayed, data);
}

/** NOT_PLACED: the same key will answer so for ever, and a new key carries the command out once. */
export function notCarriedOut<T>(message: string, details: readonly ErrorDetail[], replayed: boolean, data: T) {
  return refusalWith(new OemsError('NOT_PLACED', message, { details, headers: replayHeader(replayed) }), data);
}

/** The exchange's words where the exchange gave a reason; `code` is the error code of this service. Empty where there is no reason. */
export function presentReason(reason: StoredError | null) {
  if (reason === null) return {};
  const { code, message, details } = reason;
  return { reject_reason: { code, message, exchange_code: details.find(isFromExchange)?.exchangeCode ?? null } };
}
