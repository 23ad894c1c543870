import type { JWTPayload } from 'jose';

/** Accepted values of the claim `aud`, and of `client_id` in a token without `aud`. */
export const AUDIENCE = 'oems';
const CLIENT = 'oems-local';

interface Named {
  readonly tenant: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
}

interface TokenShape {
  /** The claims that tell the caller; issuer and times are added. */
  readonly claims: (named: Named) => JWTPayload;
  /** The variable of the functions that says where such a token names the tenant. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Access tokens of machine clients as the issuers write them. In each real shape `sub` is the client and never the tenant. Sources: Amazon
 * Cognito developer guide, "Understanding the access token"; Microsoft identity platform, "Access token claims reference"; Okta, "Access
 * token payload"; Auth0, "Access token profiles".
 */
export const tokenShapes = {
  /** The shape of `npm start`: any name is a tenant at once. */
  local: {
    claims: ({ tenant, scope }) => ({ sub: tenant, aud: AUDIENCE, scope, client_id: CLIENT }),
    environment: { OEMS_TENANT_CLAIM: 'sub' },
  },
  /** No `aud`. A scope names the tenant: the deployment gives each client the scope of a single tenant (infra/aws/identity.ts). */
  cognito: {
    claims: ({ tenant, scope }) => ({
      sub: CLIENT,
      client_id: CLIENT,
      token_use: 'access',
      version: 2,
      scope: `${scope} tenant/${tenant}`,
    }),
    environment: { OEMS_TENANT_SCOPE: 'tenant/' },
  },
  /** Scopes are a text in `scp`. */
  entra: {
    claims: ({ tenant, scope }) => ({ sub: CLIENT, aud: AUDIENCE, azp: CLIENT, ver: '2.0', tid: tenant, scp: scope }),
    environment: { OEMS_TENANT_CLAIM: 'tid' },
  },
  /** Scopes are a list in `scp`. A claim of the customer's own names the tenant. */
  okta: {
    claims: ({ tenant, scope }) => ({
      sub: CLIENT,
      aud: AUDIENCE,
      cid: CLIENT,
      ver: 1,
      scp: scope.split(' '),
      org: tenant,
    }),
    environment: { OEMS_TENANT_CLAIM: 'org' },
  },
  /** A claim of the customer's own has a URL as its name. `aud` is a list. */
  auth0: {
    claims: ({ tenant, scope }) => ({
      sub: `${CLIENT}@clients`,
      aud: [AUDIENCE, 'https://issuer.example/userinfo'],
      azp: CLIENT,
      gty: 'client-credentials',
      scope,
      'https://oems.example/tenant': tenant,
    }),
    environment: { OEMS_TENANT_CLAIM: 'https://oems.example/tenant' },
  },
} as const satisfies Record<string, TokenShape>;

export type TokenShapeName = keyof typeof tokenShapes;

export function isTokenShape(name: string): name is TokenShapeName {
  return Object.hasOwn(tokenShapes, name);
}

/** API Gateway looks at `client_id` only in a token without `aud` (guide of HTTP APIs, "JWT authorizers"). */
export function isForThisApi({ aud, client_id }: JWTPayload): boolean {
  if (aud !== undefined) return [aud].flat().includes(AUDIENCE);
  return client_id === CLIENT;
}
