import * as z from 'zod';

export type Schema = Record<string, unknown>;

/** The JSON Schema of requests and answers on the wire: the input of a zod schema, and fields.ts where a transform hides the input. */
export function jsonSchema(schema: z.ZodType): Schema {
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
