import { type ErrorCode, statusByCode } from '../errors.ts';
import type { OutcomeExample } from './examples-outcomes.ts';
import type { Schema } from './json-schema.ts';
import type { Route } from './route.ts';

export const errorSchema = {
  type: 'object',
  required: ['isError', 'statusCode', 'code', 'message', 'requestId'],
  properties: {
    isError: { const: true },
    statusCode: { type: 'integer' },
    code: { enum: Object.keys(statusByCode) },
    message: { type: 'string', description: 'The cause and the remedy' },
    requestId: { type: 'string' },
    details: {
      type: 'array',
      items: {
        type: 'object',
        required: ['message'],
        properties: {
          field: { type: 'string' },
          message: { type: 'string' },
          exchange_code: { type: 'string', description: "The exchange's own error, verbatim" },
        },
      },
    },
    data: {
      type: 'object',
      description:
        'The order, transfer or cancellation that the error is about, as in a success: with NOT_PLACED, and in every replay',
    },
  },
};

/** Error codes that share a status share a response. */
function codesByStatus(): Map<number, ErrorCode[]> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const [code, status] of Object.entries(statusByCode) as [ErrorCode, number][])
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return byStatus;
}

function responseName(status: number): string {
  return `Error${status}`;
}

const retryAfter = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } };

export function errorResponses(): Schema {
  return Object.fromEntries(
    [...codesByStatus()].map(([status, codes]) => {
      const example = {
        isError: true,
        statusCode: status,
        code: codes[0],
        message: 'The cause and the remedy',
        requestId,
      };
      const headers = status === 429 || status === 409 ? { headers: retryAfter } : {};
      return [
        responseName(status),
        {
          description: codes.join(', '),
          ...headers,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, example } },
        },
      ];
    }),
  );
}

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/** 409 of an idempotent operation: `data` is typed, because NOT_PLACED shows what was not placed. */
export function conflictOf(data: Schema, { message, details, data: shown }: OutcomeExample): Schema {
  const { 409: shared } = Object.fromEntries(codesByStatus());
  const value = { isError: true, statusCode: 409, code: 'NOT_PLACED', message, requestId, details, data: shown };
  return {
    description: `${shared?.join(', ')}. NOT_PLACED: not carried out, and safe to send under a new key`,
    headers: retryAfter,
    content: {
      'application/json': {
        schema: { allOf: [{ $ref: '#/components/schemas/Error' }, { type: 'object', properties: { data } }] },
        examples: { NOT_PLACED: { value } },
      },
    },
  };
}

/** Routes without a token can only refuse a malformed request. */
export function errorRefs(route: Route): Schema {
  const statuses = [...codesByStatus().keys()].filter(
    (status) => route.scope !== null || status === 400 || status === 500,
  );
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
  );
}
