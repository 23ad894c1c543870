import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import type { BookedOrder } from './scene.ts';

/** What an order of the engine has come to, in this service's words. */
export function stateOf(order: Order): BookedOrder['state'] {
  const { state, endedAt } = order;
  return state === 'filled' || isShort(order) ? 'filled' : endedAt === null ? 'open' : 'canceled';
}

/** The exchange trades no remainder of a single unit, and has ended the order without it. */
export function isShort({ cause }: Order): boolean {
  return cause === 'insignificantRemainder';
}
