import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import type { BookedOrder } from './scene.ts';

/** What an order of the engine has come to, in this service's words. */
export function stateOf(order: Order): BookedOrder['state'] {
  const { state, endedAt } = order;
  return state === 'filled' || isShort(order) ? 'filled' : endedAt === null ? 'open' : 'canceled';
}

/** The distance of a trailing stop in percent; null for a distance in money, and for every other order. */
export function trailingPercentOf({ trigger }: Order): string | null {
  const distance = trigger?.trailing;
  return distance?.isFraction ? distance.amount.times(100).toFixed() : null;
}

/** The exchange trades no remainder of a single unit, and has ended the order without it. */
export function isShort({ cause }: Order): boolean {
  return cause === 'insignificantRemainder';
}
