import { isDeepStrictEqual } from 'node:util';
import { Decimal } from 'decimal.js';

/** Named values of a tour: accounts, keys, and values of earlier answers. */
export type Memory = Record<string, unknown>;

/** Null if the value is as the guide says, else a description of the right value. */
type Check = (value: unknown, memory: Memory) => string | null;

/** By place in the answer; see valueAt. A missing place has the value undefined. */
export type Expectations = Readonly<Record<string, Check | string | number | boolean | null>>;

/** A line for every place with an unexpected value. */
export function mismatches(answer: unknown, expected: Expectations, memory: Memory): string[] {
  return Object.entries(expected).flatMap(([place, wanted]) => {
    const value = valueAt(answer, fill(place, memory));
    const says = typeof wanted === 'function' ? wanted(value, memory) : equal(value, fill(wanted, memory));
    return says === null ? [] : [`${fill(place, memory)} is ${JSON.stringify(value) ?? 'missing'}, expected ${says}`];
  });
}

/**
 * The value at a place such as `data.balances[asset=USD].total`. A place has names, positions in a list, and
 * `[field=value]` for the first entry of a list with this value. The empty place is the whole answer.
 */
export function valueAt(answer: unknown, place: string): unknown {
  const steps = place.match(/\[\w+=[^\]]*\]|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => {
    const [, name, wanted] = /^\[(\w+)=(.*)\]$/.exec(step) ?? [];
    if (name !== undefined && Array.isArray(value)) return value.find((entry) => String(entry?.[name]) === wanted);
    return typeof value === 'object' && value !== null ? (value as Memory)[step] : undefined;
  }, answer);
}

/** Puts remembered values in place of `{name}`, anywhere in a text or an object. */
export function fill<T>(template: T, memory: Memory): T {
  if (typeof template === 'string') return template.replace(/\{(\w+)\}/g, (_, name) => String(memory[name])) as T;
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((entry) => fill(entry, memory)) as T;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fill(value, memory)])) as T;
}

function equal(value: unknown, wanted: unknown): string | null {
  return isDeepStrictEqual(value, wanted) ? null : JSON.stringify(wanted);
}

export const absent: Check = (value) => (value === undefined ? null : 'none');

export function matching(pattern: RegExp): Check {
  return (value) => (typeof value === 'string' && pattern.test(value) ? null : `a text like ${pattern}`);
}

export const present: Check = (value) => (value === undefined || value === null || value === '' ? 'a value' : null);

export const number: Check = (value) => (typeof value === 'number' ? null : 'a number');

export const aboveZero: Check = (value) => (typeof value === 'number' && value > 0 ? null : 'a number above 0');

/** The exact sum of the remembered number and `by`. */
export function movedBy(by: string, name: string): Check {
  return (value, memory) => {
    const wanted = new Decimal(String(memory[name])).plus(by);
    return typeof value === 'number' && wanted.eq(value) ? null : `${wanted} (${memory[name]} before, moved by ${by})`;
  };
}

/** The remembered value, or `otherwise` without a remembered value. */
export function remembered(name: string, otherwise: Check): Check {
  return (value, memory) => (memory[name] === undefined ? otherwise(value, memory) : equal(value, memory[name]));
}

export const emptyList: Check = (value) => (Array.isArray(value) && value.length === 0 ? null : 'an empty list');

/** A list with the expected values in every entry. */
export function eachEntry(expected: Expectations): Check {
  return (value, memory) => {
    if (!Array.isArray(value)) return 'a list';
    const wrong = value.flatMap((entry, index) =>
      mismatches(entry, expected, memory).map((line) => `in entry ${index}: ${line}`),
    );
    return wrong[0] ?? null;
  };
}
