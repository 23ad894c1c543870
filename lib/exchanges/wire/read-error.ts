import { OemsError } from '../../errors.ts';
import { ExchangeRejection, NotSent, type RefusalRule, rejectionError, ruleFor } from './refusals.ts';
import { TransportError } from './transport.ts';

/** The error of a failed read; nothing was changed, so a client may repeat the read. */
export function readError(rules: readonly RefusalRule[], exchangeName: string, error: unknown): OemsError {
  if (error instanceof OemsError) return error;
  if (error instanceof NotSent) return readError(rules, exchangeName, error.cause);
  if (error instanceof ExchangeRejection) return rejectionError(ruleFor(rules, error), error);
  if (error instanceof TransportError) return transportError(exchangeName, error);
  return new OemsError('INTERNAL', 'unexpected error in the exchange adapter', { cause: error });
}

function transportError(exchangeName: string, error: TransportError): OemsError {
  return error.timedOut
    ? new OemsError('EXCHANGE_TIMEOUT', `${exchangeName} gave no complete answer in time; repeat the call`, {
        cause: error,
      })
    : new OemsError('EXCHANGE_UNAVAILABLE', `no answer from ${exchangeName}: ${error.message}`, { cause: error });
}
