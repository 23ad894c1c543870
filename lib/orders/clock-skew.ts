import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import type { PreparedRequest } from '../exchanges/model/order.ts';
import type { SubmitOutcome } from '../exchanges/model/outcome.ts';
import type { Session } from '../session/open-session.ts';

/** A moment before the first attempt: in epoch ms, and by a clock that nobody sets. */
export interface Departure {
  readonly at: number;
  readonly steadyMs: number;
}

export function departure(): Departure {
  return { at: sharedNow(), steadyMs: performance.now() };
}

/**
 * A refusal for the deadline usually proves nothing: the first copy of the bytes may have come in time. Where the deadline had passed by the
 * exchange's own clock before the first byte left, no copy can have come in time, and the refusal is a verdict. A refusal that comes when the
 * deadline has passed by our clock as well is no verdict: our clock may have been set back since, and every answer then tells too much.
 */
export function judgedByClock(
  { clock, market }: Session,
  { deadline }: PreparedRequest,
  left: Departure,
  outcome: SubmitOutcome,
): SubmitOutcome {
  if (deadline === null || !isForDeadline(outcome) || hasPassedSince(left, deadline)) return outcome;
  const shown = clock.atLeastAt(left.at);
  if (shown === null || shown <= deadline) return outcome;
  return { kind: 'notExecuted', reason: 'clock', error: clockSkew(market.title, shown - left.at, outcome.error) };
}

function hasPassedSince({ at, steadyMs }: Departure, deadline: number): boolean {
  return at <= deadline && at + performance.now() - steadyMs >= deadline;
}

type ForDeadline = Extract<SubmitOutcome, { readonly kind: 'unknown' | 'notExecuted' }>;

function isForDeadline(outcome: SubmitOutcome): outcome is ForDeadline {
  return outcome.kind === 'unknown' ? outcome.isLate === true : isExpired(outcome);
}

function isExpired(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'notExecuted' && outcome.reason === 'expired';
}

function clockSkew(title: string, offsetMs: number, { details }: OemsError): OemsError {
  const offset = `${(offsetMs / 1000).toFixed(1)} s`;
  const message =
    `the clock of ${title} is ${offset} ahead of the clock of this service, so the deadline had passed before the request left; nothing was ` +
    'executed. Repeat the call under the same name: deadlines follow the clock of the exchange, up to half a minute. Check the time of the host if the answer stays';
  return new OemsError('CLOCK_SKEW', message, { details, retryAfterSeconds: 1 });
}
