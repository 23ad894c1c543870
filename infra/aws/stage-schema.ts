import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { identity } from './stage-identity.ts';
import { rules } from './stage-rules.ts';

const retentionDays = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days < 9999);

const throttle = z.strictObject({
  rate: z.int().min(1).describe('Calls per second.'),
  burst: z.int().min(1).describe('Calls at once.'),
});

/** API Gateway compares the header Origin as text (guide of HTTP APIs, "CORS"): an address with a path would never be met. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Tags of the stack itself. The budget counts the costs of the tag `stage`, and IAM tells keys of roles apart without capitals. */
const ownTags = ['application', 'stage'];
const tagKey = z
  .string()
  .regex(/^[\p{L}\p{N} _.:/=+@-]{1,128}$/u, 'a tag has 1 to 128 letters, digits, spaces and _ . : / = + @ -')
  .refine((key) => !/^aws:/i.test(key), 'tags with aws: belong to AWS')
  .refine((key) => !ownTags.includes(key.toLowerCase()), 'the stack sets this tag itself');

const options = z.strictObject({
  $schema: z.string().optional(),
  data: z
    .enum(['keep', 'destroy'])
    .describe(
      'keep: table, keys and pool outlive the stack and refuse deletion. destroy: a deleted stack leaves nothing.',
    ),
  identity,
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
  journalRetentionDays: z
    .int()
    .min(30)
    .max(36_500)
    .nullable()
    .default(null)
    .describe(
      'Days after the end of an order or transfer after which its journal entry, and its name, may be forgotten. Null: never.',
    ),
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
    .array(
      z
        .url({ protocol: /^https?$/ })
        .refine(isOrigin, 'an origin as browsers send one: https://desk.example, without a path, in small letters'),
    )
    .default([])
    .describe('Origins of web pages that may call the API. Empty: no browser may.'),
  apiReference: z
    .boolean()
    .default(false)
    .describe(
      'The API reference, with calls to try, at /docs of the API. Anybody may read the page; calls need a token.',
    ),
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
  tags: z.record(tagKey, z.string().max(256)).default({}).describe('Tags of every resource.'),
  safetyConcurrency: z
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe(
      'Lambda executions that are reserved for each call that stops trading, and for the resolver. Null: none.',
    ),
  lambdaConcurrency: z
    .int()
    .min(10)
    .default(1000)
    .describe(
      'The limit of Lambda executions at once of the AWS account and region. An alarm comes at 70 % of the limit.',
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
  tableName: z
    .string()
    // Roles name the table in each of their rights, and the rights of a role have room for 10,240 characters (test/infra/aws/limits.test.ts).
    .regex(/^[A-Za-z0-9_.-]{3,128}$/, 'the name of a table, 3 to 128 of A-Z a-z 0-9 _ . -')
    .nullable()
    .default(null)
    .describe(
      'A table that was restored by point-in-time recovery, in place of the table of the stack, which stays. Null: the table of the stack.',
    ),
  restoredTo: z.iso
    .datetime({ error: 'a time in UTC, 2026-05-20T10:30:00Z' })
    .refine((time) => Date.parse(time) <= Date.now(), 'a moment in the past')
    .nullable()
    .default(null)
    .describe(
      'The moment whose state tableName shows. Accounts of that time are HALTED until a person lets them trade, and names of orders that the table may have lost are looked for before an order is sent.',
    ),
});

/** The content of infra/stages/<stage>.json. */
export const stageSchema = options.superRefine((stage, context) => {
  for (const { field, message, isKept } of rules)
    if (!isKept(stage)) context.addIssue({ code: 'custom', path: [field], message });
});
