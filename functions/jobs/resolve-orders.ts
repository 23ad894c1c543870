import { job } from '../../lib/api/endpoint.ts';
import { resolveDueOrders } from '../../lib/orders/resolve-orders.ts';

export const handler = job('resolve-orders', resolveDueOrders);
