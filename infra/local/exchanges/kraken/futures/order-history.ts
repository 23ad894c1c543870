import type { Customer, Exchange, HistoryEvent, HistoryKind } from './exchange.ts';
import type { Order } from './order.ts';
import { historyOrder, historyTrigger } from './order-json.ts';

function record(
  exchange: Exchange,
  customer: Customer,
  kind: HistoryKind,
  event: Omit<HistoryEvent, 'uid' | 'timestamp'>,
): void {
  customer.history[kind].push({ uid: exchange.uid(), timestamp: exchange.world.now(), ...event });
}

/**
 * What happens to an order, as `history/v3/orders` and `triggers` tell it. An order that fills at once is one OrderPlaced
 * with its fill in it and no OrderUpdated (recorded answers in CCXT's comments).
 */
export function recordPlaced(exchange: Exchange, customer: Customer, order: Order, reason = 'new_user_order'): void {
  record(exchange, customer, 'orders', {
    tradeable: order.symbol,
    tags: ['opened'],
    event: { OrderPlaced: { order: historyOrder(customer, order), reason, reducedQuantity: '', algoId: '' } },
  });
}

export function recordUpdated(
  exchange: Exchange,
  customer: Customer,
  before: Order,
  after: Order,
  reason: string,
): void {
  record(exchange, customer, 'orders', {
    tradeable: after.symbol,
    tags: after.state === 'filled' ? ['closed'] : [],
    event: {
      OrderUpdated: {
        oldOrder: historyOrder(customer, before),
        newOrder: historyOrder(customer, after),
        reason,
        reducedQuantity: '0',
        algoId: '',
      },
    },
  });
}

export function recordCancelled(exchange: Exchange, customer: Customer, order: Order, reason: string): void {
  const { trigger } = order;
  if (trigger && trigger.firedAt === null) {
    record(exchange, customer, 'triggers', {
      tradeable: order.symbol,
      tags: ['closed'],
      event: { OrderTriggerCancelled: { order: historyTrigger(customer, order, trigger), reason } },
    });
    return;
  }
  record(exchange, customer, 'orders', {
    tradeable: order.symbol,
    tags: ['closed'],
    event: { OrderCancelled: { order: historyOrder(customer, order), reason, algoId: '' } },
  });
}

export function recordRejected(exchange: Exchange, customer: Customer, order: Order, reason: string): void {
  record(exchange, customer, 'orders', {
    tradeable: order.symbol,
    tags: ['closed'],
    event: {
      OrderRejected: {
        order: historyOrder(customer, order),
        orderError: reason.toLowerCase(),
        reason: reason.toLowerCase(),
      },
    },
  });
}

export function recordTrigger(
  exchange: Exchange,
  customer: Customer,
  order: Order,
  what: 'Placed' | 'Activated',
): void {
  if (!order.trigger) return;
  const detail = { order: historyTrigger(customer, order, order.trigger) };
  record(exchange, customer, 'triggers', {
    tradeable: order.symbol,
    tags: [what === 'Placed' ? 'opened' : 'closed'],
    event: { [`OrderTrigger${what}`]: what === 'Placed' ? { ...detail, reason: 'new_user_order' } : detail },
  });
}

export function recordTriggerUpdated(exchange: Exchange, customer: Customer, before: Order, after: Order): void {
  if (!before.trigger || !after.trigger) return;
  record(exchange, customer, 'triggers', {
    tradeable: after.symbol,
    tags: [],
    event: {
      OrderTriggerUpdated: {
        oldOrderTrigger: historyTrigger(customer, before, before.trigger),
        newOrderTrigger: historyTrigger(customer, after, after.trigger),
        reason: 'edited_by_user',
      },
    },
  });
}

/** `tags` here are what `history/v3/positions` selects by: a change (open, close …) and a reason (trade, fundingRealisation …). */
export function recordPosition(
  exchange: Exchange,
  customer: Customer,
  timestamp: number,
  update: Record<string, unknown> & { tradeable: string; positionChange: string; updateReason: string },
): void {
  const uid = exchange.uid();
  const full = { accountUid: customer.accountUid, ...update, timestamp };
  const tags = [update.positionChange, update.updateReason];
  customer.history.positions.push({
    uid,
    timestamp,
    tradeable: update.tradeable,
    tags,
    event: { PositionUpdate: full },
  });
}

export function recordExecution(
  exchange: Exchange,
  customer: Customer,
  tradeable: string,
  event: Record<string, unknown>,
): void {
  record(exchange, customer, 'executions', { tradeable, tags: [], event });
}
