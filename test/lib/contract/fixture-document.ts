/** The parts of a JSON Schema that tests look at. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, object>>;
}

export interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security: unknown;
  readonly parameters: readonly Schema[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** The OpenAPI document as clients read it. */
export interface Document {
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: {
      readonly oauth2: { readonly flows: { readonly clientCredentials: { readonly scopes: object } } };
    };
  };
}

/** Follows a reference within the document. */
export function resolved<T extends object>(document: unknown, node: T | { readonly $ref?: string }): T {
  if (!('$ref' in node) || typeof node.$ref !== 'string') return node as T;
  let target: unknown = document;
  for (const part of node.$ref.slice(2).split('/')) target = (target as Record<string, unknown>)[part];
  if (target === undefined) throw new Error(`the document lacks ${node.$ref}`);
  return resolved<T>(document, target as T);
}

/** A part of the document, with its place from the root. */
export interface Node {
  readonly kind: 'operation' | 'parameter' | 'response' | 'header' | 'schema' | 'field';
  readonly place: string;
  readonly value: Schema;
}

/** Every operation, parameter, response, header, schema and field of a schema, shared ones once. */
export function nodesOf(document: Document): Node[] {
  const shared = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
    schemaNodes(`components.schemas.${name}`, schema),
  );
  const own = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => operationNodes(document, `${method} ${path}`, operation)),
  );
  return [...shared, ...own];
}

function operationNodes(document: Document, place: string, operation: Operation): Node[] {
  const parameters = operation.parameters.map((parameter, index): Node => {
    const value = resolved<Schema & { readonly name?: string }>(document, parameter);
    return { kind: 'parameter', place: `${place}.${value.name ?? index}`, value };
  });
  const responses = Object.entries(operation.responses).flatMap(([status, response]) =>
    responseNodes(document, `${place}.${status}`, resolved<Response>(document, response)),
  );
  const bodies = Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema = {} }) =>
    schemaNodes(`${place}.body`, schema),
  );
  return [{ kind: 'operation', place, value: operation }, ...parameters, ...bodies, ...responses];
}

function responseNodes(document: Document, place: string, response: Response): Node[] {
  const headers = Object.entries(response.headers ?? {}).map(
    ([name, header]): Node => ({ kind: 'header', place: `${place}.${name}`, value: resolved(document, header) }),
  );
  const schemas = Object.values(response.content ?? {}).flatMap(({ schema = {} }) => schemaNodes(place, schema));
  const { description = '' } = response;
  return [{ kind: 'response', place, value: { description } }, ...headers, ...schemas];
}

function schemaNodes(place: string, value: Schema): Node[] {
  const { properties = {}, items, allOf = [], anyOf = [], oneOf = [] } = value;
  const fields = Object.entries(properties).flatMap(([name, field]): Node[] => [
    { kind: 'field', place: `${place}.${name}`, value: field },
    ...schemaNodes(`${place}.${name}`, field),
  ]);
  const parts = { allOf, anyOf, oneOf, items: items === undefined ? [] : [items] };
  const inner = Object.entries(parts).flatMap(([name, schemas]) =>
    schemas.flatMap((schema, index) => schemaNodes(`${place}.${name}.${index}`, schema)),
  );
  return [{ kind: 'schema', place, value }, ...fields, ...inner];
}
