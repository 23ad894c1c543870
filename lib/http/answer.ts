import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { type CallContext, currentCall } from '../aws/call-context.ts';
import { type LogRecord, log, scrub } from '../aws/log.ts';
import { logFailure } from '../aws/log-failure.ts';
import type { Route } from '../contract/route.ts';
import { type ErrorCode, type ErrorDetail, OemsError } from '../errors.ts';
import { type Decimals, decimalHeaders, jsonText } from './preference.ts';

/** An answer with a status, message or headers of its own. */
export interface Reply<T> {
  readonly statusCode: number;
  readonly message: string;
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer is this error, and `data` shows the request that the error is about. */
  readonly error?: OemsError;
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

/** An error about a journaled request: the answer shows the order or transfer as well. */
export function refusalWith<T>(error: OemsError, data: T): Reply<T> & { [replyMark]: true } {
  return { ...reply(error.statusCode, error.message, data), error };
}

export function isReply<T>(value: T | Reply<T>): value is Reply<T> {
  return typeof value === 'object' && value !== null && replyMark in value;
}

/** Marks an answer that reports the outcome of an earlier call with the same key: `replayHeader` beside the data, `replayField` in the data. */
export function replayHeader(replayed: boolean): Reply<unknown>['headers'] {
  return replayed ? { 'idempotent-replayed': 'true' } : {};
}
export function replayField(replayed: boolean): { readonly replayed?: true } {
  return replayed ? { replayed: true } : {};
}

/** The last two are for browsers: no guess at the type of an answer, and no call without TLS once a call had TLS. */
const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
} as const;

/** What an answer must know of the caller, for the log and for the form of decimals, and of the operation. */
export interface Caller {
  readonly tenant: string;
  /** The subject and the client of the token; null where the token names none. */
  readonly subject?: string | null;
  readonly client?: string | null;
  readonly decimals: Decimals;
  /** The error codes that the contract of the operation names. */
  readonly errors: ReadonlySet<ErrorCode>;
}

/** Strips the data to the route's schema, so that an undeclared field cannot leave. */
export function answerOf(route: Route, answer: Reply<unknown>, call: CallContext, caller: Caller): Result {
  const data = declaredPart(route, answer.data);
  return answer.error === undefined
    ? successAnswer(route, { ...answer, data }, caller)
    : errorAnswer(answer.error, call, caller, data);
}

const answered = new WeakSet<Route>();

/** zod generates code for a schema that it uses. The first answer of a container goes without: generation takes longer than one answer. */
function declaredPart(route: Route, data: unknown): unknown {
  const jitless = !answered.has(route);
  answered.add(route);
  return route.response().parse(data, { jitless });
}

function successAnswer(
  route: Route,
  { statusCode, message, data, headers: own }: Reply<unknown>,
  caller: Caller,
): Result {
  const { decimals } = caller;
  log({ level: 'INFO', message: 'call', outcome: 'success', statusCode, ...namesOf(caller) }, currentCall());
  if (route.contentType !== undefined && typeof data === 'string')
    return textAnswer(route.contentType, statusCode, data, own);
  const body = route.bare ? data : { isError: false, statusCode, message, data };
  return {
    statusCode,
    headers: { ...headers, ...decimalHeaders(decimals), ...waitOf(statusCode), ...own },
    body: jsonText(body, decimals),
  };
}

/** The caller in a log line. */
function namesOf({ tenant, subject, client }: Caller): Pick<LogRecord, 'tenant' | 'subject' | 'client'> {
  return { tenant, ...(subject == null ? {} : { subject }), ...(client == null ? {} : { client }) };
}

function textAnswer(contentType: string, statusCode: number, body: string, more: Reply<unknown>['headers']): Result {
  return {
    statusCode,
    headers: { ...headers, 'content-type': `${contentType}; charset=utf-8`, ...more },
    body,
  };
}

/**
 * Every error leaves in one envelope, with the data of the request where the error is about a journaled one. An unexpected error leaves as
 * INTERNAL, and its text goes to the log, scrubbed.
 */
export function errorAnswer(error: unknown, call: CallContext, caller: Caller, data?: unknown): Result {
  const { decimals, errors } = caller;
  const known = error instanceof OemsError ? error : unexpected(error, call, errors.has('EXCHANGE_TIMEOUT'));
  const { statusCode, code, retryAfterSeconds } = known;
  const exchangeCode = known.details.find((detail) => detail.exchangeCode !== undefined)?.exchangeCode;
  log(
    {
      level: statusCode >= 500 ? 'ERROR' : 'INFO',
      message: 'call',
      outcome: 'error',
      statusCode,
      code,
      ...namesOf(caller),
      ...(exchangeCode === undefined ? {} : { exchangeCode }),
      metrics: code === 'NONCE_REJECTED' ? { NonceRefusals: 1 } : {},
    },
    call,
  );
  const details = known.details.length === 0 ? {} : { details: known.details.map(wireDetail) };
  const shown = data === undefined ? {} : { data };
  const { message } = known;
  const body = { isError: true, statusCode, code, message, requestId: call.requestId, ...details, ...shown };
  return {
    statusCode,
    headers: { ...headers, ...decimalHeaders(decimals), ...known.headers, ...waitOf(statusCode, retryAfterSeconds) },
    body: scrub(jsonText(body, decimals), call.secrets),
  };
}

function wireDetail({ field, message, exchangeCode }: ErrorDetail): Record<string, string> {
  return {
    ...(field === undefined ? {} : { field }),
    message,
    ...(exchangeCode === undefined ? {} : { exchange_code: exchangeCode }),
  };
}

/** Answers after which a call is to be repeated, or read again. 5 s where nobody tells the time: longer than most looks at the exchange take. */
const repeatable: readonly number[] = [202, 429, 503];
const usualWaitSeconds = 5;

function waitOf(statusCode: number, seconds?: number): Readonly<Record<string, string>> {
  if (seconds === undefined && !repeatable.includes(statusCode)) return {};
  return { 'retry-after': String(seconds ?? usualWaitSeconds) };
}

/** Operations that read the table alone, for moments, have no time-out of the exchange in their contract. */
function unexpected(error: unknown, call: CallContext, asksExchange: boolean): OemsError {
  logFailure(error, call);
  const timedOut = asksExchange && Date.now() > call.deadline;
  return new OemsError(
    timedOut ? 'EXCHANGE_TIMEOUT' : 'INTERNAL',
    timedOut ? 'the call ran out of time' : 'internal error; quote the requestId when reporting it',
  );
}
