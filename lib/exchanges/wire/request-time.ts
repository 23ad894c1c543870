import { currentCall } from '../../aws/call-context.ts';

/** The longest single request to an exchange, and the time that is kept to journal and answer its outcome. */
const longestRequestMs = 9000;
const answerReserveMs = 1500;

/** The time limit of a request: never longer than the rest of its call. */
export function requestTimeMs(): number {
  const deadline = currentCall()?.deadline;
  return deadline === undefined
    ? longestRequestMs
    : Math.min(longestRequestMs, deadline - Date.now() - answerReserveMs);
}
