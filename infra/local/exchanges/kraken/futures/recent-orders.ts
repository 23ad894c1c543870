import type { Account } from '../../engine/account.ts';
import type { FuturesExchange } from './exchange.ts';
import type { HistoryEvent } from './history-events.ts';
import type { Params } from './refusal.ts';
import { text } from './refusal.ts';

const page = 100;

/**
 * GET recentorders: the last 100 events of orders, of one `symbol` if given, oldest first (support.kraken.com 360028921891, of 2019; the
 * page is not among the documentation of today). An order is placed, executed, cancelled or rejected there; the page has no word for an
 * edit or a trigger. The shape of an execution is the shape that GoCryptoTrader decodes.
 */
export function recentOrders(exchange: FuturesExchange, account: Account, params: Params) {
  const symbol = text(params, 'symbol')?.toUpperCase() ?? null;
  const { orders, executions } = exchange.histories.of(account);
  const shown = [...orders, ...executions]
    .filter(({ tradeable }) => symbol === null || tradeable === symbol)
    .map((row) => ({ row, told: toldOf(row) }))
    .filter(({ told }) => told !== null)
    .toSorted((left, right) => left.row.timestamp - right.row.timestamp || rank(left.told) - rank(right.told));
  return { orderEvents: shown.slice(-page).map(({ row, told }) => eventJson(row, told)) };
}

type Told = Readonly<Record<string, object>> | null;

/** Of one moment: an order is placed before trading, and the rest goes afterwards. */
function rank(told: Told): number {
  return ['orderPlaced', 'executionEvent', 'orderCancelled', 'orderRejected'].findIndex((name) => name in (told ?? {}));
}

function eventJson({ uid, timestamp }: HistoryEvent, told: Told) {
  return { timestamp, event: { timestamp: String(timestamp), uid, ...told } };
}

type Fields = Readonly<Record<string, unknown>>;

function toldOf({ event }: HistoryEvent): Told {
  const { OrderPlaced, OrderCancelled, OrderRejected, Execution } = event as Readonly<Record<string, Fields>>;
  if (OrderPlaced) return { orderPlaced: changeOf(OrderPlaced) };
  if (OrderCancelled) return { orderCancelled: changeOf(OrderCancelled) };
  if (OrderRejected) return { orderRejected: changeOf(OrderRejected) };
  return Execution ? { executionEvent: executionOf(Execution.execution as Fields) } : null;
}

function changeOf({ order, reason }: Fields) {
  return { order: orderOf(order as Fields), reason: String(reason).toUpperCase() };
}

function executionOf({ uid, order, executionType, timestamp, ...rest }: Fields) {
  const { quantity, price, markPrice, limitFilled } = rest;
  const own = executionType === 'maker' ? 'makerOrder' : 'takerOrder';
  return {
    ...{ execution: { uid, [own]: orderOf(order as Fields) }, timestamp: String(timestamp) },
    ...{ quantity: Number(quantity), price: Number(price), markPrice: Number(markPrice), limitFilled },
  };
}

/** Words of support.kraken.com 360028608592, of the same events as a file; that of a fill-or-kill order is a guess. */
const types: Readonly<Record<string, string>> = {
  ...{ Limit: 'LIMIT', Post: 'POST_ONLY', IoC: 'IMMEDIATE_OR_CANCEL' },
  ...{ FillOrKill: 'FILL_OR_KILL', Liquidation: 'LIQUIDATION' },
};

function orderOf({ uid, tradeable, direction, quantity, filled, timestamp, limitPrice, orderType, clientId }: Fields) {
  return {
    ...{ uid, accountId: '1', tradeable, direction: String(direction).toUpperCase(), quantity, filled },
    ...{ timestamp: String(timestamp), limitPrice, orderType: types[String(orderType)], clientId, stopPrice: '' },
  };
}
