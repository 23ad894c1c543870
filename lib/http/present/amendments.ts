import type * as z from 'zod';
import type { amendRequest } from '../../contract/schemas/orders.ts';
import type { Amendment, AmendmentIntent } from '../../orders/amend/amendment.ts';
import { type Call, replayMark, reply } from '../reply.ts';
import { orderLookUp, presentOrder } from './orders.ts';
import { storedRejection } from './stored-rejection.ts';

export function amendmentIntent(call: Call, body: z.output<typeof amendRequest>): AmendmentIntent {
  return {
    ...orderLookUp(call, body),
    symbol: body.symbol,
    change: { quantity: body.quantity, price: body.price, stopPrice: body.stop_price },
    idempotencyKey: call.idempotencyKey,
  };
}

/** An amendment's answer: 202 while the verdict is open, the stored refusal again on a replay. */
export function presentAmendment({ record, order, replayed }: Amendment) {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRejection(record.error, headers);
  const data = { order: presentOrder(order) };
  if (record.state === 'ACCEPTED') return reply(200, 'Order amended', data, headers);
  const message = 'The exchange gave no verdict on the amendment; read the order again before you repeat it';
  return reply(202, message, data, headers);
}
