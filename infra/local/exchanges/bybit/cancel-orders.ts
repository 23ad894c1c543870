import type { Account } from '../engine/account.ts';
import type { Order } from '../engine/order.ts';
import { enqueue } from './carry-out.ts';
import type { BybitExchange } from './exchange.ts';
import { type Category, categoryOf, instrumentOf } from './instruments.ts';
import { cancelOptions, isOption } from './options.ts';
import { oneOf, type Params, text } from './params.ts';
import { categoryIn, marketIn, type OrderFilter, orderFilters } from './parse-order.ts';
import { badParameter, Refusal, refuse } from './refusal.ts';

/** POST /v5/order/cancel. The answer acknowledges the request: the order may still trade. */
export function cancelOrder(exchange: BybitExchange, account: Account, params: Params): object {
  if (isOption(params)) return cancelOptions({ exchange, customer: account.customer, params }, false);
  const category = categoryIn(params);
  marketIn(exchange.markets, category, params);
  const order = openOrder(account, category, params);
  enqueue(exchange, { kind: 'cancel', customer: account.customer, id: order.id });
  return { orderId: order.id, orderLinkId: order.clientOrderId ?? '' };
}

/** By orderId before orderLinkId. On spot an order of another filter is not found, and the default is Order. */
export function openOrder(account: Account, category: Category, params: Params): Order {
  const [id, linkId] = [text(params, 'orderId'), text(params, 'orderLinkId')];
  if (id === null && linkId === null) badParameter('orderId or orderLinkId is required');
  const filter = filterIn(category, params);
  const symbol = text(params, 'symbol');
  const isNamed = (order: Order) =>
    (id === null ? order.clientOrderId === linkId : order.id === id) &&
    categoryOf(order.market) === category &&
    instrumentOf(order.market).id === symbol &&
    (category !== 'spot' || filter === null || order.own.filter === filter);
  const open = [...account.open.values()].findLast(isNamed);
  return open ?? notOpen(category, [...account.ended.values()].findLast(isNamed));
}

function filterIn(category: Category, params: Params): OrderFilter | null {
  const filter = oneOf(params, 'orderFilter', orderFilters);
  return filter ?? (category === 'spot' ? 'Order' : null);
}

/** Codes and texts: docs v5, error. */
function notOpen(category: Category, ended: Order | undefined): never {
  const isSpot = category === 'spot';
  if (!ended)
    return refuse(
      isSpot ? 170213 : 110001,
      isSpot ? 'Order does not exist.' : 'order not exists or too late to cancel',
    );
  if (ended.state === 'filled')
    return isSpot ? refuse(170139, 'Order has been filled.') : refuse(110001, 'order not exists or too late to cancel');
  return isSpot ? refuse(170142, 'Order has been canceled.') : refuse(110010, 'Order already cancelled');
}

/** POST /v5/order/cancel-batch: the ends of the parts stand in retExtInfo, at the places of the parts. */
export function cancelBatch(exchange: BybitExchange, account: Account, params: Params): BatchAnswer {
  const category = categoryIn(params);
  const { request } = params;
  if (!Array.isArray(request) || request.length === 0) return badParameter('request is required');
  if (request.length > (category === 'spot' ? 10 : 20)) badParameter('request: too many orders');
  const parts = request.map((part: Params) => cancelPart(exchange, account, category, part));
  return { result: { list: parts.map(({ named }) => named) }, retExtInfo: { list: parts.map(({ end }) => end) } };
}

export interface BatchAnswer {
  readonly result: object;
  readonly retExtInfo: object;
}

function cancelPart(exchange: BybitExchange, account: Account, category: Category, part: Params) {
  const symbol = text(part, 'symbol') ?? '';
  const named = (order?: Order) => ({
    ...{ category, symbol, orderId: order?.id ?? text(part, 'orderId') ?? '' },
    orderLinkId: order?.clientOrderId ?? text(part, 'orderLinkId') ?? '',
  });
  try {
    marketIn(exchange.markets, category, part);
    const order = openOrder(account, category, part);
    enqueue(exchange, { kind: 'cancel', customer: account.customer, id: order.id });
    return { named: named(order), end: { code: 0, msg: 'OK' } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { named: named(), end: { code: error.code, msg: error.message } };
  }
}

const mostAtOnce = 500;

/**
 * POST /v5/order/cancel-all. "linear, inverse: symbol, baseCoin or settleCoin is required"; of contracts at most 500 orders are cancelled,
 * picked at random (docs v5, order/cancel-all).
 */
export function cancelAll(exchange: BybitExchange, account: Account, params: Params): object {
  if (isOption(params)) return cancelOptions({ exchange, customer: account.customer, params }, true);
  const category = categoryIn(params);
  const [symbol, base, settle] = ['symbol', 'baseCoin', 'settleCoin'].map((name) => text(params, name));
  const isSpot = category === 'spot';
  if (!isSpot && !symbol && !base && !settle) badParameter('symbol, baseCoin or settleCoin is required');
  if (symbol) marketIn(exchange.markets, category, params);
  const filter = oneOf(params, 'orderFilter', orderFilters) ?? (isSpot ? 'Order' : null);
  const all = [...account.open.values()].filter((order) => {
    const { id, baseCoin, settleCoin } = instrumentOf(order.market);
    const isMeant = symbol ? id === symbol : base ? baseCoin === base : !settle || isSpot || settleCoin === settle;
    return isMeant && categoryOf(order.market) === category && (filter === null || order.own.filter === filter);
  });
  const chosen = isSpot ? all : pick(all, exchange.world.random);
  for (const { id } of chosen) enqueue(exchange, { kind: 'cancel', customer: account.customer, id });
  const list = chosen.map(({ id, clientOrderId }) => ({ orderId: id, orderLinkId: clientOrderId ?? '' }));
  return { list, success: '1' };
}

function pick(orders: readonly Order[], random: () => number): Order[] {
  const rest = [...orders];
  if (rest.length <= mostAtOnce) return rest;
  return Array.from({ length: mostAtOnce }, () => rest.splice(Math.floor(random() * rest.length), 1)).flat();
}
