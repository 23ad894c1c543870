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

const cognito = z
  .strictObject({
    kind: z.literal('cognito'),
    clients: z
      .record(clientName, client)
      .refine((clients) => Object.keys(clients).length > 0, 'name at least one client'),
  })
  .describe('A user pool of the stack, with a client for each program.');

/** Claims that name the program and not the customer: with a new client, all accounts would seem gone. */
const claimsOfClients = ['sub', 'client_id', 'azp', 'appid', 'cid'];

const external = z
  .strictObject({
    kind: z.literal('external'),
    issuer: z
      .url({ protocol: /^https$/, error: 'an https URL, the claim iss of the tokens' })
      .describe('`<issuer>/.well-known/openid-configuration` must exist.'),
    audience: z
      .array(z.string().regex(/^\S+$/))
      .min(1)
      .describe('Accepted values of aud, or of client_id without aud.'),
    tenantClaim: z
      .string()
      .regex(/^[A-Za-z0-9_:./-]+$/, 'the name of a token claim')
      .refine(
        (claim) => !claimsOfClients.includes(claim),
        'this claim names the program, not the tenant: let the issuer add a claim with the tenant',
      ),
  })
  .describe('An identity provider of your own.');

/** Who gives the tokens, and where a token names the tenant. */
export const identity = z.discriminatedUnion('kind', [cognito, external]);
