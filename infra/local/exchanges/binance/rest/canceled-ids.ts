import type { Account } from '../../engine/account.ts';
import type { Order } from '../../engine/order.ts';

/**
 * A client id is free again once its order is filled (spot/rest-api, fapi/trade); of a canceled order no page tells. `free`: as after a fill.
 * `taken`: never free.
 */
export type CanceledIds = 'free' | 'taken';

/** Whether the id stays with a canceled order. `isOther` leaves orders of the second store out. */
export function isRetired(
  ids: CanceledIds,
  { ended }: Account,
  clientOrderId: string,
  isOther: (order: Order) => boolean = () => false,
): boolean {
  if (ids === 'free') return false;
  const canceled = [...ended.values()].filter(({ state, filled }) => state !== 'filled' && filled.isZero());
  return canceled.some((order) => order.clientOrderId === clientOrderId && !isOther(order));
}
