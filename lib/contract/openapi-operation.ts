import { examples } from './examples.ts';
import { outcomeExamples } from './examples-outcomes.ts';
import { jsonSchema, type Schema } from './json-schema.ts';
import { conflictOf, errorRefs } from './openapi-errors.ts';
import type { Route } from './route.ts';
import type { OperationId } from './routes.ts';

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
    responses: { ...successOf(id, route), ...errorRefs(route), ...outcomesOf(id, route) },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    "The client's id of the request. A retry with the same key and body reports the outcome of the first request (`Idempotent-Replayed: true`, and `replayed: true` in `data`) and changes nothing. Without a key the server makes one, and a retry by the client is a new request.",
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
  return { 200: answerOf(route, 200, { message: route.message, data }) };
}

function answerOf(
  route: Route,
  statusCode: number,
  { message, data }: { readonly message: string; readonly data: unknown },
  description = message,
): Schema {
  const type = route.contentType ?? 'application/json';
  const content =
    route.bare || route.contentType !== undefined
      ? { schema: route.json === undefined ? jsonSchema(route.response()) : { type: 'string' }, example: data }
      : { schema: envelope(route.response, statusCode), example: { isError: false, statusCode, message, data } };
  const json = route.json === undefined ? {} : { 'application/json': { schema: envelope(route.json, statusCode) } };
  return { description, ...headersOf(route), content: { [type]: content, ...json } };
}

/** What may become of a command beside a success. */
function outcomesOf(id: OperationId, route: Route): Schema {
  const outcomes = outcomeExamples[id];
  if (outcomes === undefined) return {};
  const noVerdict = 'The outcome is not known yet. The service looks for the outcome and sends nothing again';
  return {
    202: answerOf(route, 202, outcomes.accepted, noVerdict),
    409: conflictOf(jsonSchema(route.response()), outcomes.notPlaced),
  };
}

const replayHeader = { 'Idempotent-Replayed': 'true in a replay: an earlier call sent the request' };

function headersOf({ headers, idempotent }: Route): Schema {
  if (headers === undefined && idempotent !== true) return {};
  const described = Object.entries({ ...headers, ...(idempotent === true ? replayHeader : {}) }).map(
    ([name, description]) => [name, { description, schema: { type: 'string' } }],
  );
  return { headers: Object.fromEntries(described) };
}

function envelope(response: Route['response'], statusCode: number): Schema {
  return {
    type: 'object',
    required: ['isError', 'statusCode', 'message', 'data'],
    properties: {
      isError: { const: false },
      statusCode: { const: statusCode },
      message: { type: 'string' },
      data: jsonSchema(response()),
    },
  };
}
