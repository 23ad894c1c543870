import { OemsError } from '../errors.ts';

/**
 * Why a line of which nothing was sent cannot be tried again: first it must be known that no copy of its bytes has arrived. Absence under
 * another key proves nothing, now or later: who repeats the call for ever must be told.
 */
export function cannotResubmit(what: string, isSameKey: boolean): OemsError {
  return isSameKey
    ? new OemsError(
        'EXCHANGE_UNAVAILABLE',
        'the exchange does not show what became of the earlier attempt; nothing was sent, repeat the call',
      )
    : new OemsError(
        'IDEMPOTENCY_CONFLICT',
        `the earlier attempt was signed with an exchange key that has been replaced since, so nobody can tell whether it arrived; nothing was sent: look at the exchange for the ${what}, then repeat the call under a new name`,
      );
}
