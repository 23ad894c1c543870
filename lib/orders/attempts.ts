import { OemsError } from '../api/errors.ts';
import { sharedNow } from '../aws/clock.ts';
import type { SubmitOutcome } from '../exchanges/exchange.ts';

/** Kraken wants deadlines at least two seconds ahead; a start this slow has used up what the request had. */
const leastTimeToSendMs = 2500;
export const isTooLate = ({ notAfter }: { readonly notAfter: number }): boolean =>
  notAfter - sharedNow() < leastTimeToSendMs;

export const tooLate = {
  kind: 'notSent',
  error: new OemsError(
    'EXCHANGE_UNAVAILABLE',
    'the call took too long before the request could be sent; nothing was sent, repeat it',
  ),
} as const satisfies SubmitOutcome;

/** With nonce window 0 and many programs at once four sends in ten are refused: the deadline bounds this, not the count. */
export const maxAttempts = 12;
export const pauseMs = (): number => 20 + Math.random() * 40;
