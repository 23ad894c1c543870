import { RetentionDays } from 'aws-cdk-lib/aws-logs';
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

const retentionDays = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days < 9999);

const throttle = z.strictObject({
  rate: z.int().min(1).describe('Calls per second.'),
  burst: z.int().min(1).describe('Calls at once.'),
});

/** The content of infra/stages/<stage>.json. */
export const stageSchema = z.strictObject({
  $schema: z.string().optional(),
  data: z
    .enum(['keep', 'destroy'])
    .describe(
      'keep: table, keys and pool outlive the stack and refuse deletion. destroy: a deleted stack leaves nothing.',
    ),
  identity: z.discriminatedUnion('kind', [cognito, external]),
  alarmEmail: z.email().nullable().default(null).describe('Who gets the alarms. Null: nobody hears of an alarm.'),
  monthlyBudgetUsd: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'A mail to alarmEmail at 80 % of this cost in a month, and when the forecast is above it. Null: no budget.',
    ),
  fixedEgressIp: z
    .boolean()
    .default(false)
    .describe('Functions that call an exchange leave through one fixed address.'),
  pullMinutes: z.int().min(5).max(720).default(15).describe('Minutes between two ledger pulls of an account.'),
  ledgerRetentionDays: z
    .int()
    .min(7)
    .max(36_500)
    .nullable()
    .default(null)
    .describe('Days after which the ledger may forget an entry. Null: the ledger keeps every entry.'),
  auditRetentionDays: z
    .int()
    .min(365)
    .max(36_500)
    .default(2557)
    .describe('Days that the audit trail keeps a record, apart from logs: who did what, and how it ended.'),
  logRetentionDays: z
    .literal(retentionDays as number[])
    .nullable()
    .default(null)
    .describe('Days that logs are kept, a value of CloudWatch. Null: 90 with data "keep", else 14.'),
  corsOrigins: z
    .array(z.url({ protocol: /^https?$/ }))
    .default([])
    .describe('Origins of web pages that may call the API. Empty: no browser may.'),
  customDomain: z
    .strictObject({ name: z.hostname(), certificateArn: z.string().startsWith('arn:') })
    .nullable()
    .default(null)
    .describe('A name of your own for the API, with a certificate of the same region.'),
  throttles: z
    .strictObject({
      read: throttle,
      heavy: throttle,
      trade: throttle,
      admin: throttle,
      safety: throttle,
      open: throttle,
    })
    .partial()
    .default({})
    .describe('Calls per second and burst of each route of a class, over all callers.'),
  tenantBudgets: z
    .strictObject({ read: throttle, heavy: throttle, trade: throttle, admin: throttle })
    .partial()
    .default({})
    .describe(
      'Calls per second and burst of a tenant in one container of a function. Calls that stop trading have no budget.',
    ),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}).describe('Tags of every resource.'),
  safetyConcurrency: z
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe(
      'Lambda executions that are reserved for each call that stops trading, and for the resolver. Null: none.',
    ),
  pullConcurrency: z.int().min(2).max(100).default(2).describe('Pulls of one exchange that run at once.'),
  accountsPerTenant: z
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(100)
    .describe('Exchange accounts of a tenant, at most. Null: any number.'),
  maxReadRequestUnits: z
    .int()
    .min(100)
    .nullable()
    .default(12_000)
    .describe(
      'Reads of the table per second, at most, and of each index. Beyond, calls fail: calls that stop trading as well. Null: no limit.',
    ),
  maxWriteRequestUnits: z
    .int()
    .min(100)
    .nullable()
    .default(4000)
    .describe(
      'Writes of the table per second, at most; twice as many of each index. Beyond, calls fail: calls that stop trading as well. Null: no limit.',
    ),
  permissionsBoundaryArn: z
    .string()
    .startsWith('arn:')
    .nullable()
    .default(null)
    .describe('A managed policy that limits every role of the stack.'),
});
