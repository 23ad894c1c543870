import * as z from 'zod';
import { tradingStates } from '../../accounts/account.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { eventTypes } from '../../outbox/change.ts';
import { deferred } from '../deferred.ts';
import { accountId, cursor, isoTime, pageLimit, wireNumber, wireNumberOrNull } from '../fields.ts';
import { orderShape } from './order-shape.ts';
import { transferShape } from './transfers.ts';

export const eventsQuery = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId().optional().describe('Events of this account alone; left out: of all accounts'),
      cursor: cursor()
        .optional()
        .describe('`next_cursor` of the answer before; left out: from the oldest event that is kept'),
      from: z
        .literal('latest', { error: 'must be latest' })
        .optional()
        .describe('Answers no events, and the cursor for everything that is listed from now on'),
      limit: pageLimit(500, 100),
    })
    .refine(({ cursor, from }) => cursor === undefined || from === undefined, {
      error: 'cannot be given with cursor',
      path: ['from'],
    }),
);

const eventShape = deferred(() =>
  z.object({
    id: z.string().describe('Unique; ids rise, as text compares'),
    type: z
      .enum(eventTypes)
      .describe(
        'What has changed: the first word names the kind of thing. More types can follow, so ignore a type that you do not know',
      ),
    time: isoTime().describe(
      'When this service saw the change; of position_closed the time at the exchange. Only the order of ids is the order of events',
    ),
    exchange_account_id: z.string(),
    order: orderShape()
      .optional()
      .describe('Of order events: the order as it was then. Events that were seen in one look show the same order'),
    fill: z
      .object({
        quantity: wireNumber().describe('Filled since the event before; in contracts for inverse futures'),
        price: wireNumberOrNull().describe(
          'Average of this part; null for a later part, where the exchange tells the average of the whole order alone',
        ),
      })
      .nullable()
      .optional()
      .describe('Of order_filled and order_partly_filled; null where the exchange has not told how much was filled'),
    position: z
      .object({ symbol: z.string().nullable(), market_type: z.enum(marketTypes) })
      .optional()
      .describe(
        'Of position_closed: nothing of this position is left. The event comes once the ledger of the exchange, or the fills since, prove it',
      ),
    transfer: transferShape().optional().describe('Of transfer events: the transfer as it was then'),
    trading_state: z
      .enum(tradingStates)
      .optional()
      .describe('Of trading_halted, halt_completed and trading_state_changed'),
    halt_id: z
      .string()
      .optional()
      .describe('Of halt_completed, and of the trading_halted of a halt: `halt_id` of the answer of the halt'),
    message: z.string(),
  }),
);

export const eventsResponse = deferred(() =>
  z.object({
    events: z.array(eventShape()).describe('Oldest first'),
    count: z.number(),
    has_more: z.boolean().describe('More events are listed already: ask again at once'),
    next_cursor: z.string().describe('Never null: ask with this cursor for what comes next'),
  }),
);
