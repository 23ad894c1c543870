import * as z from 'zod';
import { deferred } from '../deferred.ts';
import {
  accountId,
  asset,
  cursor,
  idempotencyKey,
  isoTime,
  pageLimit,
  positiveDecimal,
  rejectReason,
  replayed,
  wireNumber,
} from '../fields.ts';
import { walletAccount } from '../wallet-account.ts';
import { undecided } from './order-shape.ts';

export const transferRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    asset: asset(),
    amount: positiveDecimal('Amount of the asset'),
    from_account: walletAccount(),
    to_account: walletAccount(),
  }),
);
const nameOf = (text: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a transfer')
    .optional()
    .describe(text);
export const transferStatuses = ['completed', 'pending', 'not_placed', 'unknown'] as const;
export const transferQuery = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      transfer_id: nameOf("The exchange's own reference, as in the answer to the transfer"),
      client_transfer_id: nameOf('The id of this service, as in the answer to the transfer'),
      idempotency_key: idempotencyKey().optional().describe('The Idempotency-Key that the transfer was sent with'),
      status: z
        .enum(transferStatuses, { error: `must be one of: ${transferStatuses.join(', ')}` })
        .optional()
        .describe('Without a name: transfers of this status alone'),
      limit: pageLimit(200, 50),
      cursor: cursor().optional(),
    })
    .refine((query) => namesIn(query).length <= 1, {
      error: 'give one of transfer_id, client_transfer_id and idempotency_key, or none for the list of transfers',
      path: ['transfer_id'],
    })
    .refine((query) => namesIn(query).length === 0 || (query.status === undefined && query.cursor === undefined), {
      error: 'belongs to the list of transfers; leave it out, or leave out the name of the transfer',
      path: ['status'],
    }),
);
interface Names {
  readonly transfer_id?: string | undefined;
  readonly client_transfer_id?: string | undefined;
  readonly idempotency_key?: string | undefined;
}
function namesIn({ transfer_id, client_transfer_id, idempotency_key }: Names): string[] {
  return [transfer_id, client_transfer_id, idempotency_key].filter((name) => name !== undefined);
}
export const transferShape = deferred(() =>
  z.object({
    exchange: z.string(),
    exchange_account_id: z.string(),
    asset: z.string(),
    amount: wireNumber(),
    from_account: z.string().describe('As in the request'),
    to_account: z.string(),
    transfer_id: z.string().nullable().describe("The exchange's own reference"),
    client_transfer_id: z
      .string()
      .describe('The id of this service: the same for every retry with the same Idempotency-Key'),
    status: z
      .enum(transferStatuses)
      .describe(
        'completed: recorded in the ledger of the exchange; pending: accepted, not recorded yet; not_placed: nothing was moved, and nothing will be; unknown: no verdict yet, nothing is sent again',
      ),
    reject_reason: rejectReason()
      .optional()
      .describe('Why the transfer was not placed or has no verdict yet; absent otherwise'),
  }),
);
/** As the journal knows the transfer: the list asks no exchange. */
export const listedTransfer = deferred(() =>
  transferShape().extend({
    created_at: isoTime().describe('When the transfer was sent'),
    undecided: undecided()
      .optional()
      .describe('Present while nobody knows what became of the transfer; absent otherwise'),
  }),
);
export const transferListShape = deferred(() =>
  z.object({ transfers: z.array(listedTransfer()), count: z.number(), next_cursor: z.string().nullable() }),
);
export const transferAnswer = deferred(() => z.union([transferShape(), transferListShape()]));
export const transferResponse = deferred(() => transferShape().extend({ replayed: replayed() }));
