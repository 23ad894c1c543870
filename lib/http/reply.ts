/** The caller, as handlers see the caller. */
export interface Call {
  /** Empty on routes that need no token. */
  readonly tenant: string;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
}

/** An answer with a status, message or headers of its own. */
export interface Reply<T> {
  readonly statusCode: number;
  readonly message: string;
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
}

const replyMark = Symbol('reply');

export function reply<T>(
  statusCode: number,
  message: string,
  data: T,
  headers: Reply<T>['headers'] = {},
): Reply<T> & { [replyMark]: true } {
  return {
    statusCode,
    message,
    data,
    headers,
    [replyMark]: true,
  };
}

export function isReply<T>(value: T | Reply<T>): value is Reply<T> {
  return typeof value === 'object' && value !== null && replyMark in value;
}

/** Marks an answer that reports the outcome of an earlier call with the same key. */
export function replayMark(replayed: boolean): Reply<unknown>['headers'] {
  return replayed ? { 'idempotent-replayed': 'true' } : {};
}
