import type { Account } from './account.ts';
import type { Exchange } from './exchange.ts';
import { isArmed } from './order.ts';

/**
 * Whether an order with this client order id would be refused: exchanges differ in how long an id stays used. `isStop`: the order waits
 * for a trigger. Where stops have a store of their own, a stop that has fired goes on in the book without the id, or with it (`each store`).
 */
export function isClientOrderIdTaken(
  { rules }: Exchange,
  account: Account,
  id: string | null,
  isStop = false,
): boolean {
  if (id === null || rules.clientOrderIds === 'free') return false;
  if (rules.clientOrderIds === 'unique for ever') return account.clientOrderIds.has(id);
  const named = [...account.open.values()].filter(({ clientOrderId }) => clientOrderId === id);
  if (rules.clientOrderIds === 'unique among open') return named.length > 0;
  if (rules.clientOrderIds === 'unique among open of each store')
    return named.some((order) => isArmed(order) === isStop);
  return named.some((order) => isArmed(order) === isStop && (isStop || order.trigger === null));
}
