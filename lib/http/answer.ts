import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { type CallContext, currentCall } from '../aws/call-context.ts';
import { log, scrub } from '../aws/log.ts';
import type { Route } from '../contract/routes.ts';
import { errorText } from '../error-text.ts';
import { type ErrorDetail, OemsError } from '../errors.ts';

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

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' } as const;

/** Strips the data to the route's schema, so that an undeclared field cannot leave. */
export function successAnswer(route: Route, answer: Reply<unknown>, tenant: string): Result {
  const { statusCode, message } = answer;
  const data = route.response().parse(answer.data);
  log({ level: 'INFO', message: 'call', outcome: 'success', statusCode, tenant }, currentCall());
  if (route.contentType !== undefined) return textAnswer(route.contentType, statusCode, String(data), answer.headers);
  const body = route.bare ? data : { isError: false, statusCode, message, data };
  return { statusCode, headers: { ...headers, ...answer.headers }, body: JSON.stringify(body) };
}

function textAnswer(contentType: string, statusCode: number, body: string, more: Reply<unknown>['headers']): Result {
  return {
    statusCode,
    headers: { ...headers, 'content-type': `${contentType}; charset=utf-8`, ...more },
    body,
  };
}

/** Every error leaves in one envelope. An unexpected error leaves as INTERNAL, and its text goes to the log, scrubbed. */
export function errorAnswer(error: unknown, call: CallContext, tenant: string): Result {
  const known = error instanceof OemsError ? error : unexpected(error, call);
  const { statusCode, code, retryAfterSeconds } = known;
  const exchangeCode = known.details.find((detail) => detail.exchangeCode !== undefined)?.exchangeCode;
  log(
    {
      level: statusCode >= 500 ? 'ERROR' : 'INFO',
      message: 'call',
      outcome: 'error',
      statusCode,
      code,
      tenant,
      ...(exchangeCode === undefined ? {} : { exchangeCode }),
    },
    call,
  );
  const details = known.details.length === 0 ? {} : { details: known.details.map(wireDetail) };
  const body = { isError: true, statusCode, code, message: known.message, requestId: call.requestId, ...details };
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    statusCode,
    headers: { ...headers, ...known.headers, ...retry },
    body: scrub(JSON.stringify(body), call.secrets),
  };
}

function wireDetail({ field, message, exchangeCode }: ErrorDetail): Record<string, string> {
  return {
    ...(field === undefined ? {} : { field }),
    message,
    ...(exchangeCode === undefined ? {} : { exchange_code: exchangeCode }),
  };
}

function unexpected(error: unknown, call: CallContext): OemsError {
  log({ level: 'ERROR', message: 'unexpected error', error: errorText(error) }, call);
  const timedOut = Date.now() > call.deadline;
  return new OemsError(
    timedOut ? 'EXCHANGE_TIMEOUT' : 'INTERNAL',
    timedOut ? 'the call ran out of time' : 'internal error; quote the requestId when reporting it',
  );
}
