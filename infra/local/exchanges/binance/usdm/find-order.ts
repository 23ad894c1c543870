import type { Account } from '../../engine/account.ts';
import type { Market } from '../../engine/market.ts';
import type { Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import { required, text, wholeText } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type UsdmExchange } from './exchange.ts';
import { orderView, wireId } from './render-order.ts';

type UsdmCall = SignedCall<UsdmExchange>;

/** GET /fapi/v1/order. */
export function queryOrder(call: UsdmCall): object {
  return orderView(namedIn(call) ?? refuse(-2013, 'Order does not exist.'));
}

/** GET /fapi/v1/openOrder: the same of open orders alone. */
export function queryOpenOrder(call: UsdmCall): object {
  const order = namedIn(call);
  return order && call.account.open.has(order.id) ? orderView(order) : refuse(-2013, 'Order does not exist.');
}

/** `symbol`, and `orderId` or `origClientOrderId`; the order id counts before the client's. */
export function namedIn({ exchange, account, params, now }: UsdmCall): Order | undefined {
  const market = marketNamed(exchange, required(params, 'symbol'));
  const [orderId, clientOrderId] = [wholeText(params, 'orderId'), text(params, 'origClientOrderId')];
  if (orderId === null && clientOrderId === null)
    refuse(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
  const own = ordersIn(account, now, market).filter((order) =>
    orderId === null ? order.clientOrderId === clientOrderId : wireId(order).toString() === orderId,
  );
  return exchange.answers.reusedIds === 'newest' ? own.at(-1) : own[0];
}

/** Ordinary orders that are still shown, oldest first. A fired conditional order is one, under the same client id. */
export function ordersIn({ orders }: Account, now: number, market: Market | null = null): Order[] {
  return [...orders.values()].filter(
    (order) =>
      (market === null || order.market === market) &&
      !isArmed(order) &&
      order.state !== 'rejected' &&
      isKept(order, now),
  );
}

const dayMs = 86_400_000;

/**
 * "order status is CANCELED or EXPIRED AND order has NO filled trade AND created time + 3 days < current time", and "create time + 90 days <
 * current time" are not found (fapi/trade, query order).
 */
export function isKept({ endedAt, state, filled, placedAt }: Order, now: number): boolean {
  if (endedAt === null) return true;
  if (placedAt + 90 * dayMs < now) return false;
  return state === 'filled' || filled.gt(0) || placedAt + 3 * dayMs >= now;
}
