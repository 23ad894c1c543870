import type { Output } from '../../contract/deferred.ts';
import type { amendRequest } from '../../contract/schemas/orders.ts';
import type { AmendmentIntent } from '../../orders/amend/amendment.ts';
import type { Call } from '../identity.ts';
import { orderQuery } from './order-request.ts';

export function amendmentIntent(call: Call, body: Output<typeof amendRequest>): AmendmentIntent {
  return {
    ...orderQuery(call, body),
    symbol: body.symbol,
    change: { quantity: body.quantity, price: body.price, stopPrice: body.stop_price },
    idempotencyKey: call.idempotencyKey,
  };
}
