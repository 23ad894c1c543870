import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';

export type NotSent = Extract<SubmitOutcome, { readonly kind: 'notSent' }>;
/** Why nothing may be sent by now, or null. */
export type SendGuard = () => Promise<NotSent | null>;

/** Kraken wants deadlines at least two seconds ahead; a start this slow has used up what the request had. */
const leastTimeToSendMs = 2500;
function isTooLate({ notAfter }: Timed): boolean {
  return notAfter - sharedNow() < leastTimeToSendMs;
}

interface Timed {
  readonly notAfter: number;
}

export const tooLate = {
  kind: 'notSent',
  error: new OemsError(
    'EXCHANGE_UNAVAILABLE',
    'the call took too long before the request could be sent; nothing was sent, repeat it',
  ),
} as const satisfies SubmitOutcome;

/** Whether a try may still leave, the first as any other: what was allowed when the call began may have been halted since. */
export async function blockBeforeSend(record: Timed, denied: SendGuard): Promise<NotSent | null> {
  return (await denied()) ?? (isTooLate(record) ? tooLate : null);
}

/** With nonce window 0 and many programs at once four sends in ten are refused: the deadline bounds this, not the count. */
export const maxAttempts = 12;
export function pauseMs(): number {
  return 20 + Math.random() * 40;
}
