import { type ErrorCode, statusByCode } from '../errors.ts';
import type { Schema } from './json-schema.ts';
import type { Route } from './routes.ts';

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

export function errorResponses(): Schema {
  return Object.fromEntries(
    [...codesByStatus()].map(([status, codes]) => {
      const example = {
        isError: true,
        statusCode: status,
        code: codes[0],
        message: 'The cause and the remedy',
        requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      };
      const headers =
        status === 429 || status === 409
          ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } }
          : {};
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

/** Routes without a token can only refuse a malformed request. */
export function errorRefs(route: Route): Schema {
  const statuses = [...codesByStatus().keys()].filter(
    (status) => route.scope !== null || status === 400 || status === 500,
  );
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
  );
}
