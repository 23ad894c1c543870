import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, marketType, positiveDecimal, symbol, wireNumber, wireNumberOrNull } from '../fields.ts';
import { walletFields } from './wallets.ts';

const marginMode = deferred(() => z.enum(['cross', 'isolated'], { error: 'must be cross or isolated' }));

const rowMarket = deferred(() =>
  z
    .enum(marketTypes)
    .optional()
    .describe(
      'In an answer about every wallet: the market of the wallet; of a wallet that several markets share, the first of them',
    ),
);

export const balanceQuery = deferred(() =>
  z.strictObject({ exchange_account_id: accountId(), market_type: marketType().optional() }),
);
export const balanceResponse = deferred(() =>
  z.object({
    exchange: z.string(),
    exchange_account_id: z.string(),
    market_type: z
      .enum(marketTypes)
      .nullable()
      .describe('Null: every wallet of the account; each row names its market'),
    balances: z
      .array(
        z.object({
          asset: z.string(),
          free: wireNumber(),
          used: wireNumber(),
          total: wireNumber(),
          market_type: rowMarket(),
        }),
      )
      .describe(
        'The wallet of the market. A debt has a negative `total` and `free`. Some exchanges list what earns rewards apart, as `BTC.F` or `BTC.B`: such a balance is spent through the base asset, so an order on BTC/USD can sell `BTC.F` while `BTC` has 0 free. Tokenized assets keep the exchange’s own name, such as `AAPLx`',
      ),
    other_wallets: z
      .array(z.object({ wallet: z.string(), asset: z.string(), total: wireNumber(), market_type: rowMarket() }))
      .describe(
        'Money in wallets from which this service neither trades nor transfers, by the exchange’s name of the wallet; move it at the exchange. Some exchanges margin inverse contracts such as BTC/USD:BTC from wallets of their own',
      ),
    count: z.number(),
    ...walletFields(),
  }),
);

export const positionsQuery = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    market_type: marketType().optional(),
    symbol: symbol().optional(),
  }),
);
export const positionsResponse = deferred(() =>
  z.object({
    positions: z.array(
      z.object({
        symbol: z
          .string()
          .nullable()
          .describe('Null: the exchange did not tell the contract in a form that can be read; look at the exchange'),
        side: z
          .enum(['long', 'short'])
          .nullable()
          .describe(
            'Null: the exchange did not tell the side in a form that can be read; close such a position at the exchange',
          ),
        contracts: wireNumberOrNull().describe(
          'Null: the size is not known, because the exchange counts contracts of a market that it does not list. Close such a position at the exchange',
        ),
        entry_price: wireNumberOrNull(),
        leverage: wireNumberOrNull().describe('Null in cross margin, and where it is not known'),
        margin_mode: marginMode().nullable().describe('Null: not known'),
        unrealized_pnl: wireNumberOrNull(),
        mark_price: wireNumberOrNull(),
        liquidation_price: wireNumberOrNull(),
        exchange: z.string(),
        exchange_account_id: z.string(),
      }),
    ),
    count: z.number(),
    ...walletFields(),
  }),
);

const leverage = deferred(() => positiveDecimal('Leverage cap of the pair'));
export const leverageRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    symbol: symbol(),
    leverage: leverage(),
    market_type: marketType().optional(),
  }),
);
export const leverageQuery = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    symbol: symbol(),
    market_type: marketType().optional(),
  }),
);
export const marginModeRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    symbol: symbol(),
    margin_mode: marginMode(),
    leverage: leverage().optional(),
    market_type: marketType().optional(),
  }),
);
export const marginResponse = deferred(() =>
  z.object({
    exchange: z.string(),
    exchange_account_id: z.string(),
    symbol: z.string(),
    margin_mode: marginMode(),
    leverage: wireNumberOrNull(),
  }),
);
