import type { OrderTraits } from '../exchanges/definition.ts';

/** How long a sent order or amendment may still take effect, and how long its trace can be found. Epoch ms, journaled with the request. */
export interface Arrival {
  /** After this moment nothing more is sent. An exchange with deadlines drops the request by then. */
  readonly notAfter: number;
  /** After this moment the request cannot take effect any more. Null for an exchange without deadlines: no passing of time proves anything. */
  readonly arrivesUntil: number | null;
  /** After this moment the exchange may have forgotten an unfilled order. Null for an exchange that keeps unfilled orders. */
  readonly shownUntil: number | null;
  /** Milliseconds from `notAfter` to the deadline that the exchange is told, where the exchange's clock was measured to differ from ours. */
  readonly shiftMs?: number;
}

/**
 * An exchange that judges the deadline at its gateway may still hold an accepted request in a queue, and documents no bound for the queue.
 * A false "never arrived" makes a client send a second order, which costs money. A late verdict costs a minute.
 */
export const gatewayQueueMs = 60_000;

/** The longest time between sending and effect; null where the exchange has no deadlines. */
export function longestArrivalMs({ deadline }: OrderTraits): number | null {
  if (deadline === null) return null;
  return deadline.afterMs + deadline.marginMs + (deadline.judged === 'gateway' ? gatewayQueueMs : 0);
}

/**
 * A larger difference of clocks is taken for a fault of measuring, and is not corrected. With a shift of this size the deadline still lies
 * within the minute that an exchange allows.
 */
export const longestShiftMs = 30_000;

/**
 * `offsetMs` is the lead of the exchange's clock over our clock. A wrong measurement that moves a deadline on lets the request arrive later by the
 * same time: the time of arrival is extended by `offsetMs`, and never shortened.
 */
export function arrivalOf(traits: OrderTraits, sentAt: number, offsetMs = 0): Arrival {
  const arrivalMs = longestArrivalMs(traits);
  const shiftMs = traits.deadline === null || Math.abs(offsetMs) > longestShiftMs ? 0 : offsetMs;
  return {
    notAfter: sentAt + deadlineMs(traits),
    arrivesUntil: arrivalMs === null ? null : sentAt + arrivalMs + Math.max(0, shiftMs),
    shownUntil: traits.unfilledKeptMs === null ? null : sentAt + traits.unfilledKeptMs,
    ...(shiftMs === 0 ? {} : { shiftMs }),
  };
}

/** The deadline that the exchange is told, by the exchange's own clock. */
export function exchangeDeadline({ notAfter, shiftMs = 0 }: Pick<Arrival, 'notAfter' | 'shiftMs'>): number {
  return notAfter + shiftMs;
}

/**
 * The exchange judges a deadline by the exchange's clock. A clock that is further behind our clock than the deadline was shifted lets the request
 * take effect after `arrivesUntil`. Returns the extra time in milliseconds.
 */
export function overtimeMs({ shiftMs = 0 }: Pick<Arrival, 'shiftMs'>, behindMs: number): number {
  return Math.max(0, behindMs + Math.min(0, shiftMs));
}

/** The request may still take effect at this moment. `behindMs` is the lag of the exchange's clock behind our clock. */
export function canArrive(arrival: Pick<Arrival, 'arrivesUntil' | 'shiftMs'>, now: number, behindMs: number): boolean {
  const { arrivesUntil } = arrival;
  return arrivesUntil === null || now <= arrivesUntil + overtimeMs(arrival, behindMs);
}

/** A look that saw nothing counts as absence. An earlier look may precede the order. A later look may follow the order's disappearance. */
export function provesAbsence(
  arrival: Omit<Arrival, 'notAfter'>,
  behindMs: number,
  startedAt: number,
  endedAt = startedAt,
): boolean {
  return !canArrive(arrival, startedAt, behindMs) && (arrival.shownUntil === null || endedAt <= arrival.shownUntil);
}

/** How long after sending the exchange itself drops an order that it has not processed. */
function deadlineMs({ deadline }: OrderTraits): number {
  return deadline?.afterMs ?? defaultDeadlineMs;
}
/** Deadline of the sender where the exchange knows none: nothing is sent after it. */
const defaultDeadlineMs = 8000;
