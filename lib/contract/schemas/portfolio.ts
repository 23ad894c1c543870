import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { cursor, isoTime, pageLimit, wireNumber, wireNumberOrNull } from '../fields.ts';

export const portfolioQuery = deferred(() => z.strictObject({ limit: pageLimit(50, 20), cursor: cursor().optional() }));

const balance = deferred(() =>
  z.object({
    wallet: z.string().describe('The wallet of the market, or the exchange’s name of another wallet'),
    asset: z.string(),
    total: wireNumber().describe('Negative: a debt'),
    free: wireNumberOrNull().describe('Null: the exchange tells the total alone'),
    used: wireNumberOrNull(),
    value_usd: wireNumberOrNull().describe(
      '`total` at the price of `prices`; null: the asset has no price in USD, which `reasons` explains',
    ),
  }),
);

const position = deferred(() =>
  z.object({
    symbol: z.string().nullable(),
    side: z.enum(['long', 'short']).nullable(),
    quantity: wireNumberOrNull(),
    entry_price: wireNumberOrNull(),
    mark_price: wireNumberOrNull(),
    unrealized_pnl: wireNumberOrNull().describe('In `asset`; null: not known'),
    asset: z.string().nullable().describe('The asset in which the position is settled'),
    tradable: z
      .boolean()
      .describe(
        'False: this service neither opens nor closes positions of this kind, such as margin positions on spot',
      ),
  }),
);

const wallet = deferred(() =>
  z.object({
    market_type: z.enum(marketTypes),
    exchange: z.string(),
    as_of: isoTime().nullable().describe('Nothing of the wallet is older; null: nothing of the wallet was read'),
    balances: z
      .array(balance())
      .nullable()
      .describe('Null: could not be read. A single balance that cannot be read is left out, and `reasons` tells it'),
    positions: z.array(position()).nullable().describe('Null: could not be read'),
    counted_under: z
      .string()
      .nullable()
      .describe(
        'Another account of the tenant whose key reaches the same wallet: the wallet is in the totals under that account alone. Null: counted here',
      ),
    reasons: z.array(z.string()).describe('Why a part could not be read'),
  }),
);

const pnlSum = deferred(() =>
  z.object({ asset: z.string().nullable(), amount: wireNumberOrNull(), value_usd: wireNumberOrNull() }),
);

export const portfolioResponse = deferred(() =>
  z.object({
    accounts: z.array(
      z.object({
        exchange_account_id: z.string(),
        exchange: z.string(),
        wallets: z.array(wallet()).describe('A wallet that never had a key is left out'),
      }),
    ),
    prices: z
      .array(
        z.object({
          exchange: z.string(),
          asset: z.string(),
          price_usd: wireNumberOrNull().describe(
            'The product of the prices of `markets`, each halfway between bid and ask, else the last price while the market is open',
          ),
          as_of: isoTime().nullable().describe('At most half a minute ago; null for USD itself'),
          markets: z
            .array(z.object({ exchange: z.string(), symbol: z.string() }))
            .describe(
              'The exchange’s own spot market against USD; without such a market, its market in USDT or USDC and the market of that coin in USD, where an exchange has it',
            ),
          reason: z.string().nullable().describe('Why there is no price'),
        }),
      )
      .describe('One for each exchange and asset of this page'),
    totals: z
      .object({
        assets: z.array(z.object({ asset: z.string(), total: wireNumber(), value_usd: wireNumberOrNull() })),
        value_usd: wireNumberOrNull().describe(
          'Balances of all wallets, without unrealized PnL. Null: a wallet or a balance could not be read, or an asset has no price',
        ),
        known_value_usd: wireNumber().describe('The part of the value that is known'),
        unrealized_pnl: z
          .array(pnlSum())
          .describe('By asset of settlement; null amounts: a position whose PnL is not known'),
        unrealized_pnl_usd: wireNumberOrNull(),
      })
      .describe(
        'Over the accounts of this page. Totals of all pages can be added up: a wallet that several accounts share is counted once',
      ),
    count: z.number(),
    next_cursor: z.string().nullable(),
    complete: z
      .boolean()
      .describe('True when the totals speak for all accounts of the tenant, and nothing in them is unknown'),
    reasons: z.array(z.string()).describe('In words, everything that keeps `complete` from being true'),
  }),
);
