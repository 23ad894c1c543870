import { type ErrorCode, OemsError } from '../api/errors.ts';
import { TransportError } from './transport.ts';

/** The exchange answered in its own protocol, and the answer is no. */
export class ExchangeRefusal extends Error {
  override readonly name = 'ExchangeRefusal';
  /** The exchange's own words: `EOrder:Insufficient funds`, `wouldNotReducePosition`. */
  readonly exchangeCode: string;
  readonly exchangeName: string;

  constructor(exchangeName: string, exchangeCode: string) {
    super(`${exchangeName} answered ${exchangeCode}`);
    this.exchangeCode = exchangeCode;
    this.exchangeName = exchangeName;
  }
}

/** The exchange, or something on the way to it, answered outside the protocol: HTML, cut JSON, an HTTP error page. */
export class GarbledAnswer extends Error {
  override readonly name = 'GarbledAnswer';
  readonly status: number;

  constructor(exchangeName: string, status: number) {
    super(`${exchangeName} answered HTTP ${status} without a valid body`);
    this.status = status;
  }
}

/**
 * What a refusal means. `definite`: not executed and never will be. `nonce`: refused before execution, may be sent again with a fresh
 * nonce. `ambiguous`: the exchange itself does not say whether it acted.
 */
export type RefusalKind = 'definite' | 'nonce' | 'ambiguous';

/** One row per exchange error. `match` is the code's beginning; the first row that matches counts. */
export interface RefusalRule {
  readonly match: string;
  readonly kind: RefusalKind;
  readonly code: ErrorCode;
  /** Cause and remedy for the person who reads it; `{code}` is replaced by the exchange's own. */
  readonly message: string;
}

export const ruleFor = (rules: readonly RefusalRule[], exchangeCode: string): RefusalRule => {
  const rule = rules.find(({ match }) => exchangeCode.startsWith(match));
  if (rule === undefined) throw new Error('the last rule of a table must match everything');
  return rule;
};

export const refusalError = (rule: RefusalRule, refusal: ExchangeRefusal): OemsError =>
  new OemsError(rule.code, rule.message.replaceAll('{code}', refusal.exchangeCode), {
    details: [{ message: `answer of ${refusal.exchangeName}`, exchangeCode: refusal.exchangeCode }],
    ...(rule.code === 'RATE_LIMITED' ? { retryAfterSeconds: 5 } : {}),
  });

/** The error a read ends with; nothing was changed, so a client may repeat it. */
export const readError = (rules: readonly RefusalRule[], exchangeName: string, error: unknown): OemsError => {
  if (error instanceof OemsError) return error;
  if (error instanceof ExchangeRefusal) return refusalError(ruleFor(rules, error.exchangeCode), error);
  if (error instanceof GarbledAnswer && error.status === 429) {
    return new OemsError('RATE_LIMITED', `${exchangeName} limits the request rate of this key; wait and repeat`, {
      retryAfterSeconds: 10,
      cause: error,
    });
  }
  if (error instanceof GarbledAnswer) {
    return new OemsError('EXCHANGE_UNAVAILABLE', `${error.message}; repeat the call`, { cause: error });
  }
  if (error instanceof TransportError) return transportError(exchangeName, error);
  return new OemsError('INTERNAL', 'unexpected error in the exchange adapter', { cause: error });
};

const transportError = (exchangeName: string, error: TransportError): OemsError =>
  error.timedOut
    ? new OemsError('EXCHANGE_TIMEOUT', `${exchangeName} gave no complete answer in time; repeat the call`, {
        cause: error,
      })
    : new OemsError('EXCHANGE_UNAVAILABLE', `no answer from ${exchangeName}: ${error.message}`, { cause: error });
