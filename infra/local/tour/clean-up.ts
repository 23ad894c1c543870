import type { Memory } from './check.ts';
import { send } from './send.ts';
import type { TourTarget } from './target.ts';

/** Removes the orders and the accounts of the tour, and the position of an interrupted tour. A made-up key cannot be looked with: `force`. */
export async function cleanUp(target: TourTarget, memory: Memory): Promise<void> {
  const id = memory.account;
  const cancel = `/oems/execution/order?exchange_account_id=${id}&market_type=swap&order_id=`;
  // Not every exchange cancels an order by its id alone.
  const symbol = `&symbol=${encodeURIComponent(String(memory.swapSymbol))}`;
  for (const name of ['limitOrder', 'stopOrder', 'profitOrder', 'stopLimitOrder', 'trailingOrder']) {
    if (memory[name] !== undefined) await send(target, 'DELETE', `${cancel}${memory[name]}${symbol}`);
  }
  if (memory.openingOrder !== undefined && memory.closingOrder === undefined) await closePosition(target, memory);
  for (const suffix of ['', '-later', '-futures', '-nonce', '-blind', '-mixed']) {
    await send(
      target,
      'DELETE',
      `/delegation/exchange-account?exchange_account_id=${id}${suffix}&purge=true&force=true`,
    );
  }
}

async function closePosition(target: TourTarget, { account, swapSymbol, shortQuantity }: Memory): Promise<void> {
  const order = { symbol: swapSymbol, side: 'buy', order_type: 'market', quantity: shortQuantity, reduce_only: true };
  await send(target, 'POST', '/oems/execution/order', { exchange_account_id: account, ...order });
}
