import * as z from 'zod';
import { deferred } from '../deferred.ts';
import { accountId, clientOrderId, marketType, symbol, wireNumberOrNull } from '../fields.ts';
import { orderShape } from './order-shape.ts';
import { orderCommandResponse } from './orders.ts';

export const closePositionRequest = deferred(() =>
  z.strictObject({
    exchange_account_id: accountId(),
    symbol: symbol(),
    client_order_id: clientOrderId().optional(),
    market_type: marketType().optional(),
  }),
);

export const closePositionResponse = deferred(() =>
  orderCommandResponse().extend({
    orders: z
      .array(orderShape())
      .optional()
      .describe(
        'Only where the position was above the most that the exchange takes in one order: every order that was sent, in the order of sending. The first is `order`, which has the name of the request',
      ),
    remaining: wireNumberOrNull().describe(
      'The size of the position in the symbol after the orders, in units of the base asset (contracts for inverse futures). 0: nothing is open. Null: not known',
    ),
  }),
);
