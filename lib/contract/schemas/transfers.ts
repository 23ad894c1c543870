import * as z from 'zod';
import { deferred } from '../deferred.ts';
import { accountId, asset, idempotencyKey, positiveDecimal, rejectReason, replayed, wireNumber } from '../fields.ts';
import { walletAccount } from '../wallet-account.ts';

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
export const transferQuery = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      transfer_id: nameOf("The exchange's own reference, as in the answer to the transfer"),
      client_transfer_id: nameOf('The id of this service, as in the answer to the transfer'),
      idempotency_key: idempotencyKey().optional().describe('The Idempotency-Key that the transfer was sent with'),
    })
    .refine(
      ({ transfer_id, client_transfer_id, idempotency_key }) =>
        [transfer_id, client_transfer_id, idempotency_key].filter((name) => name !== undefined).length === 1,
      { error: 'give one of transfer_id, client_transfer_id and idempotency_key', path: ['transfer_id'] },
    ),
);
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
      .enum(['completed', 'pending', 'not_placed', 'unknown'])
      .describe(
        'completed: recorded in the ledger of the exchange; pending: accepted, not recorded yet; not_placed: nothing was moved, and nothing will be; unknown: no verdict yet, nothing is sent again',
      ),
    reject_reason: rejectReason()
      .optional()
      .describe('Why the transfer was not placed or has no verdict yet; absent otherwise'),
  }),
);
export const transferResponse = deferred(() => transferShape().extend({ replayed: replayed() }));
