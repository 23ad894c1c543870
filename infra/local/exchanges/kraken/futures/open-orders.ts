import type { Account } from '../../engine/account.ts';
import type { Order } from '../../engine/order.ts';
import { endedOrders } from '../../engine/order-history.ts';
import type { FuturesExchange } from './exchange.ts';
import type { Params } from './refusal.ts';
import { openOrderJson, statusJson } from './render-order.ts';

export function openOrders({ settings }: FuturesExchange, account: Account) {
  return { openOrders: [...account.open.values()].map((order) => openOrderJson(order, settings.answers)) };
}

const keptMs = 5_000;

/**
 * orders/status: "orders which are open or were filled/cancelled in the last 5 seconds". Ids repeat (`orderIds=a&orderIds=b`)
 * or come comma-separated; without any, all that can be seen.
 */
export function ordersStatus(exchange: FuturesExchange, account: Account, params: Params) {
  const ids = listed(params, 'orderIds');
  const clientIds = listed(params, 'cliOrdIds');
  const seen = endedOrders(account.ended.values(), exchange.world.now(), { keptMs });
  const wanted = (order: Order) =>
    (ids.length === 0 && clientIds.length === 0) ||
    ids.includes(order.id) ||
    (order.clientOrderId !== null && clientIds.includes(order.clientOrderId));
  return {
    orders: [...account.open.values(), ...seen]
      .filter(wanted)
      .map((order) => statusJson(order, exchange.settings.answers)),
  };
}

function listed(params: Params, name: string) {
  return params
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter(Boolean);
}
