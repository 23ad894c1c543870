import { openOf } from '../../engine/account.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { SignedCall } from '../rest/handle.ts';
import { required } from '../rest/params.ts';
import { randomId } from '../rest/random-id.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type SpotExchange } from './exchange.ts';
import { named, namedIn } from './find-order.ts';
import { clientIdOf } from './parse-order.ts';
import { cancelView } from './render-order.ts';

function gone(): never {
  return refuse(-2011, 'Unknown order sent.');
}

/** DELETE /api/v3/order. A client id means the open order that bears it. */
export function cancelOrder(call: SignedCall<SpotExchange>): object {
  const { exchange, account, params } = call;
  const wanted = named(call);
  const bearer = openOf(account).find(
    ({ market, clientOrderId }) => market === wanted.market && clientOrderId === wanted.clientOrderId,
  );
  const order = wanted.orderId === null ? bearer : namedIn(call, wanted);
  if (order === undefined || !account.open.has(order.id)) return gone();
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return cancelView(order, clientIdOf(params, 'newClientOrderId') ?? randomId(exchange.world));
}

/** DELETE /api/v3/openOrders: every order of a symbol. Without one open, -2011. */
export function cancelOpenOrders({ exchange, account, params }: SignedCall<SpotExchange>): object[] {
  const market = marketNamed(exchange, required(params, 'symbol'));
  const orders = openOf(account).filter((order) => order.market === market);
  if (orders.length === 0) return gone();
  return orders.map((order) => {
    endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
    return cancelView(order, randomId(exchange.world));
  });
}
