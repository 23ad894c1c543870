import { describedProperties } from './described-fields.ts';
import { examples } from './examples.ts';
import { outcomeExamples, pendingExamples } from './examples-outcomes.ts';
import { type Components, namedSchema, querySchema, type Schema } from './json-schema.ts';
import { errorResponses, type Responses } from './openapi-errors.ts';
import { headersOf, parameterRefs } from './openapi-headers.ts';
import { operationDescriptions } from './operation-descriptions.ts';
import type { Route } from './route.ts';
import type { OperationId } from './routes.ts';

/** Parts of the document that operations share. An operation adds the parts that it is the first to use. */
export interface Shared {
  readonly schemas: Components;
  readonly responses: Responses;
}

/** One operation of the document. */
export function operation(id: OperationId, route: Route, { schemas, responses }: Shared): Schema {
  const data = namedSchema((route.text ?? route.response)(), `${capital(id)}Answer`, schemas);
  const json = route.json === undefined ? undefined : namedSchema(route.json(), `${capital(id)}Json`, schemas);
  const outcomes = outcomeExamples[id];
  return {
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    description: operationDescriptions[id],
    security: route.scope === null ? [] : [{ oauth2: [route.scope] }],
    ...(route.source === 'query' ? {} : { requestBody: bodyOf(id, route, schemas) }),
    parameters: [...(route.source === 'query' ? parametersOf(id, route) : []), ...parameterRefs(route)],
    responses: {
      200: withJson(answerOf(route, data, 200, { message: route.message, data: examples[id].data }), json),
      ...pendingOf(id, route, data),
      ...errorResponses(id, route, responses, outcomes === undefined ? null : { data, shown: outcomes.notPlaced }),
    },
  };
}

function capital(id: OperationId): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

function parametersOf(id: OperationId, route: Route): Schema[] {
  const { properties = {}, required = [] } = querySchema(route.request()) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const { request } = examples[id];
  return Object.entries(describedProperties(id, properties)).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
    ...(request[name] === undefined ? {} : { example: request[name] }),
  }));
}

function bodyOf(id: OperationId, route: Route, components: Components): Schema {
  const schema = namedSchema(route.request(), `${capital(id)}Request`, components);
  return { required: true, content: { 'application/json': { schema, example: examples[id].request } } };
}

interface Shown {
  readonly message: string;
  readonly data: unknown;
}

function answerOf(route: Route, schema: Schema, statusCode: number, shown: Shown, description = shown.message): Schema {
  const { message, data } = shown;
  const isPlain = route.bare === true || route.contentType !== undefined;
  const content = isPlain
    ? { schema, example: data }
    : { schema: envelope(schema, statusCode), example: { isError: false, statusCode, message, data } };
  return {
    description,
    headers: headersOf(route, statusCode),
    content: { [route.contentType ?? 'application/json']: content },
  };
}

/** An answer that the request can choose as JSON instead. */
function withJson(answer: Schema, json: Schema | undefined): Schema {
  if (json === undefined) return answer;
  const content = { ...(answer.content as Schema), 'application/json': { schema: envelope(json, 200) } };
  return { ...answer, content };
}

const noVerdict = 'The outcome is not known yet. The service looks for the outcome and sends nothing again';

/** 202: what became of the command is not known yet. */
function pendingOf(id: OperationId, route: Route, data: Schema): Schema {
  const shown = outcomeExamples[id]?.accepted ?? pendingExamples[id];
  return shown === undefined ? {} : { 202: answerOf(route, data, 202, shown, noVerdict) };
}

/** The envelope of a success, in `components.schemas`. */
export const successSchema = {
  description: 'The envelope of a success',
  type: 'object',
  required: ['isError', 'statusCode', 'message'],
  properties: {
    isError: { const: false, type: 'boolean', description: 'Always false' },
    statusCode: { type: 'integer', description: 'The HTTP status' },
    message: { type: 'string', description: 'The outcome in a sentence; for people, the wording can change' },
  },
} as const;

function envelope(data: Schema, statusCode: number): Schema {
  const properties = {
    statusCode: { const: statusCode, description: 'The HTTP status' },
    data: { ...data, description: 'The answer' },
  };
  return {
    allOf: [{ $ref: '#/components/schemas/Success' }, { type: 'object', required: ['data'], properties }],
  };
}
