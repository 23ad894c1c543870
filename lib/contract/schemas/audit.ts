import * as z from 'zod';
import { auditOutcomes } from '../../audit/audit-record.ts';
import { deferred } from '../deferred.ts';
import { accountId, cursor, isoTime, pageLimit, queryTime, rangeInOrder } from '../fields.ts';

export const auditQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      exchange_account_id: accountId()
        .optional()
        .describe('Records about this account alone, whether it still exists or not'),
      operation: z
        .string()
        .regex(/^[A-Za-z]{1,64}$/, 'must be the id of an operation, such as createOrder')
        .optional()
        .describe('Records of this operation alone, by its `operationId`'),
      subject: z.string().min(1).max(256).optional().describe('Records of this person or program alone'),
      from: queryTime().optional().describe('Left out: 30 days before `to`'),
      to: queryTime().optional(),
      reason: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('Why the trail is read, such as an export. A reading with a reason leaves a record with the reason'),
      limit: pageLimit(500, 100),
      cursor: cursor().optional(),
    }),
  ),
);

const auditRecord = deferred(() =>
  z.object({
    id: z.string().describe('Unique within the tenant'),
    time: isoTime().describe('The begin of the call'),
    operation: z.string().describe('The `operationId` of the call'),
    subject: z.string().nullable().describe('The claim `sub` of the token: a person or a program'),
    client: z
      .string()
      .nullable()
      .describe('The claim `client_id`, else `azp`, `cid` or `appid`, of the token: the program that got it'),
    source_address: z.string().nullable().describe('The address that the gateway saw'),
    request_id: z.string().describe('`requestId` of the answer, and of the log lines of the call'),
    exchange_account_id: z.string().nullable().describe('Null: the call was about all accounts'),
    order_id: z.string().nullable(),
    client_order_id: z.string().nullable(),
    transfer_id: z.string().nullable().describe('The transfer; null where the call was about none'),
    terms: z.record(z.string(), z.string()).describe('What the call asked for, by field. Never a key'),
    journal: z
      .enum(['orders', 'amendments', 'cancel-alls', 'transfers'])
      .nullable()
      .describe('The record is of the verdict on a request that the call has made; null: of the call itself'),
    outcome: z
      .enum(auditOutcomes)
      .describe(
        'begun: the call has not ended, or died. succeeded: done. pending: without a verdict yet. refused: by a right, a rule or the exchange. failed: nothing is known to be done',
      ),
    status_code: z
      .number()
      .nullable()
      .describe('The HTTP status; null for a verdict, and for a call that has not ended'),
    code: z.string().nullable().describe('The code of the error; null without one'),
  }),
);

export const auditResponse = deferred(() =>
  z.object({
    records: z.array(auditRecord()).describe('Newest first'),
    count: z.number(),
    next_cursor: z
      .string()
      .nullable()
      .describe('Null: nothing older is left. A page with a cursor may be short or empty'),
  }),
);
