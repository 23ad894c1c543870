import * as z from 'zod';
import type { WalletAccount } from '../exchanges/model/axes.ts';
import { deferred } from './deferred.ts';
import { described } from './fields.ts';

/** A wallet: `swap` for the wallet of the market, `swap:fi_xbtusd` for a wallet beside that wallet. `future` means the same as `swap`. */
export const walletAccount = deferred(() =>
  described(
    z
      .string()
      .regex(/^(spot|swap|future)(:[a-z0-9_]{1,32})?$/, {
        error:
          'must be spot, swap, or swap:<wallet> with a wallet of GET /oems/execution/margin, such as swap:fi_xbtusd',
      })
      .transform((text) => text.replace(/^future/, 'swap') as WalletAccount),
    {
      type: 'string',
      pattern: '^(spot|swap|future)(:[a-z0-9_]{1,32})?$',
      description:
        'spot, swap, or swap:<wallet> for a wallet beside the wallet of the market, by the exchange’s name as in GET /margin and in `other_wallets` of GET /balance',
    },
  ),
);
