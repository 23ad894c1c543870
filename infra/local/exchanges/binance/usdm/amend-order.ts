import type { Decimal } from 'decimal.js';
import { amendOrder as amendInEngine, copyOf } from '../../engine/amend-order.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { Order } from '../../engine/order.ts';
import { rejectionOf } from '../../engine/order-checks.ts';
import { quoteOf, reachable } from '../../engine/quote.ts';
import type { SignedCall } from '../rest/handle.ts';
import { requiredDecimal } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { contractIn } from './contracts.ts';
import type { UsdmExchange } from './exchange.ts';
import { checkNotional, checkPercent, checkPrice, checkQuantity } from './filters.ts';
import { namedIn } from './find-order.ts';
import { sideOf } from './parse-order.ts';
import { refuseFor } from './place-order.ts';
import { orderAnswer } from './render-order.ts';

type UsdmCall = SignedCall<UsdmExchange>;

/** PUT /fapi/v1/order: quantity and price of a limit order, both; the quantity is the new whole. The id stays (fapi/trade, modify order). */
export function amendOrder(call: UsdmCall): object {
  const { exchange, account, params } = call;
  const side = sideOf(params);
  const [quantity, price] = [requiredDecimal(params, 'quantity'), requiredDecimal(params, 'price')];
  const order = namedIn(call);
  if (!order || !account.open.has(order.id)) return refuse(-2013, 'Order does not exist.');
  if (order.limitPrice === null) refuse(-5025, 'Only limit order is supported.');
  if (order.side !== side) refuse(-1117, 'Invalid side.');
  if (order.quantity.eq(quantity) && order.limitPrice?.eq(price)) refuse(-5027, 'No need to modify the order.');
  judge(exchange, order, quantity, price);
  if (mustEnd(exchange, order, quantity, price)) endOrder(exchange, account, order, 'cancelled', 'amended');
  else change(call, order, quantity, price);
  return orderAnswer(order);
}

/** A filter that refuses leaves the order as it is. */
function judge(exchange: UsdmExchange, order: Order, quantity: Decimal, price: Decimal): void {
  const contract = contractIn(order.market);
  checkPrice(contract, price);
  checkQuantity(contract, quantity, false);
  checkPercent(exchange, order.market, order.side, price);
  checkNotional(contract, quantity.times(price), order.reduceOnly);
}

/** "The order will be cancelled: partially filled and the new quantity <= executedQty; GTX and the new price would execute at once." */
function mustEnd(exchange: UsdmExchange, order: Order, quantity: Decimal, price: Decimal): boolean {
  if (order.filled.gt(0) && quantity.lte(order.filled)) return true;
  return order.postOnly && reachable(quoteOf(exchange, order.market), order.side, price) !== null;
}

/** The margin of the order as it was is free for the order as it shall be. */
function change({ exchange, account }: UsdmCall, order: Order, quantity: Decimal, limitPrice: Decimal): void {
  const amended = { ...copyOf(order), quantity, limitPrice };
  account.open.delete(order.id);
  const rejection = rejectionOf(exchange, account, amended, order);
  account.open.set(order.id, order);
  if (rejection) refuseFor(rejection);
  amendInEngine(exchange, account, order, amended);
}
