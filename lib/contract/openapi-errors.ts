import { type ErrorCode, statusByCode } from '../errors.ts';
import { errorExamples } from './examples-errors.ts';
import type { OutcomeExample } from './examples-outcomes.ts';
import type { Schema } from './json-schema.ts';
import { headersOf } from './openapi-headers.ts';
import { errorsOf } from './operation-errors.ts';
import type { Route } from './route.ts';
import type { OperationId } from './routes.ts';

// biome-ignore format: a field on a line or two
export const errorSchemas: Readonly<Record<string, Schema>> = {
  Error: {
    description: 'The envelope of an error',
    type: 'object',
    required: ['isError', 'statusCode', 'code', 'message', 'requestId'],
    properties: {
      isError: { const: true, type: 'boolean', description: 'Always true' },
      statusCode: { type: 'integer', description: 'The HTTP status' },
      code: { type: 'string', enum: Object.keys(statusByCode), description: 'The kind of the error, to branch on; the response of each status names its codes' },
      message: { type: 'string', description: 'The cause and the remedy, for people' },
      requestId: { type: 'string', description: 'The id of the call; quote the id when you report a problem' },
      details: { type: 'array', items: { $ref: '#/components/schemas/ErrorDetail' }, description: 'Present where there is more to say: each bad field, or the words of the exchange' },
      data: { description: 'The order, transfer or cancellation that the error is about, as in a success: with NOT_PLACED, and with a refusal that is final' },
    },
  },
  ErrorDetail: {
    description: 'A fact about the error',
    type: 'object',
    required: ['message'],
    properties: {
      field: { type: 'string', description: 'The field of the request that the fact is about. Absent: the request as a whole' },
      message: { type: 'string', description: 'The fact, for people' },
      exchange_code: { type: 'string', description: "The exchange's own error, verbatim. Absent: the error is of this service" },
    },
  },
};

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/**
 * The examples of errors, in `components.examples`. The data of NOT_PLACED differs by operation, so each operation has an example of its
 * own.
 */
export function errorExampleValues(): Schema {
  const codes = (Object.entries(statusByCode) as [ErrorCode, number][]).filter(([code]) => code !== 'NOT_PLACED');
  return Object.fromEntries(
    codes.map(([code, statusCode]) => {
      const { message, ...more } = errorExamples[code];
      return [code, { summary: code, value: { isError: true, statusCode, code, message, requestId, ...more } }];
    }),
  );
}

/** The meaning of an error code. */
// biome-ignore format: a code on a line
const meanings: Readonly<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'a field is missing, unknown or malformed; nothing was sent',
  UNAUTHENTICATED: 'the token is missing or not valid',
  PERMISSION_DENIED: 'the exchange key lacks a permission or is not configured, and the message names it; or the token lacks the scope under `security`',
  KEY_REFUSED: 'the exchange does not accept the key itself; set a key that works',
  NOT_FOUND: 'the account, or what the request names, does not exist',
  ALREADY_EXISTS: 'the account id is taken',
  LIMIT_REACHED: 'the tenant has as many accounts as the deployment takes; nothing was stored',
  STILL_OPEN: 'the account may have an open order or position, or a transfer without a verdict, or a wallet could not be looked at; nothing was deleted, `details` names each',
  IDEMPOTENCY_CONFLICT: 'the name was used for other terms, or another exchange key was set in between; read the message',
  IN_PROGRESS: 'an earlier call is still at work; ask again under the same name after `Retry-After`',
  ALREADY_CLOSED: 'the order has ended and cannot be changed; read the order',
  NOT_PLACED: 'not carried out, never will be, and safe to send under a new key; `data` shows what',
  INVALID_SYMBOL: 'the exchange does not trade the symbol; GET /oems/markets/symbols lists the symbols',
  INVALID_ORDER: 'the market or the exchange does not take these terms; correct the request',
  INSUFFICIENT_FUNDS: 'the wallet does not hold enough',
  ORDER_REJECTED: 'the exchange refused the request; the exchange’s words are in `details`',
  TRADING_HALTED: 'the trading state of the account does not allow the order or the margin setting; nothing was sent',
  NOT_SUPPORTED: 'the exchange, or this service on the exchange, has no such thing',
  RATE_LIMITED: 'the exchange, the gateway, or the budget of the tenant limits the requests; repeat after `Retry-After`',
  INTERNAL: 'an error of this service',
  NONCE_REJECTED: 'the exchange refused the nonce; nothing was executed, repeat under the same name',
  EXCHANGE_UNAVAILABLE: 'the exchange does not answer as it should; of a command under a name nothing is sent twice, repeat under the same name',
  CLOCK_SKEW: 'the deadline had passed by the exchange’s clock; nothing was executed, repeat under the same name',
  EXCHANGE_TIMEOUT: 'the call ran out of time; repeat under the same name',
};

/** API Gateway answers these statuses by itself too, before the function is asked. */
const gateway: readonly number[] = [401, 403, 429, 500, 503];
const byGateway = 'API Gateway itself can answer this status: of its answer only the status and `message` are certain.';
/** API Gateway guide, "Control access to HTTP APIs with JWT authorizers": the answer to a missing scope cannot be changed. */
const noScope =
  'Where the token lacks the scope, the body is `{"message":"Forbidden"}` alone, without `code`: `security` of this operation names the scope, and the claim `scope` or `scp` of the token has those that were given.';

/** What a refused command shows, and the example of NOT_PLACED. */
export interface Conflict {
  readonly data: Schema;
  readonly shown: OutcomeExample;
}

/** Error responses of several operations, by name: `components.responses`. */
export type Responses = Map<string, Schema>;

/** The error responses of an operation: a response for each status, with the codes that the operation can answer. */
export function errorResponses(id: OperationId, route: Route, shared: Responses, conflict: Conflict | null): Schema {
  const byStatus = Object.groupBy(errorsOf(id), (code) => statusByCode[code]);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => {
      const response = responseOf(route, Number(status), codes, conflict);
      return [status, conflict === null ? refTo(response, codes, shared) : response];
    }),
  );
}

function responseOf(route: Route, status: number, codes: readonly ErrorCode[], conflict: Conflict | null): Schema {
  return {
    description: described(status, codes),
    headers: headersOf(route, status),
    content: { 'application/json': contentOf(status, codes, conflict) },
  };
}

/** Operations without data in their errors share the response of the same codes: `NotFound`, `InvalidSymbolOrNotSupported`. */
function refTo(response: Schema, codes: readonly ErrorCode[], shared: Responses): Schema {
  const name = codes.map(pascal).join('Or');
  shared.set(name, response);
  return { $ref: `#/components/responses/${name}` };
}

function pascal(code: ErrorCode): string {
  return code.replace(
    /(^|_)(\w)(\w*?)(?=_|$)/g,
    (_all, _mark, first: string, rest: string) => first + rest.toLowerCase(),
  );
}

function described(status: number, codes: readonly ErrorCode[]): string {
  const lines = codes.map((code) => `- \`${code}\`: ${meanings[code]}.`);
  const more = status === 403 ? `${byGateway} ${noScope}` : byGateway;
  return [...lines, ...(gateway.includes(status) ? ['', more] : [])].join('\n');
}

/** Of a command `data` is typed: NOT_PLACED and final refusals show what the error is about. */
function contentOf(status: number, codes: readonly ErrorCode[], conflict: Conflict | null): Schema {
  const properties = {
    statusCode: { const: status, description: 'The HTTP status' },
    code: { enum: codes, description: 'The kind of the error' },
    ...(conflict === null
      ? {}
      : {
          data: { ...conflict.data, description: 'As in a success: with NOT_PLACED, and with a refusal that is final' },
        }),
  };
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    schema: { allOf: [{ $ref: '#/components/schemas/Error' }, { type: 'object', properties }] },
    examples: {
      ...examples,
      ...(conflict !== null && codes.includes('NOT_PLACED') ? notPlaced(conflict.shown) : {}),
    },
  };
}

/** NOT_PLACED with the data of the operation. */
function notPlaced({ message, details, data }: OutcomeExample): Schema {
  const value = { isError: true, statusCode: 409, code: 'NOT_PLACED', message, requestId, details, data };
  return { NOT_PLACED: { summary: 'NOT_PLACED', value } };
}
