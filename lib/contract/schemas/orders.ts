import * as z from 'zod';
import { orderStatuses, orderTypes, triggerPriceTypes } from '../../exchanges/model/order.ts';
import { deferred } from '../deferred.ts';
import {
  accountId,
  clientOrderId,
  cursor,
  flag,
  idempotencyKey,
  marketType,
  pageLimit,
  positiveDecimal,
  queryTime,
  rangeInOrder,
  replayed,
  symbol,
  wireNumber,
  wireNumberOrNull,
} from '../fields.ts';
import { orderRequestRules } from '../order-rules.ts';
import { oneOf } from '../value-hints.ts';
import { orderShape, sides } from './order-shape.ts';
import { unreadField, walletFields } from './wallets.ts';

export const orderRequest = deferred(() =>
  orderRequestRules(
    z.strictObject({
      exchange_account_id: accountId(),
      symbol: symbol(),
      side: sides(),
      order_type: z.enum(orderTypes, oneOf('order_type', `must be one of: ${orderTypes.join(', ')}`)),
      quantity: positiveDecimal('In units of the base asset; in contracts for inverse futures'),
      price: positiveDecimal('Limit price').optional(),
      stop_price: positiveDecimal('Trigger price').optional(),
      trailing_percent: positiveDecimal('Distance of a trailing stop in percent').optional(),
      trailing_amount: positiveDecimal('Distance of a trailing stop in the quote currency').optional(),
      time_in_force: z
        .enum(['GTC', 'IOC', 'FOK', 'POST_ONLY'], oneOf('time_in_force', 'must be GTC, IOC, FOK or POST_ONLY'))
        .optional(),
      post_only: flag().default(false),
      reduce_only: flag().default(false),
      trigger_price_type: z
        .enum(triggerPriceTypes, oneOf('trigger_price_type', 'must be last, mark or index'))
        .optional(),
      client_order_id: clientOrderId().optional(),
      dry_run: flag()
        .default(false)
        .describe(
          'Checks the terms of the order and estimates its cost, and sends nothing. The funds are not checked: compare `margin` with the balance. The exchange alone judges the band of prices that it allows around the market',
        ),
      market_type: marketType().optional(),
    }),
  ),
);

export const orderResponse = deferred(() =>
  z.object({
    order: orderShape(),
    dry_run: z
      .object({
        parameters: z
          .record(z.string(), z.unknown())
          .describe('The request that would be sent to the exchange, field by field'),
        estimate: z
          .object({
            price: wireNumber().describe('The limit price, else the trigger price, else the best price now'),
            notional: wireNumber().describe('In fee_asset'),
            fee: wireNumberOrNull().describe('At the first fee tier; as a taker unless post_only'),
            fee_asset: z.string(),
            margin: wireNumberOrNull().describe(
              'The balance that must be free: initial margin on swap, in the wallet that margins the contract (of an inverse contract such as BTC/USD:BTC not the multi-collateral wallet, which transfers reach); on spot the cost of a purchase with its fee, or the quantity of a sale',
            ),
            margin_asset: z.string(),
          })
          .describe('For this order alone, without regard to positions and other orders; an estimate, not a charge'),
      })
      .optional(),
  }),
);

/** The answer of a call that places or amends an order. */
export const orderCommandResponse = deferred(() => orderResponse().extend({ replayed: replayed() }));

export const orderId = deferred(() => z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be an order id'));
const orderRef = deferred(() => ({
  order_id: orderId()
    .optional()
    .describe("The exchange's id. An order that was not placed through this service needs symbol or market_type too"),
  client_order_id: clientOrderId().optional(),
  symbol: symbol().optional(),
  market_type: marketType().optional(),
}));
function oneId(ref: { order_id?: string | undefined; client_order_id?: string | undefined }) {
  return (ref.order_id === undefined) !== (ref.client_order_id === undefined);
}
const needsOneId = { error: 'give either order_id or client_order_id', path: ['order_id'] };
/** A read and a cancellation have a third name for an order: the client's Idempotency-Key. */
export const orderQuery = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      ...orderRef(),
      idempotency_key: idempotencyKey()
        .optional()
        .describe('The Idempotency-Key that the order was sent with; a placed order and a lost one are found alike'),
    })
    .refine(
      ({ order_id, client_order_id, idempotency_key }) =>
        [order_id, client_order_id, idempotency_key].filter((name) => name !== undefined).length === 1,
      { error: 'give one of order_id, client_order_id and idempotency_key', path: ['order_id'] },
    ),
);
export const amendRequest = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      ...orderRef(),
      quantity: positiveDecimal('New total quantity, filled part included').optional(),
      price: positiveDecimal('New limit price').optional(),
      stop_price: positiveDecimal('New trigger price').optional(),
    })
    .refine(oneId, needsOneId)
    .refine(({ quantity, price, stop_price }) => [quantity, price, stop_price].some((value) => value !== undefined), {
      error: 'give at least one of quantity, price, stop_price',
      path: ['quantity'],
    }),
);
export const openOrdersQuery = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    symbol: symbol().optional(),
    market_type: marketType().optional(),
  }),
);
export const ordersQuery = deferred(() =>
  rangeInOrder(
    z.strictObject({
      exchange_account_id: accountId(),
      symbol: symbol().optional(),
      market_type: marketType().optional(),
      side: sides().optional(),
      status: z.enum(orderStatuses, { error: `must be one of: ${orderStatuses.join(', ')}` }).optional(),
      from: queryTime().optional(),
      to: queryTime().optional(),
      limit: pageLimit(200, 50),
      cursor: cursor().optional(),
    }),
  ),
);
export const openOrdersResponse = deferred(() =>
  z.object({ orders: z.array(orderShape()), count: z.number(), ...walletFields(), ...unreadField() }),
);
export const ordersResponse = deferred(() =>
  z.object({
    orders: z.array(orderShape()),
    count: z.number(),
    next_cursor: z.string().nullable(),
  }),
);
