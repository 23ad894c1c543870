import type { OpenOrders } from '../../orders/read/open-orders.ts';
import { presentOrder } from './orders.ts';
import { presentWallets } from './wallets.ts';

export function presentOpenOrders({ orders, parts }: OpenOrders) {
  return {
    orders: orders.map(presentOrder),
    count: orders.length,
    ...(parts === null ? {} : presentWallets(parts)),
  };
}
