import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { env } from '../aws/env.ts';
import type { Scope } from '../contract/route.ts';
import { OemsError } from '../errors.ts';

/** The caller, as handlers see the caller. */
export interface Call {
  /** Empty on routes that need no token. */
  readonly tenant: string;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
}

function claimsOf(event: Event): Record<string, unknown> {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new OemsError('UNAUTHENTICATED', 'send Authorization: Bearer <token>');
  return claims;
}

/** DynamoDB's partition keys end at 2048 bytes; the encoded tenant shares one with the account id. */
const maxEncodedLength = 1024;

/** The tenant comes from the token alone. The deployment decides which claim names the tenant. */
export function tenantOf(event: Event): string {
  const tenant = claimsOf(event)[env.tenantClaim];
  if (typeof tenant === 'string' && isUsable(tenant)) return tenant;
  throw new OemsError('UNAUTHENTICATED', `the token has no usable ${env.tenantClaim} claim`);
}

function isUsable(tenant: string): boolean {
  return tenant !== '' && tenant.isWellFormed() && encodeURIComponent(tenant).length <= maxEncodedLength;
}

/** API Gateway has checked the scope already. A route that is wired to the wrong authorizer must still refuse. */
export function requireScope(event: Event, scope: Scope): void {
  const granted = String(claimsOf(event).scope ?? '').split(' ');
  if (!granted.includes(scope)) throw new OemsError('PERMISSION_DENIED', `the token lacks the scope ${scope}`);
}

/** The client's id of one request: every retry of the request carries the same key. */
export function idempotencyKeyOf(event: Event): string | undefined {
  const key = event.headers['idempotency-key'];
  if (key === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(key)) return key;
  const message = 'must be 1 to 64 of A-Z a-z 0-9 _ -';
  throw new OemsError('INVALID_REQUEST', `Idempotency-Key: ${message}`, {
    details: [{ field: 'Idempotency-Key', message }],
  });
}
