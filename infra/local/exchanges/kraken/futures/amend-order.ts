import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { type Amendment, amendOrder, copyOf } from '../../engine/amend-order.ts';
import { endOrder } from '../../engine/end-order.ts';
import { putOff } from '../../engine/late-amendments.ts';
import { reducible } from '../../engine/matching.ts';
import type { Order } from '../../engine/order.ts';
import { isArmed, remainingOf } from '../../engine/order.ts';
import { rejectionOf } from '../../engine/order-checks.ts';
import { quoteOf } from '../../engine/quote.ts';
import { trailingPrice } from '../../engine/trailing.ts';
import { type AnswerShapes, badRequestCode } from './answer-shapes.ts';
import { findOpen } from './cancel-orders.ts';
import type { FuturesExchange } from './exchange.ts';
import { isOnTick, readTrailing, sizeFault } from './parse-order.ts';
import { rejectionStatuses } from './place-order.ts';
import type { Params } from './refusal.ts';
import { decimal, oneOf, Refusal, text, time } from './refusal.ts';
import { executionEvent, iso, orderJson, triggerJson } from './render-order.ts';

/** POST editorder: changes what is given, keeps the rest; all or nothing. Statuses: docs.kraken.com, edit-order. */
export function editOrder(exchange: FuturesExchange, account: Account, params: Params) {
  const [id, cliOrdId] = [text(params, 'orderId'), text(params, 'cliOrdId')];
  if (id === null && cliOrdId === null) throw new Refusal('requiredArgumentMissing');
  // The recorded text (2026-09) says `symbol`, although the argument is `orderId`.
  if (id !== null && !isUuid(id)) throw new Refusal('Argument invalid: symbol', 400, badRequestCode);
  const before = time(params, 'processBefore');
  const order = findOpen(account, id, cliOrdId);
  const answer = (status: string, orderEvents: Record<string, unknown>[] = []) => ({
    editStatus: {
      status,
      orderId: order?.id ?? id,
      ...(order?.clientOrderId ? { cliOrdId: order.clientOrderId } : {}),
      receivedTime: iso(exchange.world.now()),
      orderEvents,
    },
  });
  if (before !== null && exchange.world.now() > before) return answer('wouldProcessAfterSpecifiedTime');
  if (!order) return answer('orderForEditNotFound');
  const edited = read(exchange, order, params);
  const fault = typeof edited === 'string' ? edited : faultOf(exchange, account, order, edited);
  if (typeof edited !== 'string' && fault)
    exchange.histories.editRejected(account, { order, attempted: edited, fault });
  if (fault === rejectionStatuses.postOnlyWouldTrade && exchange.settings.crossingEdits === 'canceled')
    endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  if (typeof edited === 'string' || fault) return answer(fault ?? 'notFound');
  return answer('edited', apply(exchange, account, order, edited));
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** The order as it would be, or the status that refuses the attempt. */
function read(exchange: FuturesExchange, order: Order, params: Params): Order | string {
  const stopPrice = decimal(params, 'stopPrice');
  const limitPrice = decimal(params, 'limitPrice');
  const fault = priceFault(order, stopPrice, limitPrice);
  if (fault) return fault;
  const edited = copyOf(order);
  edited.quantity = newQuantity(order, params);
  edited.limitPrice = limitPrice ?? order.limitPrice;
  edited.updatedAt = exchange.world.now();
  if (limitPrice && order.state === 'waiting') edited.timeInForce = 'GTC';
  if (edited.trigger) edited.trigger.price = stopPrice ?? edited.trigger.price;
  if (edited.trigger?.trailing && text(params, 'trailingStopMaxDeviation') !== null) {
    edited.trigger.trailing = readTrailing(params);
    edited.trigger.price = trailingPrice(exchange, order.market, order.side, edited.trigger);
  }
  return edited;
}

function priceFault({ trigger, state }: Order, stopPrice: Decimal | null, limitPrice: Decimal | null): string | null {
  if (stopPrice && (!trigger || state !== 'waiting')) return 'orderForEditNotAStop';
  if (stopPrice && trigger?.trailing) return 'cannotEditTriggerPriceOfTrailingStop';
  return limitPrice && trigger?.trailing ? 'cannotEditLimitPriceOfTrailingStop' : null;
}

/** RELATIVE (the default) sets the open quantity, ABSOLUTE the whole quantity with past fills. */
function newQuantity(order: Order, params: Params): Decimal {
  const size = decimal(params, 'size');
  if (size === null) return order.quantity;
  const mode = oneOf(params, 'qtyMode', ['ABSOLUTE', 'RELATIVE']) ?? 'RELATIVE';
  return mode === 'ABSOLUTE' ? size : size.add(order.filled);
}

function faultOf(exchange: FuturesExchange, account: Account, order: Order, edited: Order): string | null {
  const { market } = order;
  const size = sizeFault(market, remainingOf(edited), quoteOf(exchange, market).mark);
  if (size) return size;
  if (!isOnTick(market, edited.limitPrice) || !isOnTick(market, edited.trigger?.price ?? null)) return 'invalidPrice';
  if (market.suspended) return 'marketSuspended';
  if (edited.state === 'waiting') return null;
  // The old order's margin is free for the new one while the engine looks at it. The order loses its place among the open orders.
  account.open.delete(order.id);
  const rejection = rejectionOf(exchange, account, edited);
  account.open.set(order.id, order);
  return rejection && (rejectionStatuses[rejection] ?? rejection);
}

function apply(exchange: FuturesExchange, account: Account, order: Order, edited: Order): Record<string, unknown>[] {
  const limit = edited.reduceOnly && edited.state === 'open' ? reducible(account, order.market, order.side) : null;
  const reduced = limit ? Decimal.max(0, remainingOf(edited).sub(limit)) : null;
  edited.quantity = edited.quantity.sub(reduced ?? 0);
  const counts = exchange.settings.answers.quantity;
  const { before, after, fill } =
    exchange.amending.manner === 'done'
      ? amendOrder(exchange, account, order, edited)
      : acknowledged(exchange, account, order, edited);
  const edit = {
    type: 'EDIT',
    old: json(before, counts),
    new: json(after, counts),
    reducedQuantity: reduced?.toNumber() ?? null,
  };
  return [edit, ...(fill ? [executionEvent(fill, { orderPriorEdit: orderJson(before, counts) })] : [])];
}

function acknowledged(exchange: FuturesExchange, account: Account, order: Order, amended: Order): Amendment {
  putOff(exchange, exchange.amending, { account, order, amended, id: order.id });
  return { before: copyOf(order), after: amended, fill: null };
}

function json(order: Order, counts: AnswerShapes['quantity']): object {
  return isArmed(order) && order.trigger ? triggerJson(order, order.trigger) : orderJson(order, counts);
}
