import { Decimal } from 'decimal.js';
import type { Account, Fill, Position } from '../../engine/account.ts';
import type { Events, PositionChange } from '../../engine/exchange.ts';
import { contractOf } from '../../engine/market.ts';
import type { Cause, Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { World } from '../../engine/world.ts';
import { causeName, historyOrder, historyTrigger, rejectionName } from './render-order.ts';

export type HistoryKind = 'orders' | 'triggers' | 'executions' | 'positions';

/** Events are stored as Kraken will show them; `tags` are the marks that its filters select by. */
export interface HistoryEvent {
  readonly uid: string;
  readonly timestamp: number;
  readonly tradeable: string;
  readonly tags: readonly string[];
  readonly event: Readonly<Record<string, unknown>>;
}

export type History = Readonly<Record<HistoryKind, HistoryEvent[]>>;

/** The history service of all customers, and its ear at the engine. */
export interface Histories {
  of(account: Account): History;
  readonly events: Events;
}

type NewEvent = Pick<HistoryEvent, 'tradeable' | 'tags' | 'event'>;
type Recorder = (account: Account, kind: HistoryKind, event: NewEvent, timestamp?: number) => void;

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
  return { of, events: { ...orderEvents(record), ...positionEvents(record, world) } };
}

/**
 * The life of an order, as `history/v3/orders` and `triggers` tell it. An order that fills at once is one OrderPlaced
 * with its fill in it and no OrderUpdated (recorded answers in CCXT's comments).
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

const zero = new Decimal(0);

/** What `history/v3/positions` selects by: a change (open, close …) and a reason (trade, fundingRealisation …). */
interface Tags {
  readonly change: string;
  readonly reason: string;
}

/** Trades, funding and settlements, as `history/v3/positions` and `executions` tell them. */
function positionEvents(record: Recorder, world: World): Events {
  function recordPosition(
    account: Account,
    tradeable: string,
    timestamp: number,
    { change, reason }: Tags,
    update: HistoryEvent['event'],
  ): void {
    const full = { accountUid: account.uid, tradeable, ...update, updateReason: reason, timestamp };
    record(account, 'positions', { tradeable, tags: [change, reason], event: { PositionUpdate: full } }, timestamp);
  }
  return {
    contractTraded(account, fill, change) {
      const { symbol } = fill.order.market.terms;
      const tags = { change: change.kind, reason: 'trade' };
      recordPosition(account, symbol, fill.at, tags, positionTraded(fill, change));
      record(account, 'executions', { tradeable: symbol, tags: [], event: executed(account, fill, change) });
    },
    funded(account, position, funding, at) {
      recordPosition(
        account,
        position.symbol,
        at,
        { change: 'noChange', reason: 'fundingRealisation' },
        {
          ...unchanged(position),
          newPosition: position.quantity.toFixed(),
          newAverageEntryPrice: position.entry.toFixed(),
          fillTime: position.filledAt,
          positionChange: 'noChange',
          fundingRealizationTime: at,
          realizedFunding: funding.toFixed(),
        },
      );
    },
    settled(account, position, pnl, price) {
      recordPosition(
        account,
        position.symbol,
        world.now(),
        { change: 'close', reason: 'settlement' },
        {
          ...unchanged(position),
          newPosition: '0',
          newAverageEntryPrice: position.entry.toFixed(),
          fillTime: position.filledAt,
          realizedPnL: pnl.toFixed(),
          positionChange: 'close',
          settlementPrice: price.toFixed(),
        },
      );
    },
  };
}

function unchanged({ quantity, entry }: Position): HistoryEvent['event'] {
  return { oldPosition: quantity.toFixed(), oldAverageEntryPrice: entry.toFixed() };
}

function positionTraded(fill: Fill, { before, after, pnl, funding, kind }: PositionChange): HistoryEvent['event'] {
  return {
    oldPosition: (before?.quantity ?? zero).toFixed(),
    oldAverageEntryPrice: before?.entry.toFixed() ?? null,
    newPosition: after.quantity.toFixed(),
    newAverageEntryPrice: after.entry.toFixed(),
    fillTime: before?.filledAt ?? fill.at,
    fee: fill.fee.toFixed(),
    feeCurrency: contractOf(fill.order.market).settle.toUpperCase(),
    realizedPnL: pnl.toFixed(),
    positionChange: kind,
    executionUid: fill.id,
    executionPrice: fill.price.toFixed(),
    executionSize: fill.quantity.toFixed(),
    tradeType: fill.role === 'liquidation' ? 'liquidation' : 'userExecution',
    fundingRealizationTime: fill.at,
    realizedFunding: funding.toFixed(),
  };
}

function executed(account: Account, fill: Fill, { after, markPrice }: PositionChange): HistoryEvent['event'] {
  const { order, before, id, at, quantity, price, fee, usdValue } = fill;
  const maker = fill.role === 'maker';
  const execution = {
    uid: id,
    order: historyOrder(account, order),
    timestamp: at,
    quantity: quantity.toFixed(),
    price: price.toFixed(),
    markPrice: markPrice.toFixed(),
    limitFilled: order.filled.eq(order.quantity),
    executionType: maker ? 'maker' : 'taker',
    ...(maker ? {} : { oldTakerOrder: historyOrder(account, before) }),
    usdValue: usdValue.toFixed(),
    orderData: { fee: fee.toFixed(), positionSize: after.quantity.toFixed(), feeCalculationInfo: [] },
  };
  return { Execution: { execution, takerReducedQuantity: '' } };
}
