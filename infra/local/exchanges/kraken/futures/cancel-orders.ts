import type { Account } from '../../engine/account.ts';
import { openOf } from '../../engine/account.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { Order } from '../../engine/order.ts';
import { wordOfNothing } from './cancels-control.ts';
import type { FuturesExchange } from './exchange.ts';
import type { Params } from './refusal.ts';
import { Refusal, text, time } from './refusal.ts';
import { iso, orderEvent } from './render-order.ts';

/** By exchange id, else by client id. */
export function findOpen(account: Account, id: string | null, cliOrdId: string | null): Order | undefined {
  if (id !== null) return account.open.get(id);
  return [...account.open.values()].find((order) => order.clientOrderId === cliOrdId);
}

/** POST cancelorder: `cancelled`, `filled` (too late) or `notFound`. */
export function cancelOrder(exchange: FuturesExchange, account: Account, params: Params) {
  const [id, cliOrdId] = [text(params, 'order_id'), text(params, 'cliOrdId')];
  if (id === null && cliOrdId === null) throw new Refusal('requiredArgumentMissing');
  const before = time(params, 'processBefore');
  const late = before !== null && exchange.world.now() > before;
  const order = late ? undefined : findOpen(account, id, cliOrdId);
  const ended = order ?? findEnded(account, id, cliOrdId);
  const named = {
    ...(ended ? { order_id: ended.id } : id ? { order_id: id } : {}),
    ...(ended?.clientOrderId ? { cliOrdId: ended.clientOrderId } : {}),
  };
  const answer = (status: string, orderEvents: Record<string, unknown>[] = []) => ({
    cancelStatus: { ...named, status, receivedTime: iso(exchange.world.now()), orderEvents },
  });
  if (late) return answer('wouldProcessAfterSpecifiedTime');
  if (!order) return answer(ended?.state === 'filled' ? 'filled' : 'notFound');
  const nothing = wordOfNothing(exchange.settings);
  return nothing === null ? answer('cancelled', [cancel(exchange, account, order)]) : answer(nothing);
}

/** A rejected order never bore the requested client id. */
function findEnded(account: Account, id: string | null, cliOrdId: string | null): Order | undefined {
  if (id !== null) return account.ended.get(id);
  return [...account.ended.values()].findLast(
    (order) => order.clientOrderId === cliOrdId && order.state !== 'rejected',
  );
}

function cancel(exchange: FuturesExchange, account: Account, order: Order) {
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return orderEvent('CANCEL', order, exchange.settings.answers.quantity);
}

/** POST cancelallorders, optionally of a symbol. An unknown symbol has no orders. */
export function cancelAllOrders(exchange: FuturesExchange, account: Account, params: Params) {
  const symbol = text(params, 'symbol')?.toUpperCase() ?? null;
  const isIgnored = wordOfNothing(exchange.settings) !== null;
  const orders = (isIgnored ? [] : openOf(account)).filter(
    (order) => symbol === null || order.market.terms.symbol === symbol,
  );
  const orderEvents = orders.map((order) => cancel(exchange, account, order));
  return {
    cancelStatus: {
      receivedTime: iso(exchange.world.now()),
      cancelOnly: symbol ?? 'all',
      status: orders.length > 0 ? 'cancelled' : 'noOrdersToCancel',
      cancelledOrders: orders.map((order) => ({
        order_id: order.id,
        ...(order.clientOrderId ? { cliOrdId: order.clientOrderId } : {}),
      })),
      orderEvents,
    },
  };
}
