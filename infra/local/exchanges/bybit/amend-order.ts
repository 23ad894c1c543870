import type { Account } from '../engine/account.ts';
import { copyOf } from '../engine/amend-order.ts';
import { isMultiple, plainDecimal } from '../engine/decimals.ts';
import type { Order } from '../engine/order.ts';
import { isArmed } from '../engine/order.ts';
import { rejectionOf } from '../engine/order-checks.ts';
import type { Changes } from './acts.ts';
import { openOrder } from './cancel-orders.ts';
import { enqueue } from './carry-out.ts';
import type { BybitExchange } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import { decimal, type Params } from './params.ts';
import { categoryIn, marketIn } from './parse-order.ts';
import { checkBand, checkPrice } from './quantity-checks.ts';
import { badParameter, refuse } from './refusal.ts';

/** POST /v5/order/amend. The answer acknowledges the request; the order keeps its id (docs v5, order/amend-order). */
export function amendOrder(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  marketIn(exchange.markets, category, params);
  const order = openOrder(account, category, params);
  const changes = changesIn(params);
  checkChanges(exchange, account, order, changes);
  enqueue(exchange, { kind: 'amend', customer: account.customer, id: order.id, changes });
  return { orderId: order.id, orderLinkId: order.clientOrderId ?? '' };
}

function changesIn(params: Params): Changes {
  const { triggerPrice } = params;
  // Clients send this one price as a number too.
  const number = typeof triggerPrice === 'number' ? plainDecimal(String(triggerPrice)) : null;
  return {
    quantity: decimal(params, 'qty'),
    limitPrice: decimal(params, 'price'),
    triggerPrice:
      number ?? decimal({ triggerPrice: typeof triggerPrice === 'number' ? null : triggerPrice }, 'triggerPrice'),
  };
}

function checkChanges(exchange: BybitExchange, account: Account, order: Order, changes: Changes): void {
  const { market, filled, own } = order;
  const { quantity, limitPrice, triggerPrice } = changes;
  const isSpot = market.terms.contract === null;
  if (isUnchanged(order, changes)) badParameter('order not modified');
  if (limitPrice && own.orderType === 'Market') refuse(isSpot ? 170312 : 110032, 'Amend order failed');
  if (triggerPrice && !isArmed(order)) refuse(isSpot ? 170312 : 110032, 'Amend order failed');
  checkPrice(market, limitPrice);
  checkPrice(market, triggerPrice);
  if (limitPrice && !isArmed(order)) checkBand(exchange, market, order.side, limitPrice);
  if (quantity) {
    if (quantity.lte(0) || !isMultiple(quantity, market.terms.quantityStep) || quantity.gt(instrumentOf(market).maxQty))
      refuse(isSpot ? 170137 : 10001, isSpot ? 'Order volume decimal too long.' : 'params error: Qty invalid');
    // "The number of contracts modified cannot be less than or equal to the filled quantity" (docs v5, error).
    if (quantity.lte(filled))
      refuse(
        isSpot ? 170312 : 110064,
        'The number of contracts modified cannot be less than or equal to the filled quantity',
      );
  }
  checkRoom(exchange, account, order, changes);
}

function isUnchanged(order: Order, { quantity, limitPrice, triggerPrice }: Changes): boolean {
  const same = (value: Changes['quantity'], now: Order['limitPrice']) => value === null || (now?.eq(value) ?? false);
  return (
    same(quantity, order.quantity) &&
    same(limitPrice, order.limitPrice) &&
    same(triggerPrice, order.trigger?.price ?? null)
  );
}

function checkRoom(exchange: BybitExchange, account: Account, order: Order, changes: Changes): void {
  if (isArmed(order) && order.market.terms.contract) return;
  const amended = copyOf(order);
  amended.quantity = changes.quantity ?? order.quantity;
  amended.limitPrice = changes.limitPrice ?? order.limitPrice;
  account.open.delete(order.id);
  const rejection = rejectionOf(exchange, account, amended, order);
  account.open.set(order.id, order);
  if (rejection !== 'notEnoughFunds' && rejection !== 'notEnoughMargin') return;
  const isSpot = order.market.terms.contract === null;
  refuse(isSpot ? 170131 : 110007, isSpot ? 'Insufficient balance.' : 'ab not enough for new order');
}
