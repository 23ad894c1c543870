import type { Account } from '../../../../infra/local/exchanges/engine/account.ts';
import { amendOrder as amendInEngine, copyOf } from '../../../../infra/local/exchanges/engine/amend-order.ts';
import type { Exchange } from '../../../../infra/local/exchanges/engine/exchange.ts';
import { isPerpetual, type Market } from '../../../../infra/local/exchanges/engine/market.ts';
import {
  isArmed,
  type Order,
  type OrderTerms,
  type Rejection,
} from '../../../../infra/local/exchanges/engine/order.ts';
import { rejectionOf } from '../../../../infra/local/exchanges/engine/order-checks.ts';
import { placeOrder as placeInEngine } from '../../../../infra/local/exchanges/engine/place-order.ts';
import type { Request } from './auth.ts';
import type { MadeUpExchange } from './exchange.ts';
import { type Body, marketIn } from './instruments.ts';
import { checkDeadline, clientIdOf, isReduceOnly, priceOf, quantityOf, sideOf } from './order-fields.ts';
import { refuse } from './refused.ts';

const rejectionCodes: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'order.id-taken',
  postOnlyWouldTrade: 'order.would-trade',
  wouldNotReduce: 'order.not-reducing',
  positionTooLarge: 'order.too-large',
};

/** Money lacks in every other case. */
function refuseFor(rejection: Rejection | null): void {
  if (rejection !== null) refuse(rejectionCodes[rejection] ?? 'order.funds');
}

export function placeOrder(exchange: MadeUpExchange, account: Account, body: Body, request: Request): object {
  checkDeadline(request, exchange.world.now());
  const clientId = clientIdOf(body);
  const market = marketIn(exchange.markets, body);
  return orderView(enter(exchange, account, { ...bookTerms(body, market), clientOrderId: clientId }));
}

/** Places an order in the engine, or throws the refusal. */
export function enter(exchange: Exchange, account: Account, terms: OrderTerms): Order {
  const { order, rejection } = placeInEngine(exchange, account, terms);
  refuseFor(rejection);
  return order;
}

/** Terms that orders of the book and stops share. */
export function commonTerms(body: Body, market: Market) {
  const amounts = { market, side: sideOf(body), quantity: quantityOf(body, market), limitPrice: priceOf(body, market) };
  const usual = { quantityIn: 'base', feeIn: 'quote', startAt: 0, expireAt: 0 } as const;
  return { ...amounts, ...usual, reduceOnly: isReduceOnly(body, market) };
}

function bookTerms(body: Body, market: Market): OrderTerms {
  const { type, tif } = body;
  const common = commonTerms(body, market);
  if ((type !== 'market' && type !== 'limit') || (type === 'limit') !== (common.limitPrice !== null))
    return refuse('order.bad-type');
  if (tif !== 'gtc' && tif !== 'ioc' && tif !== 'post') return refuse('order.bad-tif');
  const timeInForce = tif === 'ioc' ? 'IOC' : 'GTC';
  return { ...common, trigger: null, timeInForce, postOnly: tif === 'post', clientOrderId: null, own: { type, tif } };
}

/** A post-only order stays post-only: a new price that would trade is refused. */
export function amendOrder(exchange: MadeUpExchange, account: Account, body: Body, request: Request): object {
  checkDeadline(request, exchange.world.now());
  const order = findOrder(account, body);
  if (order === undefined || order.state !== 'open') return refuse('order.unknown');
  const { market } = order;
  if (!isPerpetual(market)) refuse('order.bad-amendment');
  const quantity = body.quantity === undefined ? order.quantity : quantityOf(body, market);
  const amended = { ...copyOf(order), quantity, limitPrice: priceOf(body, market) ?? order.limitPrice };
  // The margin of the order as it was is free for the order as it shall be.
  account.open.delete(order.id);
  const rejection = rejectionOf(exchange, account, amended, order);
  account.open.set(order.id, order);
  refuseFor(rejection);
  amendInEngine(exchange, account, order, amended);
  return orderView(order);
}

/** Orders that have come to the book. A fired stop is among them, as an order that bears no id of the client. */
export function bookOf({ orders }: Account): Order[] {
  return [...orders.values()].filter((order) => !isArmed(order) && order.origin === 'customer');
}

/** By the exchange's id, or the newest that bears the client's and is not among the ids of `except`. */
export function findOrder(account: Account, { id, clientId, except }: Body): Order | undefined {
  const passed = String(except ?? '').split(',');
  return bookOf(account).findLast((order) =>
    id === undefined ? clientIdIn(order) === clientId && !passed.includes(order.id) : order.id === id,
  );
}

export function clientIdIn({ trigger, clientOrderId }: Order): string | null {
  return trigger === null ? clientOrderId : null;
}

const statuses: Readonly<Record<Order['state'], string>> = {
  ...{ scheduled: 'open', waiting: 'open', open: 'open', filled: 'filled' },
  ...{ cancelled: 'canceled', expired: 'canceled', rejected: 'canceled' },
};

export function orderView(order: Order): object {
  const { id, side, reduceOnly, placedAt, trigger, market, quantity, limitPrice, filled, state, own } = order;
  const fired = limitPrice === null ? { type: 'market', tif: 'ioc' } : { type: 'limit', tif: 'gtc' };
  return {
    ...{ id, clientId: clientIdIn(order), side, reduceOnly, ...(trigger === null ? own : fired) },
    ...{ createdAt: trigger?.firedAt ?? placedAt, status: statuses[state], instrument: market.terms.symbol },
    quantity: quantity.toFixed(),
    price: limitPrice?.toFixed() ?? null,
    filled: filled.toFixed(),
    average: averageOf(order),
  };
}

function averageOf({ cost, filled, market }: Order): string | null {
  if (filled.isZero()) return null;
  return cost.div(filled.mul(market.terms.contract?.size ?? 1)).toFixed();
}
