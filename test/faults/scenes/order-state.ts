import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import type { BookedOrder } from './scene.ts';

/** What an order of the engine has come to, in this service's words. */
export function stateOf({ state, endedAt }: Order): BookedOrder['state'] {
  return state === 'filled' ? 'filled' : endedAt === null ? 'open' : 'canceled';
}
