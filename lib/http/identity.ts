import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { env } from '../aws/env.ts';
import type { Route, Scope } from '../contract/route.ts';
import { invalidField, OemsError } from '../errors.ts';

/** The caller, as handlers see the caller. */
export interface Call {
  /** Empty on routes that need no token. */
  readonly tenant: string;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  readonly caller: Caller;
}

/** Person or program, and client, as the token names them: for records, never for a decision. */
export interface Caller {
  readonly subject: string | null;
  readonly client: string | null;
}

function claimsOf(event: Event): Record<string, unknown> {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new OemsError('UNAUTHENTICATED', 'send Authorization: Bearer <token>');
  return claims;
}

/** DynamoDB's partition keys end at 2048 bytes; the encoded tenant shares one with the account id. */
const maxEncodedLength = 1024;

/**
 * The tenant comes from the token alone. The deployment decides which part of the token names the tenant. API Gateway writes a claim that is
 * a list as `[a b]`, so a tenant in brackets could be two tenants and is refused.
 */
export function tenantOf(event: Event): string {
  const source = env.tenantSource;
  if ('scopePrefix' in source) return tenantInScopes(event, source.scopePrefix);
  const tenant = claimsOf(event)[source.claim];
  if (typeof tenant === 'string' && isUsable(tenant)) return tenant;
  throw new OemsError('UNAUTHENTICATED', `the token has no usable ${source.claim} claim`);
}

function tenantInScopes(event: Event, prefix: string): string {
  const [tenant, another] = scopesOf(event)
    .filter((scope) => scope.startsWith(prefix))
    .map((scope) => scope.slice(prefix.length));
  if (tenant !== undefined && another === undefined && isUsable(tenant)) return tenant;
  throw new OemsError('UNAUTHENTICATED', `the token must have exactly one scope ${prefix}<tenant>`);
}

function isUsable(tenant: string): boolean {
  const isList = tenant.startsWith('[') && tenant.endsWith(']');
  return !isList && tenant !== '' && tenant.isWellFormed() && encodeURIComponent(tenant).length <= maxEncodedLength;
}

/**
 * Issuers name scopes in `scope` (RFC 9068: a text with spaces) or in `scp` (Entra: a text; Okta: a list, which API Gateway writes as
 * `[a b]`). API Gateway reads `scope`, else `scp` (guide of HTTP APIs, "JWT authorizers").
 */
function scopesOf(event: Event): string[] {
  const { scope, scp } = claimsOf(event);
  return String(scope ?? scp ?? '')
    .replace(/^\[(.*)\]$/, '$1')
    .split(' ');
}

/** Cognito and RFC 9068 name the program in `client_id`, Auth0 and Entra in `azp`, Okta in `cid`, and Entra's first version in `appid`. */
export function callerOf(event: Event): Caller {
  const { sub, client_id, azp, cid, appid } = event.requestContext.authorizer?.jwt?.claims ?? {};
  return { subject: nameIn(sub), client: nameIn(client_id) ?? nameIn(azp) ?? nameIn(cid) ?? nameIn(appid) };
}

const longestName = 256;
function nameIn(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim.slice(0, longestName).toWellFormed() : null;
}

/** The address that the gateway saw. */
export function addressOf(event: Event): string | null {
  return event.requestContext.http?.sourceIp ?? null;
}

/** API Gateway has checked the scope already. A route that is wired to the wrong authorizer must still refuse. */
export function requireScope(event: Event, scope: Scope): void {
  if (!scopesOf(event).includes(scope)) throw new OemsError('PERMISSION_DENIED', `the token lacks the scope ${scope}`);
}

/** The client's id of one request: every retry of the request carries the same key. */
export function idempotencyKeyOf(
  route: Pick<Route, 'method' | 'idempotent' | 'safety'>,
  event: Event,
): string | undefined {
  const key = event.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(key)) throw invalidField('Idempotency-Key', 'must be 1 to 64 of A-Z a-z 0-9 _ -');
  if (route.idempotent !== true && !isHarmless(route))
    throw invalidField(
      'Idempotency-Key',
      'protects nothing here: this operation keeps no key; send the request without',
    );
  return key;
}

/**
 * A client that sends a key believes that a retry changes nothing more. That is true of a read, and of a call that stops trading: a header must
 * not stand in the way of a halt.
 */
function isHarmless({ method, safety }: Pick<Route, 'method' | 'safety'>): boolean {
  return method === 'GET' || safety === true;
}
