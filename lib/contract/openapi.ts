import * as z from 'zod';
import { type ErrorCode, statusByCode } from '../errors.ts';
import { examples } from './examples.ts';
import { type OperationId, type Route, routes, scopes } from './routes.ts';

type Schema = Record<string, unknown>;

/** The API as OpenAPI 3.1, derived from the route table: what is not there is not served, what is there is documented. */
export function openapi(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'OEMS',
      version: '1.0.0',
      summary: 'Order and execution management over crypto exchanges',
      description:
        'Numbers in requests may be JSON numbers or decimal strings; numbers in answers are exact decimals. Times are UTC.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'The deployment that serves this document' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: { schemas: { Error: errorSchema }, responses: errorResponses(), securitySchemes: { bearer } },
    security: [{ bearer: [] }],
  };
}

const tags = {
  Accounts: 'Exchange accounts and their keys',
  Trading: 'Wallets, margin and orders',
  Service: 'About this service',
} as const;

const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: `Scopes: ${scopes.join(', ')}. API Gateway itself answers a missing or invalid token (401) and a missing scope (403); of those answers only the status and \`message\` are certain.`,
};

function paths(): Schema {
  const found: Record<string, Schema> = {};
  for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
    found[route.path] = { ...found[route.path], [route.method.toLowerCase()]: operation(id, route) };
  }
  return found;
}

function operation(id: OperationId, route: Route): Schema {
  return {
    operationId: id,
    tags: [tagOf(route)],
    summary: route.summary,
    security: route.scope === null ? [] : [{ bearer: [route.scope] }],
    ...(route.source === 'query' ? {} : { requestBody: bodyOf(id, route) }),
    parameters: [
      ...(route.source === 'query' ? parametersOf(id, route) : []),
      ...(isJournaled(id) ? [idempotencyKey] : []),
    ],
    responses: { ...successOf(id, route), ...errorRefs(route) },
  };
}

/** What happens once or not at all, whatever fails. */
const journaled: readonly OperationId[] = ['createOrder', 'createTransfer', 'amendOrder', 'cancelAllOrders'];
function isJournaled(id: OperationId): boolean {
  return journaled.includes(id);
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    "The client's name for one wish: a repetition with the same key and body tells what became of it (`Idempotent-Replayed: true`) and changes nothing. Without one the server makes an id, and nothing protects the client's own repetitions.",
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
};

function tagOf(route: Route): keyof typeof tags {
  if (route.path.startsWith('/delegation/')) return 'Accounts';
  return route.path.startsWith('/oems/') ? 'Trading' : 'Service';
}

function parametersOf(id: OperationId, route: Route): Schema[] {
  const { properties = {}, required = [] } = jsonSchema(route.request) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const { request } = examples[id];
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
    ...(request[name] === undefined ? {} : { example: request[name] }),
  }));
}

function bodyOf(id: OperationId, route: Route): Schema {
  return {
    required: true,
    content: { 'application/json': { schema: jsonSchema(route.request), example: examples[id].request } },
  };
}

function successOf(id: OperationId, route: Route): Schema {
  const { data } = examples[id];
  const answer = (statusCode: number, message: string) => ({
    description: message,
    ...headersOf(route),
    content: {
      [route.contentType ?? 'application/json']:
        route.bare || route.contentType !== undefined
          ? { schema: jsonSchema(route.response), example: data }
          : { schema: envelope(route, statusCode), example: { isError: false, statusCode, message, data } },
    },
  });
  const accepted = isJournaled(id)
    ? { 202: answer(202, 'No verdict yet: it is looked for, and nothing will be sent again') }
    : {};
  return { 200: answer(200, route.message), ...accepted };
}

function headersOf({ headers }: Route): Schema {
  if (headers === undefined) return {};
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return { headers: Object.fromEntries(described) };
}

function envelope(route: Route, statusCode: number): Schema {
  return {
    type: 'object',
    required: ['isError', 'statusCode', 'message', 'data'],
    properties: {
      isError: { const: false },
      statusCode: { const: statusCode },
      message: { type: 'string' },
      data: jsonSchema(route.response),
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['isError', 'statusCode', 'code', 'message', 'requestId'],
  properties: {
    isError: { const: true },
    statusCode: { type: 'integer' },
    code: { enum: Object.keys(statusByCode) },
    message: { type: 'string', description: 'The cause, and what to do about it' },
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

function errorResponses(): Schema {
  return Object.fromEntries(
    [...codesByStatus()].map(([status, codes]) => {
      const example = {
        isError: true,
        statusCode: status,
        code: codes[0],
        message: 'What went wrong and how to mend it',
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

/** Routes without a token have nothing to refuse but a malformed request. */
function errorRefs(route: Route): Schema {
  const statuses = [...codesByStatus().keys()].filter(
    (status) => route.scope !== null || status === 400 || status === 500,
  );
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
  );
}

/** What goes over the wire is a schema's input: fields.ts says where a transform hides it. */
function jsonSchema(schema: z.ZodType): Schema {
  const { $schema: _dialect, ...derived } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema: target }) => {
      const { jsonSchema: given, description } = target as Schema;
      if (given === undefined) return;
      for (const name of Object.keys(target)) delete (target as Schema)[name];
      Object.assign(target, given, description === undefined ? {} : { description });
    },
  });
  return derived;
}
