import { job } from '../../lib/http/endpoint.ts';
import { followOrders } from '../../lib/orders/follow/follow-orders.ts';

export const handler = job('follow-orders', followOrders);
