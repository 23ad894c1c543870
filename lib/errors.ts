/** HTTP status of every error code; the codes are the contract, the status follows from them. */
export const statusByCode = {
  INVALID_REQUEST: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  KEY_REFUSED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  LIMIT_REACHED: 409,
  STILL_OPEN: 409,
  IDEMPOTENCY_CONFLICT: 409,
  IN_PROGRESS: 409,
  ALREADY_CLOSED: 409,
  NOT_PLACED: 409,
  INVALID_SYMBOL: 422,
  INVALID_ORDER: 422,
  INSUFFICIENT_FUNDS: 422,
  ORDER_REJECTED: 422,
  TRADING_HALTED: 422,
  NOT_SUPPORTED: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  NONCE_REJECTED: 503,
  EXCHANGE_UNAVAILABLE: 503,
  CLOCK_SKEW: 503,
  EXCHANGE_TIMEOUT: 504,
} as const;

export type ErrorCode = keyof typeof statusByCode;

const keyRefusals: readonly ErrorCode[] = ['PERMISSION_DENIED', 'KEY_REFUSED'];

/** The exchange does not let this key do that, because of the key itself or of a missing permission: no repetition helps. */
export function isKeyDenied(error: { readonly code: ErrorCode } | undefined): boolean {
  return error !== undefined && keyRefusals.includes(error.code);
}

/** One fact about a failure: a bad field, or the exchange's own code. */
export interface ErrorDetail {
  readonly field?: string;
  readonly message: string;
  /** The exchange's own error string, verbatim (`EOrder:Insufficient funds`). */
  readonly exchangeCode?: string;
}

export interface ErrorOptions {
  readonly details?: readonly ErrorDetail[];
  readonly retryAfterSeconds?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The only error that crosses module borders. Its message and details are safe to show to the client. */
export class OemsError extends Error {
  override readonly name = 'OemsError';
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;
  /** Response headers in addition to the usual headers. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }

  get statusCode(): number {
    return statusByCode[this.code];
  }
}

/** INVALID_REQUEST about one field, with the mistake and the remedy. */
export function invalidField(field: string, message: string): OemsError {
  return new OemsError('INVALID_REQUEST', `${field}: ${message}`, { details: [{ field, message }] });
}
