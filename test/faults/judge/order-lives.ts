import { Decimal } from 'decimal.js';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { KrakenExchange } from '../scenes/kraken-exchange.ts';
import { stateOf } from '../scenes/order-state.ts';

/** An order of the engine from one change to the next. Numbers as the engine has them, in base units. */
export interface Version {
  /** True time of the change. */
  readonly from: number;
  readonly status: 'open' | 'filled' | 'canceled' | 'expired';
  readonly quantity: number;
  readonly filled: number;
  /** Null as long as nothing is filled. */
  readonly averagePrice: number | null;
  /** In quote or settlement currency. */
  readonly fee: number;
  readonly limitPrice: number | null;
  /** Of a trigger that has not fired; null for a trailing stop, whose price follows the market. */
  readonly stopPrice: number | null;
  readonly hasFired: boolean;
}

/** Every version of one order, oldest first. */
export interface OrderLife {
  readonly id: string;
  readonly marketType: MarketType;
  readonly clientOrderId: string | null;
  readonly versions: Version[];
}

/** What has become of a customer's orders, from the state of the engine alone: no request and no answer takes part. */
export interface OrderLives {
  readonly byId: ReadonlyMap<string, OrderLife>;
  /** To be called after everything that may change an order. */
  note(): void;
  /** The number of versions so far. */
  changes(): number;
}

/** Notes after each request that arrives at the exchanges; the caller notes after moves of the prices. */
export function watchOrders({ spot, futures }: KrakenExchange, customer: string, now: () => number): OrderLives {
  const byId = new Map<string, OrderLife>();
  const open = new Map<string, Order>();
  const seen = { spot: 0, swap: 0 };
  let changes = 0;
  const books = { spot: () => ordersOf(spot, customer), swap: () => ordersOf(futures, customer) };
  const note = (): void => {
    for (const marketType of ['spot', 'swap'] as const) {
      const orders = books[marketType]();
      if (orders === undefined || orders.size === seen[marketType]) continue;
      for (const order of [...orders.values()].slice(seen[marketType]))
        open.set(order.id, begin(byId, marketType, order));
      seen[marketType] = orders.size;
    }
    for (const [id, order] of open) {
      if (noteVersion(byId.get(id)?.versions ?? [], versionOf(order, now()))) changes += 1;
      if (order.endedAt !== null) open.delete(id);
    }
  };
  for (const protocol of [spot, futures]) {
    const handle = protocol.handle;
    Object.assign(protocol, { handle: (...input: Parameters<typeof handle>) => noted(note, handle(...input)) });
  }
  return { byId, note, changes: () => changes };
}

function noted<T>(note: () => void, answer: T): T {
  note();
  return answer;
}

function ordersOf(protocol: KrakenExchange['spot'] | KrakenExchange['futures'], customer: string) {
  return protocol.exchange().accounts.get(customer)?.orders;
}

function begin(byId: Map<string, OrderLife>, marketType: MarketType, order: Order): Order {
  // An order that the exchange rejects at once was never taken.
  if (order.state !== 'rejected')
    byId.set(order.id, { id: order.id, marketType, clientOrderId: order.clientOrderId, versions: [] });
  return order;
}

/** True for a change. */
function noteVersion(versions: Version[], next: Version): boolean {
  const last = versions.at(-1);
  if (last !== undefined && JSON.stringify({ ...last, from: 0 }) === JSON.stringify({ ...next, from: 0 })) return false;
  versions.push(next);
  return true;
}

function versionOf(order: Order, from: number): Version {
  const { quantity, filled, cost, fee, limitPrice, trigger } = order;
  const isArmed = trigger !== null && trigger.firedAt === null;
  return {
    from,
    status: order.state === 'expired' ? 'expired' : stateOf(order),
    quantity: quantity.toNumber(),
    filled: filled.toNumber(),
    averagePrice: filled.isZero() ? null : new Decimal(cost).div(filled).toNumber(),
    fee: fee.toNumber(),
    limitPrice: limitPrice?.toNumber() ?? null,
    stopPrice: isArmed && !trigger.trailing ? trigger.price.toNumber() : null,
    hasFired: trigger !== null && !isArmed,
  };
}
