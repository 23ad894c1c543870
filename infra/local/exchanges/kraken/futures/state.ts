import type { Customer } from './exchange.ts';
import { openOrderJson } from './order-json.ts';

/** A customer as the `state` control shows them: everything but the account log, decimals as text. */
export function stateOf(customer: Customer) {
  const balances = [...customer.wallets].map(([wallet, held]) => [
    wallet,
    Object.fromEntries([...held].map(([currency, value]) => [currency, value.toFixed()])),
  ]);
  const positions = [...customer.positions.values()].map(({ symbol, size, entry }) => ({
    symbol,
    size: size.toFixed(),
    price: entry.toFixed(),
  }));
  return {
    customer: customer.id,
    balances: Object.fromEntries(balances),
    positions,
    open_orders: [...customer.open.values()].map(openOrderJson),
    ended_orders: [...customer.ended.values()].map((order) => ({
      ...openOrderJson(order),
      state: order.state,
      reason: order.reason,
    })),
    fills: customer.fills.map((fill) => ({
      fill_id: fill.uid,
      order_id: fill.orderId,
      cliOrdId: fill.cliOrdId,
      symbol: fill.symbol,
      side: fill.side,
      size: fill.size.toFixed(),
      price: fill.price.toFixed(),
      fee: fill.fee.toFixed(),
      type: fill.type,
    })),
  };
}
