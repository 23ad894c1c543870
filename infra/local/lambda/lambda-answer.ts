import type { Invocation } from './function-thread.ts';
import { type GatewayAnswer, gatewayError } from './gateway-answer.ts';

/** Lambda's word for an invocation beyond a limit of concurrent executions, which API Gateway answers with 503. */
export const THROTTLED = 'TooManyRequestsException';

/** Size limit of Lambda for an answer, in bytes of JSON text. */
const MAX_PAYLOAD_BYTES = 6_291_556;

/**
 * Reads the result of a function as API Gateway reads format 2.0: an object with a `statusCode` is the HTTP answer,
 * and every different value is the JSON body of a 200. A failed invocation or an unreadable object gives a 500 of the
 * gateway.
 */
export function answerOf(invocation: Invocation, requestId: string): GatewayAnswer {
  if (!invocation.ok && invocation.errorType === THROTTLED) return gatewayError('Service Unavailable', requestId);
  if (!invocation.ok || Buffer.byteLength(invocation.payload) > MAX_PAYLOAD_BYTES) {
    return gatewayError('Internal Server Error', requestId);
  }
  const value: unknown = JSON.parse(invocation.payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return inferred(typeof value === 'string' ? value : invocation.payload);
  }
  return proxied(value as Record<string, unknown>) ?? gatewayError('Internal Server Error', requestId);
}

function inferred(body: string): GatewayAnswer {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}

function proxied(value: Record<string, unknown>): GatewayAnswer | undefined {
  const { statusCode, headers = {}, body = '', isBase64Encoded = false, cookies = [] } = value;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (typeof body !== 'string' || !isHeaders(headers) || !Array.isArray(cookies)) return undefined;
  const lowered = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)] as const);
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lowered),
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) }),
    },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isHeaders(value: unknown): value is Record<string, string | number | boolean> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => ['string', 'number', 'boolean'].includes(typeof text));
}
