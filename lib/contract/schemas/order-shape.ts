import * as z from 'zod';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { orderStatuses, orderTypes, triggerPriceTypes } from '../../exchanges/model/order.ts';
import { openReasons } from '../../journal/entry.ts';
import { deferred } from '../deferred.ts';
import { isoTime, rejectReason, wireNumber, wireNumberOrNull } from '../fields.ts';
import { oneOf } from '../value-hints.ts';

export const sides = deferred(() => z.enum(['buy', 'sell'], oneOf('side', 'must be buy or sell')));

export const undecided = deferred(() =>
  z.object({
    needs_person: z
      .boolean()
      .describe(
        'Only a person can settle it now: POST /oems/execution/order/verdict or transfer/verdict. False: looks go on',
      ),
    because: z
      .enum(openReasons)
      .nullable()
      .describe(
        'LOOK_FAILED: the exchange, the key or this service was away; NOT_SHOWN: the exchange shows nothing, which proves nothing; OTHER_KEY: the present key cannot tell; NO_KEY: no key can look; HISTORY_ENDED: the exchange may have forgotten; OTHER_TERMS: an order with other terms has the id; SEVERAL: more transfers than were asked for; CONTRADICTED: the exchange contradicts itself. Null: nobody has looked',
      ),
    looked_at: isoTime()
      .nullable()
      .describe('The end of the last look that the journal knows. Null: nobody has looked'),
  }),
);

/** An order in every answer that shows an order. */
export const orderShape = deferred(() =>
  z.object({
    order_id: z.string().nullable(),
    client_order_id: z.string().nullable(),
    exchange: z.string(),
    exchange_account_id: z.string(),
    market_type: z.enum(marketTypes),
    symbol: z.string(),
    side: sides().nullable(),
    order_type: z.enum(orderTypes).nullable(),
    status: z.enum(orderStatuses),
    quantity: wireNumberOrNull(),
    filled_quantity: wireNumberOrNull(),
    remaining_quantity: wireNumberOrNull(),
    average_price: wireNumberOrNull(),
    fees: z
      .array(z.object({ asset: z.string(), amount: wireNumber().describe('Positive: paid. Negative: a rebate') }))
      .nullable()
      .describe(
        'All charges for what was filled so far, one entry an asset. Empty: nothing was charged. Null: the exchange has not told the charges in this answer or an earlier one; a read of the order by an id, or GET /oems/execution/trades, may tell',
      ),
    price: wireNumberOrNull(),
    stop_price: wireNumberOrNull(),
    trailing_percent: wireNumberOrNull().describe(
      'Distance of a trailing stop in percent; null where the order has none',
    ),
    trailing_amount: wireNumberOrNull().describe(
      'Distance of a trailing stop in the quote currency; null where the order has none',
    ),
    trigger_price_type: z
      .enum(triggerPriceTypes)
      .nullable()
      .describe('The price that fires the trigger; null for an order without a trigger, and where nobody has told'),
    reduce_only: z.boolean().nullable(),
    post_only: z.boolean().nullable(),
    time_in_force: z.string().nullable(),
    created_at: isoTime().nullable(),
    updated_at: isoTime()
      .nullable()
      .describe('The last change that is known. Where the exchange tells no time, the change came then at the latest'),
    as_of: isoTime()
      .nullable()
      .describe(
        'The exchange has confirmed this content then, or a moment later. Null: the content stands in the journal alone, or the status is unknown',
      ),
    external: z
      .boolean()
      .nullable()
      .describe(
        'True for an order that was not placed under this account through this service; null where nobody knows',
      ),
    untraded: z
      .boolean()
      .optional()
      .describe(
        'True for an order of a kind that this service does not trade and that lies in the same wallet, such as an order of an inverse contract: cancel-all, a cancellation by `order_ids` and the halt reach the order. Absent from every other order',
      ),
    reject_reason: rejectReason()
      .optional()
      .describe('Why the order was rejected, was not placed or has no verdict yet; absent otherwise'),
    undecided: undecided()
      .optional()
      .describe('Present while nobody knows what became of the order, since `created_at`; absent otherwise'),
  }),
);
