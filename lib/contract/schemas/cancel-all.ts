import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { deferred } from '../deferred.ts';
import { accountId, clientOrderId, marketType, replayed, symbol } from '../fields.ts';
import { idList } from '../id-list.ts';
import { orderId } from './orders.ts';

export const cancelAllQuery = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      symbol: symbol().optional(),
      market_type: marketType().optional(),
      order_ids: idList(orderId(), 'Only the orders with these ids of the exchange').optional(),
      client_order_ids: idList(clientOrderId(), 'Only the orders with these client order ids').optional(),
    })
    .refine(({ order_ids, client_order_ids }) => order_ids === undefined || client_order_ids === undefined, {
      error: 'give either order_ids or client_order_ids',
      path: ['order_ids'],
    }),
);

const canceledWallet = deferred(() =>
  z.object({
    market_type: z.enum(marketTypes),
    outcome: z
      .enum(['done', 'unknown', 'given_up', 'failed', 'not_configured'])
      .describe(
        'done: none of the orders is open. unknown: some may be open, and their cancellation continues. given_up: some may be open, cancel again under a new key. failed: nothing was sent. not_configured: the account has no key for the market',
      ),
    canceled: z.number().nullable().describe('Null where nothing was sent'),
    reason: z.string().nullable().describe('Null where done'),
  }),
);

const canceledOrder = deferred(() =>
  z.object({
    order_id: z.string().nullable().describe('As given; in a call by client_order_ids null where nobody has told it'),
    client_order_id: z
      .string()
      .nullable()
      .describe('As given; in a call by order_ids null where the order has none, or where nobody has told it'),
    outcome: z
      .enum(['canceled', 'already_closed', 'not_found', 'unknown'])
      .describe(
        'already_closed: filled, canceled, expired or rejected before. not_found: neither open, nor placed through this service, nor shown by the exchange where order_ids name up to five such orders. unknown: the order may be open',
      ),
    reason: z.string().nullable().describe('Why the outcome is not known; null where it is known'),
  }),
);

export const canceledAllResponse = deferred(() =>
  z.object({
    exchange_account_id: z.string(),
    market_type: z.enum(marketTypes).nullable().describe('Null: every wallet of the account'),
    symbol: z.string().nullable(),
    canceled: z.number().describe('Orders that the exchange has canceled'),
    orders: z.array(canceledOrder()).optional().describe('Each order of a call by ids'),
    wallets: z
      .array(canceledWallet())
      .optional()
      .describe('Each wallet, in a call without ids, market_type and symbol'),
    complete: z
      .boolean()
      .optional()
      .describe('Beside `orders` and `wallets`. False: an order that the call means may be open'),
    replayed: replayed(),
  }),
);
