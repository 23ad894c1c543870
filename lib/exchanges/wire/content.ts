import type { Endpoint } from './endpoint.ts';
import { parseExact } from './exact-json.ts';
import { isRecord } from './readers.ts';
import type { HttpReply } from './transport.ts';

/** The body of an answer as JSON, with the fields that the endpoint tells in headers. A field of the body wins over a header. */
export function contentOf(
  { fieldsFromHeaders = {} }: Pick<Endpoint, 'fieldsFromHeaders'>,
  { body, headers = {} }: Pick<HttpReply, 'body' | 'headers'>,
): unknown {
  const json = parseExact(body);
  if (!isRecord(json)) return json;
  const told = Object.entries(fieldsFromHeaders).map(([header, field]) => [field, headers[header]] as const);
  const missing = told.filter(([field, value]) => value !== undefined && json[field] === undefined);
  return missing.length > 0 ? { ...json, ...Object.fromEntries(missing) } : json;
}
