import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';

/** The fields of an answer about every wallet of an account. Absent where the request names a market, by `market_type` or by a symbol. */
export const walletFields = deferred(() => ({
  wallets: z
    .array(
      z.object({
        market_type: z.enum(marketTypes),
        outcome: z
          .enum(['done', 'failed', 'not_configured', 'not_supported'])
          .describe(
            'done: the answer has everything of the wallet. failed: the wallet, or a part of it, could not be read. not_configured: the account has no key for the market. not_supported: the market has nothing of the kind, or tells it for one symbol alone, and `complete` is false',
          ),
        reason: z.string().nullable().describe('Why the wallet is not done; null where done'),
      }),
    )
    .optional()
    .describe('Each wallet of the account, in an answer about all of them: without market_type and symbol'),
  complete: z
    .boolean()
    .optional()
    .describe(
      'Beside `wallets` and `unread`. False: a wallet or a row could not be read, a wallet tells one symbol alone, or a key was removed, so that the answer may lack something',
    ),
}));

/** Rows of a list of the exchange that nobody can read. */
export const unreadField = deferred(() => ({
  unread: z
    .array(
      z.object({
        market_type: z.enum(marketTypes),
        field: z
          .string()
          .describe(
            'The exchange’s name of the field that cannot be read; of a part of the list that could not be looked at, the reason',
          ),
        order_id: z.string().nullable().describe('Of an order, where the id can be read'),
        symbol: z.string().nullable().describe('Of an order, where the symbol can be read'),
        asset: z.string().nullable().describe('Of a balance, where the asset can be read'),
      }),
    )
    .optional()
    .describe(
      'What the exchange tells in a form that cannot be read: there at the exchange, and left out of this answer, so that `complete` is false. Absent where there is nothing of the kind',
    ),
}));
