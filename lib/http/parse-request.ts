import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { Decimal } from 'decimal.js';
import type * as z from 'zod';
import { fieldMeant, hintFor } from '../contract/field-hints.ts';
import type { Route } from '../contract/route.ts';
import { type ErrorDetail, OemsError } from '../errors.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { bodyText, misplacedFields } from './misplaced-fields.ts';

const maxBodyBytes = 16 * 1024;

/**
 * The request's fields, checked against the route's schema. Every error names its field. `jitless`: code that zod generates for a schema
 * saves less over a thousand small requests than a cold start pays for the code.
 */
export function parseRequest(route: Route, event: Event): unknown {
  const query = { ...(event.queryStringParameters ?? {}) };
  const raw = route.source === 'query' ? query : parseBody(event);
  const misplaced = misplacedFields(route, event, raw, fieldsOf(route));
  if (misplaced.length > 0) throw invalid(misplaced.map(({ name, message }) => ({ field: shownName(name), message })));
  const parsed = route.request().safeParse(raw, { reportInput: true, jitless: true });
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap((issue) => faultsOf(issue, route)));
}

function parseBody(event: Event): object {
  requireJson(event.headers['content-type']);
  const text = bodyText(event);
  if (Buffer.byteLength(text) > maxBodyBytes)
    throw invalid([{ field: 'body', message: `is larger than ${maxBodyBytes} bytes` }]);
  const faults: ErrorDetail[] = [];
  const parsed = parseJson(text, faults);
  faults.push(
    ...duplicateKeys(text).map((key) => ({
      field: shownName(key),
      message: 'is given more than once; send the field once',
    })),
  );
  if (faults.length > 0) throw invalid(faults);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  return parsed;
}

/** A page of another origin can send text and forms without asking the browser for leave; JSON it cannot. No type is as good as JSON. */
function requireJson(type = 'application/json'): void {
  if (/^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return;
  throw invalid([{ field: 'Content-Type', message: 'must be application/json' }]);
}

function parseJson(text: string, faults: ErrorDetail[]): unknown {
  try {
    return JSON.parse(text, (key, value: unknown, context?: { source?: string }) => {
      if (forbiddenKeys.includes(key)) faults.push({ field: key, message: 'is not a field name' });
      if (typeof value === 'number' && !isExact(value, context?.source)) {
        faults.push({
          field: shownName(key),
          message: 'has more digits than a JSON number carries; send it as a decimal string',
        });
      }
      return value;
    });
  } catch {
    throw invalid([{ field: 'body', message: 'is not valid JSON' }]);
  }
}

const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Whether the float equals the client's text: 0.1 does, 0.12345678901234567891 and 1e400 do not. */
function isExact(value: number, source: string | undefined): boolean {
  return Number.isFinite(value) && (source === undefined || new Decimal(source).eq(String(value)));
}

function faultsOf(issue: z.core.$ZodIssue, route: Route): ErrorDetail[] {
  const path = issue.path.map((part) => shownName(String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: [...path, shownName(key)].join('.'), message: unknownField(key, route) }));
  const missing = issue.input === undefined && ['invalid_type', 'invalid_union', 'invalid_value'].includes(issue.code);
  return [{ field: path.join('.') || 'body', message: missing ? 'is required' : lowerFirst(issue.message) }];
}

function unknownField(name: string, route: Route): string {
  const meant = fieldMeant(name, fieldsOf(route));
  if (meant !== null) return `unknown field: use ${meant}`;
  const hint = /\/(order|open-orders)$/.test(route.path) ? hintFor(name) : null;
  return hint === null ? 'unknown field' : `unknown field: ${hint}`;
}

function fieldsOf({ request }: Route): string[] {
  const { shape = {} } = request() as { readonly shape?: Readonly<Record<string, unknown>> };
  return Object.keys(shape);
}

/** Longer than the names of this API and of those that the hints know. */
const longestName = 24;

/** An exchange key, or a part of one, that was sent as a name by mistake must not come back. */
function shownName(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, 8)}...`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function invalid(details: ErrorDetail[]): OemsError {
  const [first] = details;
  return new OemsError('INVALID_REQUEST', `${first?.field}: ${first?.message}`, { details });
}
