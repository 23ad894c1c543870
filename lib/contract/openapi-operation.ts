import { examples } from './examples.ts';
import { jsonSchema, type Schema } from './json-schema.ts';
import { errorRefs } from './openapi-errors.ts';
import type { OperationId, Route } from './routes.ts';

/** One operation of the document. */
export function operation(id: OperationId, route: Route): Schema {
  return {
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    security: route.scope === null ? [] : [{ bearer: [route.scope] }],
    ...(route.source === 'query' ? {} : { requestBody: bodyOf(id, route) }),
    parameters: [
      ...(route.source === 'query' ? parametersOf(id, route) : []),
      ...(route.idempotent === true ? [idempotencyKey] : []),
    ],
    responses: { ...successOf(id, route), ...errorRefs(route) },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    "The client's id of the request. A retry with the same key and body reports the outcome of the first request (`Idempotent-Replayed: true`) and changes nothing. Without a key the server makes one, and a retry by the client is a new request.",
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
};

function parametersOf(id: OperationId, route: Route): Schema[] {
  const { properties = {}, required = [] } = jsonSchema(route.request()) as {
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
    content: { 'application/json': { schema: jsonSchema(route.request()), example: examples[id].request } },
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
          ? { schema: jsonSchema(route.response()), example: data }
          : { schema: envelope(route, statusCode), example: { isError: false, statusCode, message, data } },
    },
  });
  const accepted =
    route.idempotent === true
      ? { 202: answer(202, 'The outcome is not known yet. The service looks for the outcome and sends nothing again') }
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
      data: jsonSchema(route.response()),
    },
  };
}
