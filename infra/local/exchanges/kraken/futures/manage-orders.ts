import type { Customer, Exchange } from './exchange.ts';
import type { OrderEvents } from './matching.ts';
import { end } from './matching.ts';
import type { Order } from './order.ts';
import { iso, openOrderJson, orderEvent, statusJson } from './order-json.ts';
import type { Params } from './refusal.ts';
import { Refusal, required, text, time } from './refusal.ts';

/** By exchange id, else by client id. */
export function findOpen(customer: Customer, id: string | null, cliOrdId: string | null): Order | undefined {
  if (id !== null) return customer.open.get(id);
  return [...customer.open.values()].find((order) => order.cliOrdId === cliOrdId);
}

/** POST cancelorder: `cancelled`, `filled` (too late) or `notFound`. */
export function cancelOrder(exchange: Exchange, customer: Customer, params: Params) {
  const [id, cliOrdId] = [text(params, 'order_id'), text(params, 'cliOrdId')];
  if (id === null && cliOrdId === null) throw new Refusal('requiredArgumentMissing');
  const before = time(params, 'processBefore');
  const late = before !== null && exchange.world.now() > before;
  const order = late ? undefined : findOpen(customer, id, cliOrdId);
  const ended = order ?? findEnded(customer, id, cliOrdId);
  const named = {
    ...(ended ? { order_id: ended.id } : id ? { order_id: id } : {}),
    ...(ended?.cliOrdId ? { cliOrdId: ended.cliOrdId } : {}),
  };
  const answer = (status: string, orderEvents: OrderEvents = []) => ({
    cancelStatus: { ...named, status, receivedTime: iso(exchange.world.now()), orderEvents },
  });
  if (late) return answer('wouldProcessAfterSpecifiedTime');
  if (!order) return answer(ended?.state === 'filled' ? 'filled' : 'notFound');
  return answer('cancelled', [cancel(exchange, customer, order)]);
}

/** What was rejected never bore the client id it asked for. */
function findEnded(customer: Customer, id: string | null, cliOrdId: string | null): Order | undefined {
  if (id !== null) return customer.ended.get(id);
  return [...customer.ended.values()].findLast((order) => order.cliOrdId === cliOrdId && order.state !== 'rejected');
}

function cancel(exchange: Exchange, customer: Customer, order: Order) {
  end(exchange, customer, order, 'cancelled', 'cancelled_by_user');
  return orderEvent('CANCEL', order);
}

interface Instruction {
  order?: unknown;
  order_id?: unknown;
}

/** POST batchorder's `json`; an answer that is no list of instructions is none. */
export function batchOf(params: Params): Instruction[] {
  try {
    const { batchOrder } = JSON.parse(required(params, 'json')) as { batchOrder?: unknown };
    if (Array.isArray(batchOrder)) return batchOrder as Instruction[];
  } catch (error) {
    if (error instanceof Refusal) throw error;
  }
  throw new Refusal('Json Parse Error');
}

/** POST batchorder, of which Kraken carries out cancellations by id; each has a status of its own. */
export function cancelBatch(exchange: Exchange, customer: Customer, params: Params) {
  const batch = batchOf(params);
  if (batch.some(({ order, order_id }) => order !== 'cancel' || typeof order_id !== 'string'))
    throw new Refusal('invalidArgument: batchOrder');
  const cancelOne = ({ order_id }: Instruction) =>
    cancelOrder(exchange, customer, new URLSearchParams({ order_id: String(order_id) })).cancelStatus;
  return { batchStatus: batch.map(cancelOne).map(({ receivedTime: _at, ...status }) => status) };
}

/** POST cancelallorders, optionally of one symbol (an unknown one has no orders). */
export function cancelAllOrders(exchange: Exchange, customer: Customer, params: Params) {
  const symbol = text(params, 'symbol')?.toUpperCase() ?? null;
  const orders = [...customer.open.values()].filter((order) => symbol === null || order.symbol === symbol);
  const orderEvents = orders.map((order) => cancel(exchange, customer, order));
  return {
    cancelStatus: {
      receivedTime: iso(exchange.world.now()),
      cancelOnly: symbol ?? 'all',
      status: orders.length > 0 ? 'cancelled' : 'noOrdersToCancel',
      cancelledOrders: orders.map((order) => ({
        order_id: order.id,
        ...(order.cliOrdId ? { cliOrdId: order.cliOrdId } : {}),
      })),
      orderEvents,
    },
  };
}

export function openOrders(_exchange: Exchange, customer: Customer) {
  return { openOrders: [...customer.open.values()].map(openOrderJson) };
}

const visibleMs = 5_000;

/**
 * orders/status: "orders which are open or were filled/cancelled in the last 5 seconds". Ids repeat (`orderIds=a&orderIds=b`)
 * or come comma-separated; without any, all that can be seen.
 */
export function ordersStatus(exchange: Exchange, customer: Customer, params: Params) {
  const ids = listed(params, 'orderIds');
  const clientIds = listed(params, 'cliOrdIds');
  const since = exchange.world.now() - visibleMs;
  const seen = [...customer.ended.values()].filter((order) => order.endedAt !== null && order.endedAt >= since);
  const wanted = (order: Order) =>
    (ids.length === 0 && clientIds.length === 0) ||
    ids.includes(order.id) ||
    (order.cliOrdId !== null && clientIds.includes(order.cliOrdId));
  return { orders: [...customer.open.values(), ...seen].filter(wanted).map(statusJson) };
}

function listed(params: Params, name: string) {
  return params
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter(Boolean);
}
