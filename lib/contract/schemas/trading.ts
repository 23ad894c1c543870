import * as z from 'zod';
import { exchangeIds } from '../../exchanges/exchanges.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { accountId, asset, marketType, positiveDecimal, symbol, wireNumber, wireNumberOrNull } from '../fields.ts';

const wallet = marketType;
const marginMode = z.enum(['cross', 'isolated'], { error: 'must be cross or isolated' });

export const balanceQuery = z.strictObject({ exchange_account_id: accountId, market_type: marketType.optional() });
export const balanceResponse = z.object({
  exchange: z.string(),
  exchange_account_id: z.string(),
  market_type: z.enum(marketTypes),
  balances: z.array(z.object({ asset: z.string(), free: wireNumber, used: wireNumber, total: wireNumber })),
  count: z.number(),
});

export const positionsQuery = z.strictObject({
  exchange_account_id: accountId,
  market_type: marketType.optional(),
  symbol: symbol.optional(),
});
export const positionsResponse = z.object({
  positions: z.array(
    z.object({
      symbol: z.string(),
      side: z.enum(['long', 'short']),
      contracts: wireNumber,
      entry_price: wireNumberOrNull,
      leverage: wireNumberOrNull.describe('Null in cross margin'),
      margin_mode: marginMode,
      unrealized_pnl: wireNumberOrNull,
      mark_price: wireNumberOrNull,
      liquidation_price: wireNumberOrNull,
      exchange: z.string(),
      exchange_account_id: z.string(),
    }),
  ),
  count: z.number(),
});

export const transferRequest = z.strictObject({
  exchange_account_id: accountId,
  asset,
  amount: positiveDecimal('Amount of the asset'),
  from_account: wallet,
  to_account: wallet,
});
export const transferResponse = z.object({
  exchange: z.string(),
  exchange_account_id: z.string(),
  asset: z.string(),
  amount: wireNumber,
  from_account: z.enum(marketTypes),
  to_account: z.enum(marketTypes),
  transfer_id: z.string().nullable().describe("The exchange's own reference"),
  client_transfer_id: z
    .string()
    .describe('The id of this service: the same for every retry with the same Idempotency-Key'),
  status: z
    .enum(['completed', 'pending', 'not_placed', 'unknown'])
    .describe('completed: recorded in the ledger of the exchange; pending: accepted, not recorded yet'),
});

const leverage = positiveDecimal('Leverage cap of the pair');
export const leverageRequest = z.strictObject({
  exchange_account_id: accountId,
  symbol,
  leverage,
  market_type: marketType.optional(),
});
export const leverageQuery = z.strictObject({
  exchange_account_id: accountId,
  symbol,
  market_type: marketType.optional(),
});
export const marginModeRequest = z.strictObject({
  exchange_account_id: accountId,
  symbol,
  margin_mode: marginMode,
  leverage: leverage.optional(),
  market_type: marketType.optional(),
});
export const marginResponse = z.object({
  exchange: z.string(),
  exchange_account_id: z.string(),
  symbol: z.string(),
  margin_mode: marginMode,
  leverage: wireNumberOrNull,
});

export const capabilitiesQuery = z.strictObject({
  exchange: z
    .enum(exchangeIds as [string, ...string[]], { error: `must be one of: ${exchangeIds.join(', ')}` })
    .optional(),
});
const capability = z.object({
  exchange: z.string(),
  order_types: z.array(z.string()),
  time_in_force: z.array(z.string()),
  trigger_price_types: z.array(z.string()),
  reduce_only: z.boolean(),
  leverage: z.boolean(),
  margin_modes: z.array(z.string()),
  positions: z.boolean(),
  funding: z.boolean(),
  realized_pnl: z.boolean(),
  client_order_id: z.string(),
});
export const capabilitiesResponse = z.object({
  exchanges: z.array(
    z.object({
      exchange: z.string(),
      credentials: z.array(z.string()),
      market_types: z.object({ spot: capability, swap: capability }),
      transfers: z.array(z.object({ from_account: z.string(), to_account: z.string(), needs: z.string() })),
    }),
  ),
});
