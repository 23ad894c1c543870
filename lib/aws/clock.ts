import { currentCall } from './call-context.ts';
import { log } from './log.ts';

/** Largest difference to the table's clock that still counts as network delay plus the header's one-second steps. */
const toleranceMs = 2000;
/** A `Date` header tells whole seconds. */
const dateStepMs = 1000;

let offsetMs = 0;
let isLearned = false;

/**
 * Learns the error of the local clock from the `Date` header of a response. The table's clock showed the date at a moment between sending and
 * receiving, so an answer tells a range of differences: a late answer tells a wide one, and changes nothing that the range allows.
 */
export function observeTableDate(date: string | undefined, sentAt: number, receivedAt: number): void {
  const shown = Date.parse(date ?? '');
  if (Number.isNaN(shown) || receivedAt < sentAt) return;
  isLearned = true;
  const [least, most] = [shown - receivedAt, shown - sentAt];
  const isAllowed = offsetMs >= least && offsetMs <= most + dateStepMs;
  const nearest = isAllowed ? offsetMs : offsetMs < least ? least : most;
  const before = offsetMs;
  offsetMs = Math.abs(nearest) > toleranceMs ? nearest : 0;
  if (offsetMs !== 0 && offsetMs !== before) reportOffset();
}

/** Told when a container learns of the offset: a steady offset is a line per container. */
function reportOffset(): void {
  log({ level: 'WARN', message: 'clock offset', metrics: { ClockOffset: Math.abs(offsetMs) } }, currentCall());
}

/** Epoch ms, corrected by the table's clock. A nonce from a clock that is ahead would block the key until that time. */
export function sharedNow(): number {
  return sharedTimeOf(Date.now());
}

/**
 * The corrected time of a moment of the local clock, `Date.now()`. A container that has just started learns the error of its clock from the first answer
 * of the table: a moment from before that answer is told with the error, and a look would be dated in the future.
 */
export function sharedTimeOf(localMs: number): number {
  return localMs + offsetMs;
}

/** False in a container that has just started: `sharedNow` is the local clock, with the error of the local clock. */
export function knowsTableClock(): boolean {
  return isLearned;
}

/** As in a container that has just started. */
export function forgetTableClock(): void {
  isLearned = false;
  offsetMs = 0;
}
