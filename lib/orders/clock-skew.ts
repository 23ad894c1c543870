import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import { hasNonces } from '../exchanges/definition.ts';
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
 * deadline has passed by our clock as well is no verdict: our clock may have been set back since, and every answer then tells too much. Bybit has
 * one code for a timestamp that is too old and a timestamp that is ahead (10002): the clocks tell which.
 */
export function judgedByClock(
  { clock, market, key }: Session,
  { deadline }: PreparedRequest,
  left: Departure,
  outcome: SubmitOutcome,
): SubmitOutcome {
  if (deadline === null || !isForTime(outcome, hasNonces(key)) || hasPassedSince(left, deadline)) return outcome;
  const shown = clock.atLeastAt(left.at);
  if (shown === null || shown <= deadline) return outcome;
  return { kind: 'notExecuted', reason: 'clock', error: clockSkew(market.title, shown - left.at, outcome.error) };
}

function hasPassedSince({ at, steadyMs }: Departure, deadline: number): boolean {
  return at <= deadline && at + performance.now() - steadyMs >= deadline;
}

type ForTime = Extract<SubmitOutcome, { readonly kind: 'unknown' | 'notExecuted' }>;

/** A key without nonces has its timestamp refused in the same words. */
function isForTime(outcome: SubmitOutcome, hasNonce: boolean): outcome is ForTime {
  if (outcome.kind === 'unknown') return outcome.isLate === true;
  if (outcome.kind !== 'notExecuted') return false;
  return outcome.reason === 'expired' || (outcome.reason === 'nonce' && !hasNonce);
}

function clockSkew(title: string, offsetMs: number, { details }: OemsError): OemsError {
  const offset = `${(offsetMs / 1000).toFixed(1)} s`;
  const message =
    `the clock of ${title} is ${offset} ahead of the clock of this service, so the deadline had passed before the request left; nothing was ` +
    'executed. Repeat the call under the same name: deadlines follow the clock of the exchange, up to half a minute. Check the time of the host if the answer stays';
  return new OemsError('CLOCK_SKEW', message, { details, retryAfterSeconds: 1 });
}
