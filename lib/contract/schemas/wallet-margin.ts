import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, isoTime, marketType, wireNumberOrNull } from '../fields.ts';

export const walletMarginQuery = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    market_type: marketType().optional().describe('Omitted: the wallets of every market'),
  }),
);
export const walletMarginResponse = deferred(() =>
  z.object({
    exchange_account_id: z.string(),
    wallets: z
      .array(
        z.object({
          exchange: z.string(),
          market_type: z.enum(marketTypes),
          wallet: z
            .string()
            .nullable()
            .describe(
              'The exchange’s name of a wallet beside the wallet of the market; null for the wallet of the market',
            ),
          wallet_name: z
            .string()
            .describe(
              'The one name of the wallet in balance, margin and portfolio: markets with the same name share the money',
            ),
          account: z
            .string()
            .nullable()
            .describe('The name of the wallet in POST /transfer; null: no transfer reaches it'),
          asset: z
            .string()
            .nullable()
            .describe(
              'The unit of the figures: the asset that margins the wallet, or the currency in which the exchange adds up several assets. Null: the name of the asset cannot be read',
            ),
          portfolio_value: wireNumberOrNull().describe(
            'The worth of the wallet with unrealized profits and losses, before the exchange discounts any collateral',
          ),
          equity: wireNumberOrNull().describe('The part of the worth that counts as margin'),
          available: wireNumberOrNull().describe('What new positions and orders can use'),
          initial_margin: wireNumberOrNull().describe(
            'Held by open positions and, where the exchange adds them, by open orders',
          ),
          maintenance_margin: wireNumberOrNull().describe('Positions are liquidated when the equity falls below'),
          unrealized_pnl: wireNumberOrNull(),
          unrealized_funding: wireNumberOrNull().describe('Above zero: to be received'),
          as_of: isoTime().describe('The figures are no older than this moment'),
        }),
      )
      .describe(
        'Every figure is null where the exchange does not tell the figure. A wallet without margin is not listed',
      ),
    count: z.number(),
    read: z.array(z.enum(marketTypes)).describe('The markets whose wallets were read'),
    not_read: z
      .array(z.object({ market_type: z.enum(marketTypes), code: z.string(), message: z.string() }))
      .describe(
        'The markets whose wallets are not in `wallets`, with the reason. `NOT_SUPPORTED`: the market tells no margin',
      ),
    complete: z.boolean().describe('True: no margin is missing'),
  }),
);
