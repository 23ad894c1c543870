import { OemsError } from '../errors.ts';
import type { OrderStatus } from '../exchanges/model/order.ts';

/** The order has ended, so the change has nothing left to change. `how` is the end: `filled`, `canceled`, `expired`, `rejected`. */
export function alreadyClosed(how: OrderStatus, change: 'canceled' | 'amended'): OemsError {
  const message = `the order is ${how}: a closed order cannot be ${change}. Read the order with GET /oems/execution/order`;
  return new OemsError('ALREADY_CLOSED', message);
}
