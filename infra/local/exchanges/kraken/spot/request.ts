import { exact } from '../../engine/decimals.ts';
import type { ExchangeRequest } from '../../server/messages.ts';

/** Decoded parameters. Fields that Kraken does not know are never read, as Kraken ignores unknown fields. */
export type Params = Record<string, string>;

/** Form and JSON bodies say the same things; a nested object `close` becomes `close[price]`, an array a comma list. */
export function decodeParams(request: ExchangeRequest): Params {
  const query = Object.fromEntries(new URLSearchParams(request.query));
  if (!isJson(request)) return { ...query, ...Object.fromEntries(new URLSearchParams(request.body)) };
  return { ...query, ...flatten(parse(request.body)) };
}

/**
 * The nonce as written. JSON numbers are read from the text because an unsigned 64-bit integer
 * does not fit a JavaScript number, and because the signature covers the digits.
 */
export function rawNonce(request: ExchangeRequest): string | null {
  if (isJson(request)) return /"nonce"\s*:\s*"?(\d+)"?\s*[,}]/.exec(request.body)?.[1] ?? null;
  return new URLSearchParams(request.body).get('nonce');
}

function isJson(request: ExchangeRequest): boolean {
  return (request.headers['content-type'] ?? '').includes('application/json');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

function flatten(value: unknown, prefix = ''): Params {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const name = prefix ? `${prefix}[${key}]` : key;
    if (item === null || item === undefined) return [];
    if (Array.isArray(item)) return flattenList(item, name);
    return typeof item === 'object' ? Object.entries(flatten(item, name)) : [[name, scalar(item)]];
  });
  return Object.fromEntries(entries) as Params;
}

/** A list of objects becomes `orders[0][price]`, a list of plain values a comma list. */
function flattenList(items: readonly unknown[], name: string): [string, string][] {
  if (!items.some((item) => typeof item === 'object')) return [[name, items.join(',')]];
  return items.flatMap((item, index) => Object.entries(flatten(item, `${name}[${index}]`)));
}

function scalar(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value) ? exact(value).toFixed() : String(value);
}
