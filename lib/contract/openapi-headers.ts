import type { Schema } from './json-schema.ts';
import type { Route } from './route.ts';

function text(description: string, example: string): Schema {
  return { description, schema: { type: 'string' }, example };
}
function always(header: Schema): Schema {
  return { ...header, required: true };
}

/** Headers of answers, in `components.headers`. */
export const headers: Readonly<Record<string, Schema>> = {
  RequestId: text(
    'The id of the call, as in `requestId` of errors; quote the id when you report a problem',
    'Zk3Wxj0uFiAEJ9Q=',
  ),
  CacheControl: always(text('Answers are about money and are kept by no cache', 'no-store')),
  Vary: always(text('The answer depends on the header Prefer', 'Prefer')),
  VaryOfJson: text('Present in JSON, which depends on the header Prefer; text does not', 'Prefer'),
  ContentTypeOptions: always(text('A browser takes the answer for nothing but its `Content-Type`', 'nosniff')),
  TransportSecurity: always(text('A browser calls this host over TLS alone', 'max-age=31536000')),
  PreferenceApplied: text(
    'Present when every decimal of the answer is a text, as `Prefer: decimals=string` asked',
    'decimals=string',
  ),
  IdempotentReplayed: text(
    '`true` in a replay: an earlier call under the same key sent the request, and this call sent nothing',
    'true',
  ),
  RateLimitPolicy: text(
    "The tenant's budget, present when this service refused the call: `q` calls in `w` seconds. Calls that stop trading have no budget",
    '"tenant";q=20;w=2',
  ),
  RateLimit: text(
    "The rest of the tenant's budget, present when this service refused the call: `r` calls, and the next after `t` seconds",
    '"tenant";r=0;t=1',
  ),
  RetryAfter: {
    description: 'Seconds to wait before the call is repeated, under the same key where the call has a key',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
  },
};

function refs(names: Readonly<Record<string, keyof typeof headers>>): Schema {
  return Object.fromEntries(Object.entries(names).map(([name, id]) => [name, { $ref: `#/components/headers/${id}` }]));
}

/** Statuses whose answer can say when to ask again. */
const waits: readonly number[] = [202, 409, 429, 503];

/** The headers of an answer of the operation, by name. */
export function headersOf(route: Route, status: number): Schema {
  const canBeText = route.contentType !== undefined && status < 400;
  return {
    ...refs({ 'Apigw-Requestid': 'RequestId', 'Cache-Control': 'CacheControl' }),
    ...refs({ 'X-Content-Type-Options': 'ContentTypeOptions', 'Strict-Transport-Security': 'TransportSecurity' }),
    ...refs({ Vary: canBeText ? 'VaryOfJson' : 'Vary', 'Preference-Applied': 'PreferenceApplied' }),
    ...(route.idempotent === true ? refs({ 'Idempotent-Replayed': 'IdempotentReplayed' }) : {}),
    ...(waits.includes(status) ? refs({ 'Retry-After': 'RetryAfter' }) : {}),
    ...(status === 429 ? refs({ RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' }) : {}),
    ...(status < 400 ? ownHeaders(route) : {}),
  };
}

function ownHeaders({ headers: own = {} }: Route): Schema {
  return Object.fromEntries(
    Object.entries(own).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

/** Parameters of many operations, in `components.parameters`. */
export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      "The client's id of the request. A retry with the same key and body reports the outcome of the first request (`Idempotent-Replayed: true`, and `replayed: true` in `data`) and changes nothing. Without a key the server makes one, and a retry by the client is a new request.",
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
    example: 'my-first-order',
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      '`decimals=string` turns every decimal of the answer into a text, for clients whose numbers are floats (RFC 7240). Counts and times in milliseconds stay numbers. Other preferences change nothing.',
    schema: { type: 'string' },
    example: 'decimals=string',
  },
} as const;

/** The header parameters of an operation. */
export function parameterRefs({ idempotent }: Route): Schema[] {
  const names = [...(idempotent === true ? ['IdempotencyKey'] : []), 'Prefer'];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}
