import type { Account } from './account.ts';
import type { Exchange } from './exchange.ts';

/** Whether an order with this client order id would be refused: exchanges differ in how long an id stays used. */
export function isClientOrderIdTaken({ rules }: Exchange, account: Account, id: string | null): boolean {
  if (id === null || rules.clientOrderIds === 'free') return false;
  if (rules.clientOrderIds === 'unique for ever') return account.clientOrderIds.has(id);
  return [...account.open.values()].some(({ clientOrderId }) => clientOrderId === id);
}
