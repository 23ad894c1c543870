import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, marketType, positiveDecimal, symbol, wireNumber, wireNumberOrNull } from '../fields.ts';
import { unreadField, walletFields } from './wallets.ts';

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
          free: wireNumber().describe('What can be used: neither held by orders and positions nor needed for losses'),
          used: wireNumber(),
          total: wireNumber(),
          market_type: rowMarket(),
        }),
      )
      .describe(
        'The wallet of the market. In a wallet of several collaterals `free` is told for each asset as if the asset alone were used. A debt has a negative `total` and `free`. Some exchanges list what earns rewards apart, as `BTC.F` or `BTC.B`: such a balance is spent through the base asset, so an order on BTC/USD can sell `BTC.F` while `BTC` has 0 free. Tokenized assets keep the exchange’s own name, such as `AAPLx`',
      ),
    other_wallets: z
      .array(
        z.object({
          wallet: z.string().describe('The exchange’s name of the wallet'),
          account: z
            .string()
            .nullable()
            .describe('The name of the wallet in POST /transfer; null: no transfer reaches it'),
          asset: z.string(),
          free: wireNumber().describe(
            'What can be used; 0 where the exchange does not tell how much of the wallet its positions need',
          ),
          used: wireNumber(),
          total: wireNumber(),
          market_type: rowMarket(),
        }),
      )
      .describe(
        'Money in wallets beside the wallet of the market. Some exchanges margin inverse contracts such as BTC/USD:BTC from a wallet of their own',
      ),
    count: z.number(),
    ...walletFields(),
    ...unreadField(),
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
        leverage: wireNumberOrNull().describe('The leverage that was set for the pair; null: see `leverage_reason`'),
        leverage_reason: z.string().nullable().describe('Why `leverage` is null; null where there is a leverage'),
        margin_mode: marginMode().nullable().describe('Null: not known'),
        unrealized_pnl: wireNumberOrNull().describe('In the settlement asset, at the mark price, to 8 decimals'),
        mark_price: wireNumberOrNull(),
        liquidation_price: wireNumberOrNull().describe('Null: see `liquidation_price_reason`'),
        liquidation_price_reason: z
          .string()
          .nullable()
          .describe('Why `liquidation_price` is null; null where there is a price'),
        untraded: z
          .boolean()
          .describe(
            'True: a position of a kind that this service neither opens nor closes, such as a margin position on spot, or a position of a symbol in hedge mode. The position was opened elsewhere; close the position at the exchange',
          ),
        exchange: z.string(),
        exchange_account_id: z.string(),
        market_type: z.enum(marketTypes).describe('The market that the position belongs to'),
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
