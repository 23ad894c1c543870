import type { Schema } from './json-schema.ts';
import { errorResponses, errorSchema } from './openapi-errors.ts';
import { operation } from './openapi-operation.ts';
import { type Route, scopes } from './route.ts';
import { type OperationId, routes } from './routes.ts';
import { tags } from './tags.ts';

/** The API as OpenAPI 3.1, derived from the route table: the document and the service have the same operations. */
export function openapi(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'OEMS',
      version: '1.0.0',
      summary: 'Order and execution management over crypto exchanges',
      description:
        'Numbers in requests may be JSON numbers or decimal strings; numbers in answers are exact decimals. Times are UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The deployment that serves this document' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: { schemas: { Error: errorSchema }, responses: errorResponses(), securitySchemes: { bearer } },
    security: [{ bearer: [] }],
  };
}

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
