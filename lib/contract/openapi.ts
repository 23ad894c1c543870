import { decimalSchemas } from './fields.ts';
import type { Schema } from './json-schema.ts';
import { errorExampleValues, errorSchemas } from './openapi-errors.ts';
import { headers, parameters } from './openapi-headers.ts';
import { operation, type Shared, successSchema } from './openapi-operation.ts';
import type { Route } from './route.ts';
import { type OperationId, routes } from './routes.ts';
import { oauth2 } from './security-scheme.ts';
import { tags } from './tags.ts';
import { version } from './version.ts';

/**
 * The API as OpenAPI 3.1, derived from the route table: the document and the service have the same operations. `tokenUrl`: where the deployment's
 * issuer gives tokens, as far as the deployment knows.
 */
export function openapi(tokenUrl: string | null = null): Record<string, unknown> {
  const shared: Shared = { schemas: new Map(), responses: new Map() };
  const paths = pathsWith(shared);
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/', description: 'The deployment that serves this document' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...Object.fromEntries(shared.schemas), ...decimalSchemas, Success: successSchema, ...errorSchemas },
      responses: Object.fromEntries(shared.responses),
      parameters,
      headers,
      examples: errorExampleValues(),
      securitySchemes: { oauth2: oauth2(tokenUrl) },
    },
    security: [{ oauth2: [] }],
  };
}

const info = {
  title: 'OEMS',
  version,
  summary: 'Order and execution management over crypto exchanges',
  description:
    'Numbers in requests may be JSON numbers or decimal strings. Decimals in answers are exact JSON numbers, or texts with `Prefer: decimals=string`. Times are UTC. A field is null where the value is not known or does not apply: never 0 or false.',
  contact: { name: 'The operator of this deployment' },
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
} as const;

function pathsWith(shared: Shared): Schema {
  const found: Record<string, Schema> = {};
  for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
    found[route.path] = { ...found[route.path], [route.method.toLowerCase()]: operation(id, route, shared) };
  }
  return found;
}
