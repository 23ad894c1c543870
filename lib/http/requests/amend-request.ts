import type { Output } from '../../contract/deferred.ts';
import type { amendRequest } from '../../contract/schemas/orders.ts';
import type { AmendmentIntent } from '../../orders/amend/amendment.ts';
import { nameWithSymbol } from '../../orders/read/name-order.ts';
import type { Call } from '../identity.ts';
import { orderName } from './order-request.ts';

/** The journal tells market and symbol where the client does not. */
export async function amendmentIntent(call: Call, body: Output<typeof amendRequest>): Promise<AmendmentIntent> {
  return {
    ...(await nameWithSymbol(orderName(call, body))),
    change: { quantity: body.quantity, price: body.price, stopPrice: body.stop_price },
    idempotencyKey: call.idempotencyKey,
  };
}
