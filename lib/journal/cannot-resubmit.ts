import { OemsError } from '../errors.ts';
import { mayHaveCopies, type StoredError } from './entry.ts';

/**
 * No look proves yet that the network holds no copy of an attempt that the exchange has refused: the answer repeats the refusal, so that a client
 * acts on the same code as before. Absence under another key proves nothing, now or later: a client that would repeat the call for ever must be told.
 */
export function cannotResubmit(what: string, isUnderSameKey: boolean, earlier: StoredError | null = null): OemsError {
  const refusal = earlier !== null && mayHaveCopies({ error: earlier }) ? earlier : null;
  if (isUnderSameKey && refusal !== null)
    return new OemsError(
      refusal.code,
      `${withoutEnd(refusal.message)}. This call has sent nothing; ${remedyOf(refusal)}`,
      {
        details: refusal.details,
        retryAfterSeconds: waitSeconds,
      },
    );
  return isUnderSameKey
    ? new OemsError(
        'EXCHANGE_UNAVAILABLE',
        'the exchange does not show what became of the earlier attempt; nothing was sent, repeat the call',
        { retryAfterSeconds: waitSeconds },
      )
    : new OemsError(
        'IDEMPOTENCY_CONFLICT',
        `the earlier attempt was signed with an exchange key that has been replaced since, so nobody can tell whether it arrived; nothing was sent: look at the exchange for the ${what}, then repeat the call under a new name`,
      );
}

const waitSeconds = 10;

/** Also told while the key works again: for up to a minute and a half a copy of the refused attempt may arrive, and would be executed by now. */
function remedyOf({ code }: StoredError): string {
  return code === 'KEY_REFUSED'
    ? 'repeat the call once the key works, two minutes after the refusal'
    : 'repeat the call';
}

function withoutEnd(message: string): string {
  return message.replace(/\.$/, '');
}
