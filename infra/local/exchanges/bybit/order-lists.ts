import type { Account } from '../engine/account.ts';
import type { Order } from '../engine/order.ts';
import type { BybitExchange } from './exchange.ts';
import { type Category, categoryOf, instrumentOf } from './instruments.ts';
import { isOption, optionOrders } from './options.ts';
import { dayMs, pageOf, spanOf } from './pages.ts';
import { integer, oneOf, type Params, text } from './params.ts';
import { categoryIn, orderFilters } from './parse-order.ts';
import { badParameter } from './refusal.ts';
import { orderJson, statusOf } from './render-order.ts';

const mostClosed = 500;
const pageSizes = { most: 50, usual: 20 };

/**
 * GET /v5/order/realtime: open orders, newest first. With `openOnly`, or under an id, also the last 500 closed ones, which a restart of the
 * service clears.
 */
export function realtimeOrders(exchange: BybitExchange, account: Account, params: Params): object {
  if (isOption(params)) return optionOrders({ exchange, customer: account.customer, params });
  const category = categoryIn(params);
  const isNamed = text(params, 'orderId') !== null || text(params, 'orderLinkId') !== null;
  const openOnly = integer(params, 'openOnly') ?? 0;
  const scope = ['symbol', 'baseCoin', 'settleCoin'].some((name) => text(params, name) !== null);
  if (category === 'linear' && !scope && !isNamed) badParameter('symbol or settleCoin or baseCoin is required');
  const open = [...account.open.values()].filter((order) => categoryOf(order.market) === category);
  const closed = recentlyClosed(exchange, account, category);
  const all = isNamed ? [...open, ...closed] : openOnly === 0 ? open : closed;
  return pageAnswer(account, category, all.filter(selector(params)), params);
}

function recentlyClosed({ restartedAt }: BybitExchange, { ended }: Account, category: Category): Order[] {
  const own = [...ended.values()].filter((order) => categoryOf(order.market) === category);
  // "The inverse category is not subject to this limitation" (docs v5, order/open-order).
  const kept = category === 'inverse' ? own : own.slice(-mostClosed);
  return kept.filter(({ endedAt }) => endedAt !== null && endedAt >= restartedAt);
}

/**
 * GET /v5/order/history: closed orders. Unfilled ones that were cancelled, rejected or deactivated stay for 24 hours, orders with fills for 2
 * years, others for 7 days (docs v5, order/order-list). Without times the list covers 7 days.
 */
export function orderHistory(exchange: BybitExchange, account: Account, params: Params): object {
  if (isOption(params)) return { category: 'option', list: [], nextPageCursor: '' };
  const category = categoryIn(params);
  const now = exchange.world.now();
  const { from, to } = spanOf(params, now, { usual: 7 * dayMs, most: 7 * dayMs });
  const status = text(params, 'orderStatus');
  const all = [...account.ended.values()].filter(
    (order) =>
      categoryOf(order.market) === category &&
      isKept(order, now) &&
      (order.endedAt ?? now) <= now - exchange.historyLateMs &&
      order.placedAt >= from &&
      order.placedAt <= to &&
      (status === null || statusOf(order) === status),
  );
  return pageAnswer(account, category, all.filter(selector(params)), params);
}

function isKept(order: Order, now: number): boolean {
  const age = now - (order.endedAt ?? now);
  if (order.filled.gt(0)) return age <= 730 * dayMs;
  return age <= (/^(Cancelled|Rejected|Deactivated)$/.test(statusOf(order)) ? dayMs : 7 * dayMs);
}

/** "orderId > orderLinkId > symbol > baseCoin" decides which of several parameters counts; the filter always does. */
function selector(params: Params): (order: Order) => boolean {
  const [id, linkId, symbol] = ['orderId', 'orderLinkId', 'symbol'].map((name) => text(params, name));
  const [base, settle] = ['baseCoin', 'settleCoin'].map((name) => text(params, name));
  const filter = oneOf(params, 'orderFilter', orderFilters);
  return (order) => {
    const terms = instrumentOf(order.market);
    if (filter && order.own.filter !== filter && !(filter === 'Order' && order.own.filter === undefined)) return false;
    if (id) return order.id === id;
    if (linkId) return order.clientOrderId === linkId;
    if (symbol) return terms.id === symbol;
    return (!base || terms.baseCoin === base) && (!settle || terms.settleCoin === settle);
  };
}

function pageAnswer(account: Account, category: Category, orders: readonly Order[], params: Params): object {
  const rows = orders
    .map((order) => ({ key: order.id, at: order.placedAt, order }))
    .reverse()
    .sort((one, other) => other.at - one.at);
  const { rows: page, nextPageCursor } = pageOf(rows, params, pageSizes);
  return { list: page.map(({ order }) => orderJson(account, order)), nextPageCursor, category };
}
