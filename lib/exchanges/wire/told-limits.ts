import { sharedNow } from '../../aws/clock.ts';
import { notNegative } from './readers.ts';
import { ambiguous, type RefusalRule } from './refusals.ts';

/**
 * A limit told by a status and a header, without a word of the exchange's protocol. Something on the way may have refused a second copy of
 * the request, so the execution of a change stays open.
 */
export function limitOfHeader(match: string, message: string): RefusalRule {
  return { ...ambiguous(match, 'RATE_LIMITED', message), waitSeconds: 'told' };
}

/** A longer limit is asked about again after a quarter of an hour. */
const longestSeconds = 900;

/** The end of a limit in the form that `waitSeconds: 'told'` reads; empty where the seconds are not told. */
export function untilIn(seconds: unknown): string {
  const told = notNegative(seconds);
  if (told === null) return '';
  const left = Math.min(Math.max(Math.ceil(Number(told)), 1), longestSeconds);
  return ` until ${Math.floor(sharedNow() / 1000) + left}`;
}
