import type { OrderTraits } from '../exchanges/definition.ts';
import { deadlineMs } from '../exchanges/definition.ts';

/** How long a sent order or amendment may still take effect, and how long its trace can be found. Epoch ms, journaled with the request. */
export interface Arrival {
  /** After this moment nothing more is sent. An exchange with deadlines drops the request by then. */
  readonly notAfter: number;
  /** After this moment the request cannot take effect any more. Null for an exchange without deadlines: no passing of time proves anything. */
  readonly arrivesUntil: number | null;
  /** After this moment the exchange may have forgotten an unfilled order. Null for an exchange that keeps such orders. */
  readonly shownUntil: number | null;
}

/**
 * An exchange that judges the deadline at its gateway may still hold an accepted request in a queue, and documents no bound for the queue.
 * A false "never arrived" makes a client send a second order, which costs money. A late verdict costs a minute.
 */
const gatewayQueueMs = 60_000;

/** The longest time between sending and effect; null where the exchange has no deadlines. */
export function longestArrivalMs({ deadline }: OrderTraits): number | null {
  if (deadline === null) return null;
  return deadline.afterMs + deadline.marginMs + (deadline.judged === 'gateway' ? gatewayQueueMs : 0);
}

export function arrivalOf(traits: OrderTraits, sentAt: number): Arrival {
  const arrivalMs = longestArrivalMs(traits);
  return {
    notAfter: sentAt + deadlineMs(traits),
    arrivesUntil: arrivalMs === null ? null : sentAt + arrivalMs,
    shownUntil: traits.unfilledKeptMs === null ? null : sentAt + traits.unfilledKeptMs,
  };
}

/** The request may still take effect at this moment. */
export function canArrive({ arrivesUntil }: Pick<Arrival, 'arrivesUntil'>, now: number): boolean {
  return arrivesUntil === null || now <= arrivesUntil;
}

/** A look that saw nothing counts as absence. An earlier look may precede the order. A later look may follow the order's disappearance. */
export function provesAbsence(arrival: Omit<Arrival, 'notAfter'>, startedAt: number, endedAt = startedAt): boolean {
  return !canArrive(arrival, startedAt) && (arrival.shownUntil === null || endedAt <= arrival.shownUntil);
}
