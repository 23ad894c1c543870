import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Market } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { findOpen } from './manage-orders.ts';
import { fill, offered, reducible, sweepReduceOnly } from './matching.ts';
import type { Order } from './order.ts';
import { remaining } from './order.ts';
import { engineRefusal } from './order-checks.ts';
import { recordTriggerUpdated, recordUpdated } from './order-history.ts';
import { iso, orderJson, triggerJson } from './order-json.ts';
import { onTick, readTrailing, sizeFault } from './order-request.ts';
import { quote } from './prices.ts';
import type { Params } from './refusal.ts';
import { decimal, oneOf, Refusal, text, time } from './refusal.ts';
import { trailingPrice } from './triggers.ts';

/** POST editorder: changes what is given, keeps the rest; all or nothing. Statuses: docs.kraken.com, edit-order. */
export function editOrder(exchange: Exchange, customer: Customer, params: Params) {
  const [id, cliOrdId] = [text(params, 'orderId'), text(params, 'cliOrdId')];
  if (id === null && cliOrdId === null) throw new Refusal('requiredArgumentMissing');
  const before = time(params, 'processBefore');
  const order = findOpen(customer, id, cliOrdId);
  const answer = (status: string, orderEvents: Record<string, unknown>[] = []) => ({
    editStatus: {
      status,
      orderId: order?.id ?? id,
      ...(order?.cliOrdId ? { cliOrdId: order.cliOrdId } : {}),
      receivedTime: iso(exchange.world.now()),
      orderEvents,
    },
  });
  if (before !== null && exchange.world.now() > before) return answer('wouldProcessAfterSpecifiedTime');
  if (!order) return answer('orderForEditNotFound');
  const market = marketOf(exchange, order.symbol);
  const edited = read(exchange, order, params);
  const fault = typeof edited === 'string' ? edited : faultOf(exchange, customer, market, order, edited);
  if (typeof edited === 'string' || fault) return answer(fault ?? 'notFound');
  return answer('edited', apply(exchange, customer, market, order, edited));
}

/** The order as it would be, or the status that refuses the attempt. */
function read(exchange: Exchange, order: Order, params: Params): Order | string {
  const stopPrice = decimal(params, 'stopPrice');
  const wantsTrailing = text(params, 'trailingStopMaxDeviation') !== null;
  const { trigger } = order;
  if (stopPrice && (!trigger || order.state !== 'waiting')) return 'orderForEditNotAStop';
  if (stopPrice && trigger?.trailing) return 'cannotEditTriggerPriceOfTrailingStop';
  const limitPrice = decimal(params, 'limitPrice');
  if (limitPrice && trigger?.trailing) return 'cannotEditLimitPriceOfTrailingStop';
  const edited: Order = {
    ...order,
    size: newSize(order, params),
    limitPrice: limitPrice ?? order.limitPrice,
    kind: limitPrice && order.state === 'waiting' ? 'lmt' : order.kind,
    trigger: trigger && { ...trigger, price: stopPrice ?? trigger.price },
    updatedAt: exchange.world.now(),
  };
  if (edited.trigger?.trailing && wantsTrailing) {
    edited.trigger.trailing = readTrailing(params);
    edited.trigger.price = trailingPrice(exchange, edited, edited.trigger);
  }
  return edited;
}

/** RELATIVE (the default) sets the open size, ABSOLUTE the whole size with past fills. */
function newSize(order: Order, params: Params): Decimal {
  const size = decimal(params, 'size');
  if (size === null) return order.size;
  const mode = oneOf(params, 'qtyMode', ['ABSOLUTE', 'RELATIVE']) ?? 'RELATIVE';
  return mode === 'ABSOLUTE' ? size : size.add(order.filled);
}

function faultOf(exchange: Exchange, customer: Customer, market: Market, order: Order, edited: Order): string | null {
  const { instrument } = market;
  const size = sizeFault(instrument, remaining(edited), quote(exchange.world, instrument).mark);
  if (size) return size;
  if (!onTick(instrument, edited.limitPrice) || !onTick(instrument, edited.trigger?.price ?? null))
    return 'invalidPrice';
  if (market.suspended) return 'marketSuspended';
  if (edited.state === 'waiting') return null;
  // The old order's margin is free for the new one while the engine looks at it.
  customer.open.delete(order.id);
  const refusal = engineRefusal(exchange, customer, market, edited);
  customer.open.set(order.id, order);
  return refusal;
}

function apply(exchange: Exchange, customer: Customer, market: Market, order: Order, edited: Order) {
  const old = { ...order, trigger: order.trigger && { ...order.trigger } };
  const limit = edited.reduceOnly && edited.state === 'open' ? reducible(customer, order.symbol, order.side) : null;
  const reduced = limit ? Decimal.max(0, remaining(edited).sub(limit)) : null;
  Object.assign(order, edited, { size: edited.size.sub(reduced ?? 0), reason: 'EDITED_BY_USER' });
  const waiting = order.state === 'waiting' && order.trigger && old.trigger;
  const edit = waiting
    ? { old: triggerJson(old, waiting), new: triggerJson(order, order.trigger ?? waiting) }
    : { old: orderJson(old), new: orderJson(order) };
  if (waiting) recordTriggerUpdated(exchange, customer, old, order);
  else recordUpdated(exchange, customer, old, order, 'edited_by_user');
  const events: Record<string, unknown>[] = [{ type: 'EDIT', ...edit, reducedQuantity: reduced?.toNumber() ?? null }];
  const offer = order.state === 'open' ? offered(exchange, market, order) : null;
  if (!offer) return events;
  const prior = { ...order };
  events.push({ ...fill(exchange, customer, order, { ...offer, type: 'taker' }), orderPriorEdit: orderJson(old) });
  recordUpdated(exchange, customer, prior, order, remaining(order).isZero() ? 'full_fill' : 'partial_fill');
  sweepReduceOnly(exchange, customer, order.symbol);
  return events;
}
