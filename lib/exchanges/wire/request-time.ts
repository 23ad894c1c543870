import { currentCall } from '../../aws/call-context.ts';

/** The longest single request to an exchange, and what is kept to write down and answer its end. */
const longestRequestMs = 9000;
const answerReserveMs = 1500;

/** What a request may take: no longer than its call has left. */
export function requestTimeMs(): number {
  const deadline = currentCall()?.deadline;
  return deadline === undefined
    ? longestRequestMs
    : Math.min(longestRequestMs, deadline - Date.now() - answerReserveMs);
}
