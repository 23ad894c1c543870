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
            'done: the answer has everything of the wallet. failed: the wallet could not be read. not_configured: the account has no key for the market. not_supported: the market has nothing of the kind, or tells it for one symbol alone, and `complete` is false',
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
      'Beside `wallets`. False: a wallet could not be read, tells one symbol alone, or its key was removed, so that the answer may lack something',
    ),
}));
