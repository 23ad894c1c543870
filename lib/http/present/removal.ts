import { reply } from '../answer.ts';

/** Nobody can cancel the orders of a removed account here: the answer tells how many may be open. */
export function presentRemoval(accountId: string, purged: number, left: number | null) {
  const data = {
    exchange_account_id: accountId,
    deleted: true as const,
    purged_records: purged,
    orders_left_open: left,
  };
  return reply(200, `Exchange account deleted${left === 0 ? '' : `; ${warningOf(left)}`}`, data);
}

function warningOf(left: number | null): string {
  const orders = left === null ? 'orders' : left === 1 ? 'one order' : `${left} orders`;
  return `${orders} may still be open, cancel at the exchange`;
}
