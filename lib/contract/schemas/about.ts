import * as z from 'zod';
import { exchangeIds } from '../../exchanges/exchanges.ts';
import { deferred } from '../deferred.ts';

/** Probes put a number into the query, so that no cache answers a probe. */
export const anything = deferred(() => z.object({}));
export const healthResponse = deferred(() => z.object({ status: z.literal('ok') }));
export const openapiResponse = deferred(() => z.record(z.string(), z.unknown()));

export const capabilitiesQuery = deferred(() =>
  z.strictObject({
    exchange: z
      .enum(exchangeIds as [string, ...string[]], { error: `must be one of: ${exchangeIds.join(', ')}` })
      .optional(),
  }),
);
/** Terms of an amendment, in the words of its fields. */
const amendable = deferred(() => z.array(z.enum(['quantity', 'less_quantity', 'price', 'stop_price'])));
const capability = deferred(() =>
  z.object({
    exchange: z.string(),
    order_types: z.array(z.string()),
    time_in_force: z.array(z.string()),
    trigger_price_types: z.array(z.string()),
    trailing_distances: z
      .array(z.enum(['percent', 'amount']))
      .describe('percent: trailing_percent. amount: trailing_amount. Empty: no trailing stops'),
    amend_orders: amendable().describe(
      'The fields of an open order that an amendment can change. less_quantity: quantity can fall, and not rise. Empty: none',
    ),
    amend_stops: amendable().describe('The same of a stop that waits'),
    reduce_only: z.boolean(),
    leverage: z.boolean(),
    margin_modes: z.array(z.string()),
    positions: z.boolean(),
    untraded_positions: z
      .boolean()
      .describe(
        'GET /positions shows positions of kinds that this service does not trade, such as margin positions on spot',
      ),
    untraded_orders: z
      .boolean()
      .describe(
        'GET /open-orders without a symbol shows orders of kinds that this service does not trade and that lie in the same wallet, such as orders of inverse contracts; halt and cancel-all cancel them',
      ),
    wallet_margin: z.boolean().describe('GET /margin tells equity and margin'),
    funding: z.boolean(),
    realized_pnl: z.boolean(),
    fills_of_all_symbols: z.boolean().describe('GET /fills without a symbol tells the fills of every symbol'),
    orders_by_id_alone: z
      .boolean()
      .describe('An order that was not placed through this service is named by its id alone; false: symbol too'),
    client_order_id: z.string(),
  }),
);
export const capabilitiesResponse = deferred(() =>
  z.object({
    exchanges: z.array(
      z.object({
        exchange: z.string(),
        credentials: z.array(z.string()),
        market_types: z.object({ spot: capability(), swap: capability() }),
        transfers: z.array(z.object({ from_account: z.string(), to_account: z.string(), needs: z.string() })),
      }),
    ),
  }),
);
