import type { Decimal } from 'decimal.js';
import { plainDecimal } from '../engine/decimals.ts';
import type { ExchangeRequest } from '../server/messages.ts';
import { badParameter } from './refusal.ts';

/** Parameters of a request: the query of a GET as texts, the JSON body of a POST with its types. */
export type Params = Readonly<Record<string, unknown>>;

export function readParams({ method, query, body }: ExchangeRequest): Params {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(query));
  try {
    const parsed: unknown = JSON.parse(body || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Params;
  } catch {}
  return badParameter('invalid json body');
}

/** Missing and empty are the same. */
export function text(params: Params, name: string): string | null {
  const value = params[name];
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : badParameter(`${name} must be a string`);
}

export function required(params: Params, name: string): string {
  return text(params, name) ?? badParameter(`${name} is required`);
}

/** Amounts and prices are texts: a JSON number would have lost digits on its way. */
export function decimal(params: Params, name: string): Decimal | null {
  const value = text(params, name);
  if (value === null) return null;
  return plainDecimal(value) ?? badParameter(`${name} is not a number`);
}

/** A whole number as JSON number or digits. */
export function integer(params: Params, name: string): number | null {
  const value = params[name];
  if (value === undefined || value === null || value === '') return null;
  const isWhole = typeof value === 'number' ? Number.isSafeInteger(value) : /^-?\d{1,16}$/.test(String(value));
  return isWhole ? Number(value) : badParameter(`${name} must be an integer`);
}

/** A JSON boolean. The text "true" is none. */
export function flag(params: Params, name: string): boolean {
  const value = params[name] ?? false;
  return typeof value === 'boolean' ? value : badParameter(`${name} must be a boolean`);
}

export function oneOf<const T extends string>(params: Params, name: string, allowed: readonly T[]): T | null {
  const value = text(params, name);
  const match = allowed.find((candidate) => candidate === value);
  return value === null ? null : (match ?? badParameter(`${name} invalid: ${value}`));
}
