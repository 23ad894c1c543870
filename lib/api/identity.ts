import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { env } from '../aws/env.ts';
import { OemsError } from './errors.ts';
import type { Scope } from './routes.ts';

const claimsOf = (event: Event): Record<string, unknown> => {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new OemsError('UNAUTHENTICATED', 'send Authorization: Bearer <token>');
  return claims;
};

/** The tenant comes from the token alone; which claim names it is the deployment's choice. */
export const tenantOf = (event: Event): string => {
  const tenant = claimsOf(event)[env.tenantClaim];
  if (typeof tenant === 'string' && tenant.length > 0 && tenant.length <= 256) return tenant;
  throw new OemsError('UNAUTHENTICATED', `the token has no usable ${env.tenantClaim} claim`);
};

/** API Gateway has checked it already; a route wired to the wrong authorizer must still refuse. */
export const requireScope = (event: Event, scope: Scope): void => {
  const granted = String(claimsOf(event).scope ?? '').split(' ');
  if (!granted.includes(scope)) throw new OemsError('PERMISSION_DENIED', `the token lacks the scope ${scope}`);
};
