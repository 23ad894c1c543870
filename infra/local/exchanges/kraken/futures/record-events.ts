import type { Account } from '../../engine/account.ts';
import type { Events } from '../../engine/exchange.ts';
import type { Cause, Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { World } from '../../engine/world.ts';
import type { History, HistoryEvent, Recorder } from './history-events.ts';
import { causeName, rejectionName } from './order-words.ts';
import { positionEvents } from './record-positions.ts';
import { historyOrder, historyTrigger } from './render-history.ts';

/** The history service of all customers, and its ear at the engine. */
export interface Histories {
  of(account: Account): History;
  readonly events: Events;
  readonly state: Map<Account, History>;
  editRejected(account: Account, edit: RejectedEdit): void;
}

interface RejectedEdit {
  readonly order: Order;
  /** The order as the edit would have left the order. */
  readonly attempted: Order;
  /** The status in the answer to the edit. */
  readonly fault: string;
}

export function createHistories(world: World, uid: () => string): Histories {
  const histories = new Map<Account, History>();
  function of(account: Account): History {
    const known = histories.get(account) ?? { orders: [], triggers: [], executions: [], positions: [] };
    histories.set(account, known);
    return known;
  }
  const record: Recorder = (account, kind, event, timestamp = world.now()) => {
    of(account)[kind].push({ uid: uid(), timestamp, ...event });
  };
  return {
    of,
    state: histories,
    events: { ...orderEvents(record), ...positionEvents(record, world) },
    editRejected: (account, edit) => recordRejectedEdit(record, account, edit),
  };
}

/**
 * Old and attempted order, and no order after the event (docs.kraken.com, get-order-events; get-trigger-events for triggers). Which refusals of an
 * edit leave an event, and the words of `orderError`, are not told: each refusal of an order that was found is a guess, and so are the words.
 */
function recordRejectedEdit(record: Recorder, account: Account, { order, attempted, fault }: RejectedEdit): void {
  const [tradeable, tags] = [order.market.terms.symbol, [] as const];
  const orderError = fault.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (isArmed(order)) {
    const [oldOrderTrigger, attemptedOrderTrigger] = [order, attempted].map((one) => historyTrigger(account, one));
    const event = { OrderTriggerEditRejected: { attemptedOrderTrigger, oldOrderTrigger, orderError } };
    record(account, 'triggers', { tradeable, tags, event });
    return;
  }
  const [oldOrder, attemptedOrder] = [order, attempted].map((one) => historyOrder(account, one));
  record(account, 'orders', {
    tradeable,
    tags,
    event: { OrderEditRejected: { oldOrder, attemptedOrder, orderError } },
  });
}

/**
 * The life of an order, as `history/v3/orders` and `triggers` tell it. An order that fills at once is a single OrderPlaced with the fill
 * inside, and no OrderUpdated (recorded answers in CCXT's comments).
 */
function orderEvents(record: Recorder): Events {
  const recordOrder = (account: Account, order: Order, tags: string[], event: HistoryEvent['event']) =>
    record(account, 'orders', { tradeable: order.market.terms.symbol, tags, event });
  const recordTrigger = (account: Account, order: Order, tags: string[], event: HistoryEvent['event']) =>
    record(account, 'triggers', { tradeable: order.market.terms.symbol, tags, event });
  return {
    triggerPlaced(account, order) {
      const detail = { order: historyTrigger(account, order), reason: 'new_user_order' };
      recordTrigger(account, order, ['opened'], { OrderTriggerPlaced: detail });
    },
    triggerFired(account, order) {
      recordTrigger(account, order, ['closed'], { OrderTriggerActivated: { order: historyTrigger(account, order) } });
    },
    entered(account, order, cause) {
      const detail = { order: historyOrder(account, order), reason: wordOf(cause), reducedQuantity: '', algoId: '' };
      recordOrder(account, order, ['opened'], { OrderPlaced: detail });
    },
    updated(account, before, order) {
      if (isArmed(order)) recordTrigger(account, order, [], triggerUpdated(account, before, order));
      else
        recordOrder(account, order, order.state === 'filled' ? ['closed'] : [], orderUpdated(account, before, order));
    },
    ended(account, order) {
      const reason = wordOf(order.cause);
      if (isArmed(order)) {
        const detail = { order: historyTrigger(account, order), reason };
        return recordTrigger(account, order, ['closed'], { OrderTriggerCancelled: detail });
      }
      const detail = { order: historyOrder(account, order), reason, algoId: '' };
      recordOrder(account, order, ['closed'], { OrderCancelled: detail });
    },
    rejected(account, order) {
      const reason = rejectionName(order)?.toLowerCase();
      const detail = { order: historyOrder(account, order), orderError: reason, reason };
      recordOrder(account, order, ['closed'], { OrderRejected: detail });
    },
  };
}

function wordOf(cause: Cause): string {
  return causeName(cause).toLowerCase();
}

function orderUpdated(account: Account, before: Order, order: Order): HistoryEvent['event'] {
  const orders = { oldOrder: historyOrder(account, before), newOrder: historyOrder(account, order) };
  return { OrderUpdated: { ...orders, reason: wordOf(order.cause), reducedQuantity: '0', algoId: '' } };
}

function triggerUpdated(account: Account, before: Order, order: Order): HistoryEvent['event'] {
  const triggers = {
    oldOrderTrigger: historyTrigger(account, before),
    newOrderTrigger: historyTrigger(account, order),
  };
  return { OrderTriggerUpdated: { ...triggers, reason: wordOf(order.cause) } };
}
