import { Decimal } from '../../../../lib/decimal.ts';
import type { Request } from './auth.ts';
import { refuse } from './refused.ts';
import { type Instrument, instruments, nextId, type Order, priceOf, type State } from './state.ts';
import { checkFunds, checkReducing, crosses, match } from './trading.ts';

export type Body = Readonly<Record<string, unknown>>;

export function instrumentOf({ instrument: id }: Body): Instrument {
  return instruments.find((each) => each.id === id) ?? refuse('order.bad-instrument');
}

/** `t-` and at most 26 characters. */
export function clientIdOf({ clientId }: Body): string {
  return typeof clientId === 'string' && /^t-[A-Za-z0-9_-]{1,26}$/.test(clientId) ? clientId : refuse('order.bad-id');
}

export function decimalOf(value: unknown, step: string, code: string): Decimal {
  if (typeof value !== 'string' || !/^\d+(\.\d+)?$/.test(value)) return refuse(code);
  const number = new Decimal(value);
  return number.gt(0) && number.mod(step).isZero() ? number : refuse(code);
}

/** Contracts are whole numbers; spot counts the base asset in steps. */
export function quantityOf({ quantity }: Body, { quantityStep, minQuantity }: Instrument): Decimal {
  const number = decimalOf(quantity, quantityStep, 'order.bad-quantity');
  return number.gte(minQuantity) ? number : refuse('order.bad-quantity');
}

/** The deadline of an order or amendment is a header, and the engine judges it. */
export function checkDeadline({ headers }: Request, now: number): void {
  const deadline = String(headers['x-mu-deadline'] ?? '');
  if (!/^\d{13}$/.test(deadline)) refuse('order.bad-deadline');
  if (now > Number(deadline)) refuse('order.late');
}

export function placeOrder(state: State, request: Request, body: Body): object {
  checkDeadline(request, state.now());
  const clientId = clientIdOf(body);
  if (state.orders.some((order) => order.clientId === clientId && order.status === 'open')) refuse('order.id-taken');
  const instrument = instrumentOf(body);
  const order = newOrder(state, body, {
    clientId,
    instrument,
    quantity: quantityOf(body, instrument),
    price: body.price === undefined ? null : decimalOf(body.price, instrument.priceStep, 'order.bad-price'),
  });
  if (!['market', 'limit'].includes(order.type) || (order.type === 'limit') !== (order.price !== null))
    refuse('order.bad-type');
  if (order.tif === 'post' && crosses(order, priceOf(state, instrument))) refuse('order.would-trade');
  enter(state, order);
  return orderView(order);
}

type Terms = Pick<Order, 'clientId' | 'instrument' | 'quantity' | 'price'>;

export function newOrder(state: State, body: Body, terms: Terms): Order {
  const { side, type, tif } = body;
  if (side !== 'buy' && side !== 'sell') return refuse('order.bad-side');
  if (tif !== 'gtc' && tif !== 'ioc' && tif !== 'post') return refuse('order.bad-tif');
  return {
    id: nextId(state),
    ...terms,
    side,
    type: String(type),
    tif,
    reduceOnly: body.reduceOnly === true,
    createdAt: state.now(),
    filled: new Decimal(0),
    average: null,
    status: 'open',
  };
}

export function enter(state: State, order: Order): void {
  if (order.reduceOnly && order.instrument.market === 'spot') refuse('order.bad-reduce-only');
  checkReducing(state, order);
  checkFunds(state, order);
  state.orders.push(order);
  match(state, order, true);
}

/** A post-only order stays post-only: a new price that would trade is refused. */
export function amendOrder(state: State, request: Request, body: Body): object {
  checkDeadline(request, state.now());
  const order = find(state.orders, body);
  if (order === undefined || order.status !== 'open') return refuse('order.unknown');
  const { instrument } = order;
  if (instrument.market === 'spot') refuse('order.bad-amendment');
  const quantity = body.quantity === undefined ? order.quantity : quantityOf(body, instrument);
  const price = body.price === undefined ? order.price : decimalOf(body.price, instrument.priceStep, 'order.bad-price');
  if (order.tif === 'post' && crosses({ side: order.side, price }, priceOf(state, instrument)))
    refuse('order.would-trade');
  Object.assign(order, { quantity, price });
  match(state, order, false);
  return orderView(order);
}

/** By the exchange's id, or the newest that bears the client's. */
export function find<T extends { readonly id: string; readonly clientId: string | null }>(
  all: readonly T[],
  { id, clientId }: Body,
): T | undefined {
  return all.findLast((each) => (id === undefined ? each.clientId === clientId : each.id === id));
}

export function orderView({ instrument, quantity, price, filled, average, ...order }: Order): object {
  return {
    ...order,
    instrument: instrument.id,
    quantity: quantity.toFixed(),
    price: price?.toFixed() ?? null,
    filled: filled.toFixed(),
    average: average?.toFixed() ?? null,
  };
}
