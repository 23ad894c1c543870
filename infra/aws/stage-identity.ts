import { z } from 'zod';

const tenantName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a tenant has 1 to 64 of A-Z a-z 0-9 _ -');

const clientName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a client has 1 to 40 of a-z 0-9 -');

const client = z
  .strictObject({
    tenant: tenantName.describe('The tenant of the client. Two clients of a tenant share accounts.'),
    scopes: z.array(z.enum(['read', 'trade', 'admin'])).min(1),
    tokenMinutes: z.int().min(5).max(1440).default(15).describe('Lifetime of a token: a stolen token works so long.'),
  })
  .describe('A program that gets tokens by client credentials.');

/** An authorizer knows no more audiences, and each client is one (API Gateway guide, "Quotas for configuring and running an HTTP API"). */
const mostAudiences = 50;

function tooMany(what: string): string {
  return `API Gateway takes ${mostAudiences} ${what} at most`;
}

function areTenantsApart(tenants: readonly string[]): boolean {
  const names = new Set(tenants);
  return new Set([...names].map((name) => name.toLowerCase())).size === names.size;
}

const cognito = z
  .strictObject({
    kind: z.literal('cognito'),
    clients: z
      .record(clientName, client)
      .refine((clients) => Object.keys(clients).length > 0, 'name at least one client')
      .refine((clients) => Object.keys(clients).length <= mostAudiences, tooMany('clients'))
      .refine(
        (clients) => areTenantsApart(Object.values(clients).map(({ tenant }) => tenant)),
        'two tenants differ in capitals alone: a client with the wrong one would see no account',
      ),
  })
  .describe('A user pool of the stack, with a client for each program.');

/** Claims that name the program and not the customer: with a new client, all accounts would seem gone. */
const claimsOfClients = ['sub', 'client_id', 'azp', 'appid', 'cid', 'oid'];

/**
 * Claims that tell of the token or of its rights (RFC 7519, RFC 9068, and the words of Cognito, Auth0, Entra and Okta). Customers of one issuer share
 * such a value, and would be one tenant; or each token has a value of its own, and all accounts would seem gone.
 */
const claimsOfTokens = [
  ...['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'scp', 'roles', 'groups', 'permissions', 'entitlements'],
  ...[
    'token_use',
    'typ',
    'idtyp',
    'gty',
    'ver',
    'version',
    'nonce',
    'sid',
    'uti',
    'rh',
    'aio',
    'auth_time',
    'acr',
    'amr',
  ],
];

const external = z
  .strictObject({
    kind: z.literal('external'),
    issuer: z
      .url({ protocol: /^https$/, error: 'an https URL, the claim iss of the tokens' })
      .describe('`<issuer>/.well-known/openid-configuration` must exist.'),
    audience: z
      .array(z.string().regex(/^\S+$/))
      .min(1)
      .max(mostAudiences, tooMany('audiences'))
      .describe('Accepted values of aud, or of client_id without aud.'),
    tenantClaim: z
      .string()
      .regex(/^[A-Za-z0-9_:./-]+$/, 'the name of a token claim')
      .refine(
        (claim) => !claimsOfClients.includes(claim),
        'this claim names the program, not the tenant: let the issuer add a claim with the tenant',
      )
      .refine(
        (claim) => !claimsOfTokens.includes(claim),
        'this claim describes the token, not the tenant: let the issuer add a claim with the tenant',
      ),
  })
  .describe('An identity provider of your own.');

/** Who gives the tokens, and where a token names the tenant. */
export const identity = z.discriminatedUnion('kind', [cognito, external]);
