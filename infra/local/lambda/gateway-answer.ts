/** An answer to the client: the answer of the function, or an error of the gateway. */
export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Calls of the local stack alone, without a token, by method and path: `POST /_local/pull`. */
export type OwnCalls = Readonly<Record<string, (request: OwnRequest) => Promise<GatewayAnswer>>>;

export interface OwnRequest {
  readonly contentType: string;
  readonly body: string;
}

/** Messages and statuses of API Gateway, with the code of our error envelope. */
const ERRORS = {
  'Bad Request': { statusCode: 400, code: 'INVALID_REQUEST' },
  Unauthorized: { statusCode: 401, code: 'UNAUTHENTICATED' },
  Forbidden: { statusCode: 403, code: 'PERMISSION_DENIED' },
  'Not Found': { statusCode: 404, code: 'NOT_FOUND' },
  'Request Entity Too Large': { statusCode: 413, code: 'INVALID_REQUEST' },
  'Internal Server Error': { statusCode: 500, code: 'INTERNAL' },
  'Service Unavailable': { statusCode: 503, code: 'INTERNAL' },
} as const;

type GatewayMessage = keyof typeof ERRORS;

/** API Gateway answers `{"message"}` alone. The local gateway adds the fields of our error envelope, and what helps on. */
export function gatewayError(
  message: GatewayMessage,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
  hint?: string,
): GatewayAnswer {
  const { statusCode, code } = ERRORS[message];
  const body = JSON.stringify({ isError: true, statusCode, code, message, requestId, hint });
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(body) };
}

export function jsonAnswer(value: unknown, statusCode = 200): GatewayAnswer {
  const body = Buffer.from(JSON.stringify(value));
  return { statusCode, headers: { 'content-type': 'application/json' }, body };
}
