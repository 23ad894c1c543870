import { endpoint } from '../../lib/api/endpoint.ts';
import { orderLookUp, presentAmendment } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { amendOrder } from '../../lib/orders/cancel-order.ts';

export const handler = endpoint(routes.amendOrder, async (body, call) => {
  const change = { quantity: body.quantity, price: body.price, stopPrice: body.stop_price };
  return presentAmendment(await amendOrder({ ...orderLookUp(call, body), symbol: body.symbol }, change));
});
