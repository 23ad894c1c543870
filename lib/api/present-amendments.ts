import type * as z from 'zod';
import type { Amendment, AmendmentIntent } from '../orders/amendment.ts';
import type { amendRequest } from './order-schemas.ts';
import { orderLookUp, presentOrder } from './present-orders.ts';
import { type Call, replayMark, reply } from './reply.ts';
import { storedRefusal } from './stored-refusal.ts';

export const amendmentIntent = (call: Call, body: z.output<typeof amendRequest>): AmendmentIntent => ({
  ...orderLookUp(call, body),
  symbol: body.symbol,
  change: { quantity: body.quantity, price: body.price, stopPrice: body.stop_price },
  idempotencyKey: call.idempotencyKey,
});

/** An amendment's answer: 202 while the verdict is open, the stored refusal again on a replay. */
export const presentAmendment = ({ record, order, replayed }: Amendment) => {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRefusal(record.error, headers);
  const data = { order: presentOrder(order) };
  if (record.state === 'ACKED') return reply(200, 'Order amended', data, headers);
  const message = 'The exchange gave no verdict on the amendment; read the order again before you repeat it';
  return reply(202, message, data, headers);
};
