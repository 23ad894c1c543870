import { Ajv2020 as Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { decimalSchemas } from '../../lib/contract/fields.ts';
import { openapi } from '../../lib/contract/openapi.ts';
import {
  type Document,
  type Operation,
  type Response,
  resolved,
  type Schema,
} from '../lib/contract/fixture-document.ts';

/** An answer, as the wire has it. */
export interface Judged {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Decimals = 'number' | 'string';
const pristine = JSON.stringify(openapi());

/** The document in which decimals have one form alone, and objects no field beside their own: what a client with this preference may expect. */
function documentWith(decimals: Decimals): Document {
  const document = JSON.parse(pristine) as Document & {
    components: { schemas: Record<string, Record<string, unknown>> };
  };
  const { schemas } = document.components;
  const [number, text] = decimalSchemas.Decimal.oneOf;
  schemas.Decimal = { ...(decimals === 'number' ? number : text) };
  for (const [name, schema] of Object.entries(schemas))
    if (schema.properties !== undefined && !envelopes.includes(name)) schema.additionalProperties ??= false;
  return document;
}
const envelopes = ['Success', 'Error'];

function judgeWith(decimals: Decimals) {
  const document = documentWith(decimals);
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document as AnySchemaObject, 'openapi');
  const known = new Map<Schema, ValidateFunction>();
  const validatorOf = (schema: Schema): ValidateFunction => {
    // Components are meant where the document refers to its own root. The envelope is closed as a whole.
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
    const validator =
      known.get(schema) ?? ajv.compile({ ...rooted, ...(schema.allOf ? { unevaluatedProperties: false } : {}) });
    known.set(schema, validator);
    return validator;
  };
  return { document, validatorOf };
}
let judges: Record<Decimals, ReturnType<typeof judgeWith>> | undefined;

/** Written by the transport, or by the server of the local gateway. */
const transport = /^(content-type|content-length|date|connection|keep-alive|transfer-encoding)$/;

/** Why the answer is none that the OpenAPI document promises; empty for an answer of the document, and for an answer of the gateway itself. */
export function faultsOf({ method, path, status, headers, text }: Judged): string[] {
  const isOfGateway = !headers.has('cache-control');
  const form = headers.get('preference-applied') === 'decimals=string' ? 'string' : 'number';
  judges ??= { number: judgeWith('number'), string: judgeWith('string') };
  const { document, validatorOf } = judges[form];
  const operation: Operation | undefined = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined || isOfGateway) return [];
  if (operation.responses[status] === undefined)
    return [`the document has no ${status}; ${codeOf(text)} is a row of lib/contract/operation-errors.ts`];
  const response = resolved<Response>(document, operation.responses[status]);
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const schema = response.content?.[type]?.schema;
  if (schema === undefined) return [`the document has no ${type} for ${status}`];
  const validate = validatorOf(schema);
  const isValid = validate(type === 'application/json' ? JSON.parse(text) : text);
  return [
    ...headerFaults(document, response, headers),
    ...(isValid
      ? []
      : (validate.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
        )),
  ];
}

function codeOf(text: string): string {
  return /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? 'the code';
}

function headerFaults(document: Document, { headers: declared = {} }: Response, headers: Headers): string[] {
  const names = Object.keys(declared).map((name) => name.toLowerCase());
  const undeclared = [...headers.keys()].filter((name) => !transport.test(name) && !names.includes(name));
  const missing = Object.entries(declared).filter(
    ([name, header]) =>
      resolved<{ readonly required?: boolean }>(document, header).required === true && !headers.has(name),
  );
  return [...undeclared.map((name) => `undeclared header ${name}`), ...missing.map(([name]) => `no header ${name}`)];
}

/** Throws for an answer that the OpenAPI document does not promise. */
export function judge(answer: Judged): void {
  const faults = faultsOf(answer);
  const { method, path, status, text } = answer;
  if (faults.length > 0)
    throw new Error(
      `${method} ${path} answered ${status} against the OpenAPI document: ${faults.join('; ')}\n${text.slice(0, 2000)}`,
    );
}
