import type { Fill } from '../../engine/account.ts';
import { openOf } from '../../engine/account.ts';
import type { Market } from '../../engine/market.ts';
import { isArmed } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { limitOf, required, text, whole, wholeText } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { algosOf, listedAlgo } from './algo-orders.ts';
import { marketNamed, type UsdmExchange } from './exchange.ts';
import { isKept, ordersIn } from './find-order.ts';
import { orderView, textsOf, wireId } from './render-order.ts';

type UsdmCall = SignedCall<UsdmExchange>;

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** At most 7 days. Without bounds the last 7 days; with a start alone 7 days from there (fapi/trade). */
export function weekOf(params: Params, now: number): Range {
  const [start, end] = [whole(params, 'startTime'), whole(params, 'endTime')];
  const from = start ?? (end ?? now) - weekMs;
  const to = end ?? (start === null ? now : from + weekMs);
  if (to < from) refuse(-1128, 'Combination of optional parameters invalid.');
  if (to - from > weekMs) refuse(-4165, 'Maximum time interval is 7 days.');
  return { from, to };
}

function marketIn({ exchange, params }: UsdmCall): Market {
  return marketNamed(exchange, required(params, 'symbol'));
}

/** GET /fapi/v1/openOrders: of the book alone. */
export function openOrders({ exchange, account, params }: UsdmCall): object[] {
  const symbol = text(params, 'symbol');
  const market = symbol === null ? null : marketNamed(exchange, symbol);
  return openOf(account)
    .filter((order) => !isArmed(order) && (market === null || order.market === market))
    .map(orderView);
}

/** GET /fapi/v1/allOrders: from an id on, or of a week. The list may be behind. */
export function allOrders(call: UsdmCall): object[] {
  const { exchange, account, params, now } = call;
  const from = wholeText(params, 'orderId');
  const week = weekOf(params, now);
  const limit = limitOf(params, 500, 1000);
  const shown = ordersIn(account, now, marketIn(call))
    .filter(({ updatedAt }) => updatedAt <= now - exchange.historyLateMs)
    .filter((order) =>
      from === null ? order.placedAt >= week.from && order.placedAt <= week.to : wireId(order) >= BigInt(from),
    );
  return (from !== null || params.has('startTime') ? shown.slice(0, limit) : shown.slice(-limit)).map(orderView);
}

/** GET /fapi/v1/allAlgoOrders: the conditional orders of a week, fired or canceled before the trigger. */
export function allAlgos(call: UsdmCall): object[] {
  const { exchange, account, params, now } = call;
  const market = marketIn(call);
  const week = weekOf(params, now);
  const from = whole(params, 'algoId') ?? 0;
  const limit = limitOf(params, 500, 1000);
  return algosOf(account)
    .filter((order) => order.market === market && Number(order.own.algoId) >= from && isKept(order, now))
    .filter(({ placedAt }) => placedAt >= week.from && placedAt <= week.to)
    .filter(({ updatedAt }) => updatedAt <= now - exchange.historyLateMs)
    .slice(0, limit)
    .map((order) => listedAlgo(exchange, order));
}

/** "The query time range only supports 3 months" (log 2026-08-26). */
export const keptMs = 90 * dayMs;

/** GET /fapi/v1/userTrades: oldest first. `fromId` stands alone. No row bears the client's id. */
export function userTrades(call: UsdmCall): object[] {
  const { exchange, account, params, now } = call;
  const [orderId, fromId] = [wholeText(params, 'orderId'), whole(params, 'fromId')];
  if (fromId !== null && (params.has('startTime') || params.has('endTime')))
    refuse(-1128, 'Combination of optional parameters invalid.');
  const market = marketIn(call);
  const week = weekOf(params, now);
  const limit = limitOf(params, 500, 1000);
  const shown = account.fills
    .filter(({ order, at }) => order.market === market && at >= now - keptMs && at <= now - exchange.historyLateMs)
    .filter(({ order }) => orderId === null || wireId(order).toString() === orderId)
    .filter(({ at, number }) => (fromId === null ? at >= week.from && at <= week.to : number >= fromId));
  return (fromId !== null || params.has('startTime') ? shown.slice(0, limit) : shown.slice(-limit)).map(tradeView);
}

function tradeView({ number, order, price, quantity, cost, charged, realizedPnl, at, role }: Fill): object {
  const { side, market } = order;
  const texts = textsOf(order);
  return {
    ...{ symbol: market.terms.symbol, id: number, orderId: wireId(order), side: side.toUpperCase() },
    ...{
      price: texts.price(price),
      qty: texts.quantity(quantity),
      realizedPnl: realizedPnl.toDecimalPlaces(8).toFixed(8),
    },
    ...{ quoteQty: cost.toDecimalPlaces(8).toFixed(), commission: charged.amount.toDecimalPlaces(8).toFixed(8) },
    ...{ commissionAsset: charged.asset, time: at, positionSide: 'BOTH' },
    ...{ buyer: side === 'buy', maker: role === 'maker' },
  };
}

/** Lists of one symbol weigh 1, of all 40. */
export function listWeight(params: Params): number {
  return params.has('symbol') ? 1 : 40;
}
