import type { JWTPayload } from 'jose';
import { type GatewayAnswer, gatewayError } from './gateway-answer.ts';
import type { JwtAuthorizer, StringMap } from './lambda-event.ts';

type Verify = (token: string) => Promise<JWTPayload>;

type Authorization =
  | { readonly allowed: true; readonly authorizer: JwtAuthorizer | undefined }
  | { readonly allowed: false; readonly answer: GatewayAnswer };

/**
 * The JWT authorizer of API Gateway: 401 without a valid token, 403 without the scope of the route. A route without a
 * scope needs no token.
 */
export async function authorize(
  header: string | undefined,
  scope: string | null,
  verify: Verify,
  requestId: string,
): Promise<Authorization> {
  if (scope === null) return { allowed: true, authorizer: undefined };
  // API Gateway takes a token without its scheme as well (guide of HTTP APIs, "JWT authorizers").
  const token = /^(?:Bearer +)?(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return refuse('Unauthorized', 'Bearer', requestId);
  const claims = await verify(token).catch(() => undefined);
  if (claims === undefined) return refuse('Unauthorized', 'Bearer scope="" error="invalid_token"', requestId);
  const scopes = scopesOf(claims.scope ?? claims.scp);
  if (!scopes.includes(scope)) {
    const challenge = `Bearer scope="${scope}" error="insufficient_scope"`;
    return refuse('Forbidden', challenge, requestId, `the token lacks the scope ${scope}`);
  }
  return { allowed: true, authorizer: { claims: claimStrings(claims), scopes } };
}

function refuse(
  message: 'Unauthorized' | 'Forbidden',
  challenge: string,
  requestId: string,
  hint?: string,
): Authorization {
  return { allowed: false, answer: gatewayError(message, requestId, { 'www-authenticate': challenge }, hint) };
}

/** A text with spaces, or a list. */
function scopesOf(claim: unknown): string[] {
  return Array.isArray(claim)
    ? claim.map(String)
    : String(claim ?? '')
        .split(' ')
        .filter(Boolean);
}

/** API Gateway passes every claim as a string; a list becomes `[a b]`. */
function claimStrings(claims: JWTPayload): StringMap {
  const strings: StringMap = Object.create(null);
  for (const [name, value] of Object.entries(claims)) {
    if (Array.isArray(value)) strings[name] = `[${value.join(' ')}]`;
    else strings[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return strings;
}
