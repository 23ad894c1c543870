import * as z from 'zod';
import { deferred } from './deferred.ts';
import { describedFields } from './described-fields.ts';
import { schemaNames } from './schema-names.ts';

export type Schema = Record<string, unknown>;

/** Named schemas that conversions have met, in `components.schemas` of the document. */
export type Components = Map<string, Schema>;

/** Names stand in zod's registry, where a conversion looks for them. */
const named = deferred(() => {
  for (const [id, schema] of Object.entries(schemaNames)) name(schema(), id);
  return z.globalRegistry;
});
function name(schema: z.ZodType, id: string): void {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
}

/**
 * The JSON Schema of requests and answers on the wire: the input of a zod schema, and fields.ts where a transform hides the input. A schema
 * without a name gets the name `as`. Named schemas are added to the components, and the answer refers to them.
 */
export function namedSchema(schema: z.ZodType, as: string, components: Components): Schema {
  if (named().get(schema)?.id === undefined) name(schema, as);
  return converted(schema, components);
}

/** As `namedSchema`, for the fields of a query, which are parameters and need no name. */
export function querySchema(schema: z.ZodType): Schema {
  return converted(schema, new Map());
}

interface Converted {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties: { readonly schema: Schema };
}

/** The schema is a field of an object, because a conversion gives its own root no reference. */
function converted(schema: z.ZodType, components: Components): Schema {
  const document: unknown = z.toJSONSchema(z.object({ schema }), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema: target }) => override(target as Schema),
  });
  const { $defs = {}, properties } = document as Converted;
  for (const [id, found] of Object.entries($defs)) components.set(id, describedFields(id, wired(found)));
  return wired(properties.schema);
}

/** A plain number is a count or a time in milliseconds; decimals have a JSON Schema of their own. */
function override(target: Schema): void {
  const { jsonSchema: given, description, type, prefixItems } = target;
  if (given === undefined && type === 'number') target.type = 'integer';
  if (Array.isArray(prefixItems)) bounded(target, prefixItems);
  if (given === undefined) return;
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, given, description === undefined ? {} : { description });
}

/** A tuple has its own length and no more. Linters want `items` beside `prefixItems`; nothing is left that `items` could describe. */
function bounded(target: Schema, { length }: readonly unknown[]): void {
  Object.assign(target, { minItems: length, maxItems: length, items: {} });
}

function wired(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
