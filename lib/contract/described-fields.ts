import { fieldDescriptions } from './field-descriptions.ts';
import { objectDescriptions } from './object-descriptions.ts';

type Schema = Record<string, unknown>;

/** The schema of an object whose fields are described. A field that refers to a named object is described by that object. */
export function describedFields(id: string, schema: Schema): Schema {
  const own = objectDescriptions[id];
  const { description = own, properties, ...rest } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...rest,
    ...(properties === undefined ? {} : { properties: fieldsOf(id, properties as Record<string, Schema>) }),
  };
}

/** Generators of types take a field with a default for a field that is always there: a client could not leave the field out. */
function fieldsOf(id: string, properties: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(describedProperties(id, properties)).map(([name, { default: usual, description, ...field }]) => {
      const omitted = usual === undefined ? '' : `. Omitted: ${JSON.stringify(usual)}`;
      return [name, { ...field, ...(description === undefined ? {} : { description: `${description}${omitted}` }) }];
    }),
  );
}

export function describedProperties(id: string, properties: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const description = field.description ?? fieldDescriptions[`${id}.${name}`] ?? fieldDescriptions[name];
      return [name, description === undefined ? field : { ...field, description }];
    }),
  );
}
