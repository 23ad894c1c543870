import type { Exchange } from '../../engine/exchange.ts';
import { type Amending, carryOutLate } from '../../engine/late-amendments.ts';
import type { Order } from '../../engine/order.ts';

/** The terms of an order since a moment (ms): as placed, and after each amendment. Oldest first. */
export interface Amendment {
  readonly id: string;
  readonly at: number;
  readonly order: Order;
}

/** By order id. */
export type Amendments = Map<string, readonly Amendment[]>;

/** Notes the order as it was placed, once, and then the order as it is now. */
export function noteAmendment(
  { world }: Exchange,
  amendments: Amendments,
  { before, after, id }: { readonly before: Order; readonly after: Order; readonly id: string },
): void {
  const known = originalOf(amendments, before);
  amendments.set(after.id, [...known, { id, at: world.now(), order: after }]);
}

export function originalOf(amendments: Amendments, order: Order): readonly Amendment[] {
  const known = amendments.get(order.id);
  if (known) return known;
  const placed = { ...order, filled: order.filled.times(0), cost: order.cost.times(0) };
  const first = [{ id: order.id.replace(/^O/, 'T'), at: order.placedAt, order: placed }];
  amendments.set(order.id, first);
  return first;
}

/** Carries out the amendments that were acknowledged earlier and are due now. */
export function noteLate(
  exchange: Exchange,
  { amending, amendments }: { readonly amending: Amending; readonly amendments: Amendments },
): void {
  for (const amendment of carryOutLate(exchange, amending)) noteAmendment(exchange, amendments, amendment);
}
