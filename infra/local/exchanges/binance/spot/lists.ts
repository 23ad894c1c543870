import type { Fill } from '../../engine/account.ts';
import { openOf } from '../../engine/account.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { limitOf, required, text, whole, wholeText } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type SpotExchange } from './exchange.ts';
import { isArchived, ordersIn } from './find-order.ts';
import { money, orderView } from './render-order.ts';

/** GET /api/v3/openOrders: stops included. */
export function openOrders({ exchange, account, params }: SignedCall<SpotExchange>): object[] {
  const symbol = text(params, 'symbol');
  const market = symbol === null ? null : marketNamed(exchange, symbol);
  return openOf(account)
    .filter((order) => market === null || order.market === market)
    .map(orderView);
}

const dayMs = 86_400_000;

/** A range of time of at most 24 hours; one bound alone spans 24 hours (spot/rest-api). Null without bounds. */
function dayOf(params: Params): { readonly from: number; readonly to: number } | null {
  const [start, end] = [whole(params, 'startTime'), whole(params, 'endTime')];
  if (start === null && end === null) return null;
  const from = start ?? (end ?? 0) - dayMs;
  const to = end ?? from + dayMs;
  if (to < from) refuse(-1128, 'Combination of optional parameters invalid.');
  if (to - from > dayMs) refuse(-1127, 'More than 24 hours between startTime and endTime.');
  return { from, to };
}

/** GET /api/v3/allOrders: read from the database; the database may be behind. */
export function allOrders({ exchange, account, params, now }: SignedCall<SpotExchange>): object[] {
  const market = marketNamed(exchange, required(params, 'symbol'));
  const day = dayOf(params);
  const from = wholeText(params, 'orderId');
  const limit = limitOf(params, 500, 1000);
  const shown = ordersIn(account, market)
    .filter((order) => order.updatedAt <= now - exchange.historyLateMs && !isArchived(order, now))
    .filter(({ id }) => from === null || BigInt(id) >= BigInt(from))
    .filter(({ placedAt }) => day === null || (placedAt >= day.from && placedAt <= day.to));
  return (from !== null || day !== null ? shown.slice(0, limit) : shown.slice(-limit)).map(orderView);
}

/** Combinations of myTrades that are answered (spot/rest-api). */
function checkCombination(params: Params): void {
  const has = (name: string) => params.has(name);
  const isTimed = has('startTime') || has('endTime');
  if ((isTimed && (has('orderId') || has('fromId'))) === true)
    refuse(-1128, 'Combination of optional parameters invalid.');
}

/** GET /api/v3/myTrades: oldest first; without a start the newest. No row bears the client's id. */
export function myTrades({ exchange, account, params, now }: SignedCall<SpotExchange>): object[] {
  const market = marketNamed(exchange, required(params, 'symbol'));
  checkCombination(params);
  const day = dayOf(params);
  const [orderId, fromId] = [wholeText(params, 'orderId'), whole(params, 'fromId')];
  const limit = limitOf(params, 500, 1000);
  const shown = account.fills
    .filter(({ order, at }) => order.market === market && at <= now - exchange.historyLateMs)
    .filter(({ order, number }) => (orderId === null || order.id === orderId) && number >= (fromId ?? 0))
    .filter(({ at }) => day === null || (at >= day.from && at <= day.to));
  return (fromId !== null || day !== null ? shown.slice(0, limit) : shown.slice(-limit)).map(tradeView);
}

function tradeView({ number, order, price, quantity, cost, charged, at, role }: Fill): object {
  const { market, id, side } = order;
  return {
    ...{ symbol: market.terms.symbol, id: number, orderId: BigInt(id), orderListId: -1 },
    ...{ price: money(price), qty: money(quantity), quoteQty: money(cost) },
    ...{ commission: money(charged.amount), commissionAsset: charged.asset, time: at },
    ...{ isBuyer: side === 'buy', isMaker: role === 'maker', isBestMatch: true },
  };
}

/** Open orders weigh 6 for one symbol and 80 for all (spot/rest-api). */
export function openOrdersWeight(params: Params): number {
  return params.has('symbol') ? 6 : 80;
}

/** The trades of an order weigh 5 (spot/rest-api). */
export function myTradesWeight(params: Params): number {
  return params.has('orderId') ? 5 : 20;
}
