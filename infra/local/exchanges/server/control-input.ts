import type { Decimal } from 'decimal.js';
import * as z from 'zod';
import { plainDecimal } from '../engine/decimals.ts';

/** The body of a control request, checked. Throws an Error that names the bad field. */
export function parseInput<T>(schema: z.ZodType<T>, input: Record<string, unknown>): T {
  const { data, error } = schema.safeParse(input);
  if (!error) return data;
  throw new Error(error.issues.map(problem).join('; '));
}

function problem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${[...issue.path, issue.keys[0]].join('.')}: there is no such field`;
  return [issue.path.join('.'), issue.message].filter(Boolean).join(': ');
}

/** A number or a decimal as text, 0 or more. */
export const amount = z.union([z.string(), z.number()]).transform((value, context): Decimal => {
  const parsed = plainDecimal(typeof value === 'number' && Number.isFinite(value) ? toText(value) : String(value));
  if (parsed && !parsed.isNegative()) return parsed;
  context.addIssue({ code: 'custom', message: 'must be a number, 0 or more' });
  return z.NEVER;
});

/** Numbers below a millionth would print with an exponent. */
function toText(value: number): string {
  return /e/.test(String(value)) ? value.toFixed(20) : String(value);
}

/** A whole number, 0 or more. Query strings give numbers as text. */
export const wholeNumber = z.union(
  [
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ],
  {
    error: 'must be a whole number, 0 or more',
  },
);

export const text = z.string().min(1, 'must be text');
