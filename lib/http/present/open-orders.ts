import type { OpenOrders } from '../../orders/read/open-orders.ts';
import { presentOrder } from './orders.ts';
import { presentUnread } from './unread.ts';
import { presentWallets } from './wallets.ts';

export function presentOpenOrders({ orders, unread, parts }: OpenOrders) {
  return {
    orders: orders.map(presentOrder),
    count: orders.length,
    ...(parts === null ? {} : presentWallets(parts, null, unread)),
    ...presentUnread(unread),
  };
}
