import * as z from 'zod';
import { orderTypes } from '../exchanges/exchange.ts';
import { exchangeIds } from '../exchanges/exchanges.ts';
import {
  accountId,
  asset,
  cursor,
  flag,
  isoTime,
  marketType,
  pageLimit,
  positiveDecimal,
  symbol,
  wireNumber,
  wireNumberOrNull,
} from './fields.ts';
import { orderRequestRules } from './order-rules.ts';

const wallet = marketType;
const marginMode = z.enum(['cross', 'isolated'], { error: 'must be cross or isolated' });
const sides = z.enum(['buy', 'sell'], { error: 'must be buy or sell' });

export const balanceQuery = z.strictObject({ exchange_account_id: accountId, market_type: marketType.optional() });
export const balanceResponse = z.object({
  exchange: z.string(),
  exchange_account_id: z.string(),
  market_type: z.enum(['spot', 'swap']),
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
  from_account: z.enum(['spot', 'swap']),
  to_account: z.enum(['spot', 'swap']),
  transfer_id: z.string().nullable(),
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

export const orderRequest = orderRequestRules(
  z.strictObject({
    exchange_account_id: accountId,
    symbol,
    side: sides,
    order_type: z.enum(orderTypes, { error: `must be one of: ${orderTypes.join(', ')}` }),
    quantity: positiveDecimal('In units of the base asset; in contracts for inverse futures'),
    price: positiveDecimal('Limit price').optional(),
    stop_price: positiveDecimal('Trigger price').optional(),
    trailing_percent: positiveDecimal('Distance of a trailing stop in percent').optional(),
    trailing_amount: positiveDecimal('Distance of a trailing stop in the quote currency').optional(),
    time_in_force: z
      .enum(['GTC', 'IOC', 'FOK', 'POST_ONLY'], { error: 'must be GTC, IOC, FOK or POST_ONLY' })
      .optional(),
    post_only: flag.default(false),
    reduce_only: flag.default(false),
    trigger_price_type: z.enum(['last', 'mark', 'index'], { error: 'must be last, mark or index' }).optional(),
    client_order_id: z.string().min(1).max(100).optional(),
    dry_run: flag.default(false).describe('Everything but sending'),
    market_type: marketType.optional(),
  }),
);

export const orderShape = z.object({
  order_id: z.string().nullable(),
  client_order_id: z.string().nullable(),
  exchange: z.string(),
  exchange_account_id: z.string(),
  symbol: z.string(),
  side: sides.nullable(),
  order_type: z.enum(orderTypes).nullable(),
  status: z.enum([
    'pending',
    'open',
    'partially_filled',
    'filled',
    'canceled',
    'expired',
    'rejected',
    'not_placed',
    'unknown',
  ]),
  quantity: wireNumberOrNull,
  filled_quantity: wireNumberOrNull,
  remaining_quantity: wireNumberOrNull,
  average_price: wireNumberOrNull,
  price: wireNumberOrNull,
  stop_price: wireNumberOrNull,
  reduce_only: z.boolean().nullable(),
  post_only: z.boolean().nullable(),
  time_in_force: z.string().nullable(),
  created_at: isoTime.nullable(),
});
export const orderResponse = z.object({
  order: orderShape,
  dry_run: z
    .object({ parameters: z.record(z.string(), z.string()) })
    .optional()
    .describe('What would be sent to the exchange, field by field'),
});

const orderRef = {
  order_id: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be an order id')
    .optional()
    .describe("The exchange's id; needs symbol or market_type"),
  client_order_id: z.string().min(1).max(100).optional(),
  symbol: symbol.optional(),
  market_type: marketType.optional(),
};
const oneId = (ref: { order_id?: string | undefined; client_order_id?: string | undefined }) =>
  (ref.order_id === undefined) !== (ref.client_order_id === undefined);
const needsOneId = { error: 'give either order_id or client_order_id', path: ['order_id'] };
export const orderRefQuery = z.strictObject({ exchange_account_id: accountId, ...orderRef }).refine(oneId, needsOneId);
export const amendRequest = z
  .strictObject({
    exchange_account_id: accountId,
    ...orderRef,
    symbol,
    quantity: positiveDecimal('New total quantity, filled part included').optional(),
    price: positiveDecimal('New limit price').optional(),
    stop_price: positiveDecimal('New trigger price').optional(),
  })
  .refine(oneId, needsOneId)
  .refine(({ quantity, price, stop_price }) => [quantity, price, stop_price].some((value) => value !== undefined), {
    error: 'give at least one of quantity, price, stop_price',
    path: ['quantity'],
  });
export const openOrdersQuery = z.strictObject({
  exchange_account_id: accountId,
  symbol: symbol.optional(),
  market_type: marketType.optional(),
});
export const ordersQuery = z.strictObject({
  exchange_account_id: accountId,
  limit: pageLimit(200, 50),
  cursor: cursor.optional(),
});
export const openOrdersResponse = z.object({ orders: z.array(orderShape), count: z.number() });
export const ordersResponse = z.object({
  orders: z.array(orderShape),
  count: z.number(),
  next_cursor: z.string().nullable(),
});
export const canceledAllResponse = z.object({
  exchange_account_id: z.string(),
  market_type: z.enum(['spot', 'swap']),
  symbol: z.string().nullable(),
  canceled: z.number(),
});

export const haltRequest = z.strictObject({
  exchange_account_id: accountId,
  close_positions: flag.default(false).describe('Close every futures position with reduce-only market orders'),
});
const step = z.object({
  market_type: z.enum(['spot', 'swap']),
  outcome: z.enum(['done', 'failed', 'not_configured']),
  canceled: z.number().nullable(),
  message: z.string().nullable(),
});
export const haltResponse = z.object({
  exchange_account_id: z.string(),
  trading_state: z.literal('HALTED'),
  cancellations: z.array(step),
  closed_positions: z.array(
    z.object({
      symbol: z.string(),
      outcome: z.enum(['closed', 'partially_closed', 'failed', 'unknown']),
      quantity: wireNumber,
      message: z.string().nullable(),
    }),
  ),
  complete: z.boolean().describe('True when every step was done'),
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
