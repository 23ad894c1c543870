import { OemsError } from '../errors.ts';
import type { PreparedRequest } from '../exchanges/model/order.ts';
import type { SubmitOutcome } from '../exchanges/model/outcome.ts';
import type { Session } from '../session/open-session.ts';

/**
 * A refusal for the deadline usually proves nothing: the first copy of the bytes may have come in time. Where the deadline had passed by the
 * exchange's own clock before the first byte left, no copy can have come in time, and the refusal is a verdict. `leftAt` is a moment before
 * the first attempt, in epoch ms.
 */
export function judgedByClock(
  { clock, market }: Session,
  { deadline }: PreparedRequest,
  leftAt: number,
  outcome: SubmitOutcome,
): SubmitOutcome {
  if (deadline === null || !isForDeadline(outcome)) return outcome;
  const shown = clock.atLeastAt(leftAt);
  if (shown === null || shown <= deadline) return outcome;
  return { kind: 'notExecuted', reason: 'clock', error: clockSkew(market.title, shown - leftAt, outcome.error) };
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
    'executed. Repeat the call under the same name: deadlines follow the clock of the exchange from now on. Check the time of the host if the answer stays';
  return new OemsError('CLOCK_SKEW', message, { details, retryAfterSeconds: 1 });
}
