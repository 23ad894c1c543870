import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import { refuse } from './refusal.ts';

/** Parameters of a request by name, decoded. Query and body count alike. */
export type Params = ReadonlyMap<string, string>;

/** Reads query and body. A name that is sent twice is refused (spot/errors, -1101). */
export function readParams(query: string, body: string): Params {
  const params = new Map<string, string>();
  for (const pair of [query, body].join('&').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    if (params.has(name)) refuse(-1101, 'Duplicate values for a parameter detected.');
    params.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)));
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return refuse(-1100, 'Illegal characters found in a parameter.');
  }
}

export function mandatory(name: string): never {
  return refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

/** Null where the parameter is not sent. An empty parameter is refused (-1105). */
export function text(params: Params, name: string): string | null {
  const value = params.get(name);
  if (value === '') refuse(-1105, `Parameter '${name}' was empty.`);
  return value ?? null;
}

export function required(params: Params, name: string): string {
  return params.get(name) || mandatory(name);
}

const decimalPattern = '^([0-9]{1,20})(\\.[0-9]{1,20})?$';

/** Legal numbers are plain: no sign, no exponent (spot/errors, -1100). */
export function decimal(params: Params, name: string): Decimal | null {
  const value = text(params, name);
  if (value === null) return null;
  if (!new RegExp(decimalPattern).test(value)) illegal(name, decimalPattern);
  return exact(value);
}

export function requiredDecimal(params: Params, name: string): Decimal {
  required(params, name);
  return decimal(params, name) ?? mandatory(name);
}

function illegal(name: string, pattern: string): never {
  return refuse(-1100, `Illegal characters found in parameter '${name}'; legal range is '${pattern}'.`);
}

/** A whole number. Ids have up to 19 digits, so the text stays. */
export function wholeText(params: Params, name: string): string | null {
  const value = text(params, name);
  if (value !== null && !/^\d{1,20}$/.test(value)) illegal(name, '^[0-9]{1,20}$');
  return value;
}

export function whole(params: Params, name: string): number | null {
  const value = wholeText(params, name);
  return value === null ? null : Number(value);
}

export function flag(params: Params, name: string): boolean {
  const value = text(params, name)?.toLowerCase();
  if (value !== undefined && value !== 'true' && value !== 'false') illegal(name, 'true|false');
  return value === 'true';
}

/** A word of a list; another word is refused with the given code. */
export function word<const T extends string>(
  params: Params,
  name: string,
  { words, code, msg }: { readonly words: readonly T[]; readonly code: number; readonly msg: string },
): T | null {
  const value = text(params, name);
  if (value === null) return null;
  return words.find((each) => each === value) ?? refuse(code, msg);
}

/** Entries of an answer: the wanted number, at most the page of the endpoint. */
export function limitOf(params: Params, usual: number, most: number): number {
  const wanted = whole(params, 'limit') ?? usual;
  if (wanted === 0) illegal('limit', '^[1-9][0-9]*$');
  return Math.min(wanted, most);
}
