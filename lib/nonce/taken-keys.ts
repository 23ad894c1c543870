import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';

/**
 * Until when nothing is sent with a key whose nonces another program has taken, in epoch ms, by the version of the credential. Each container
 * learns by its own refusals. A credential that is set again has another version and is free at once.
 */
const takenUntil = new Map<string, number>();
const mostRemembered = 1000;
/** An exchange bans keys for many refused requests; the other program may also have been a passing one. */
const holdMs = 60_000;

export function noteTaken(version: string): void {
  if (takenUntil.size >= mostRemembered) takenUntil.clear();
  takenUntil.set(version, sharedNow() + holdMs);
}

export function isTaken(version: string): boolean {
  return (takenUntil.get(version) ?? 0) > sharedNow();
}

/** The answer for such a key. A nonce window cannot help: the other program is further ahead than any window. */
export function keyTaken(details: OemsError['details'] = []): OemsError {
  const message =
    'another program has used this key with nonces far ahead of this service, so the exchange refuses every request of the service; nothing was executed. Set the same key again with PUT /delegation/exchange-account/credentials, which finds the unit of the nonces anew, and end the other program; or create a key for this service alone and set that key';
  return new OemsError('NONCE_REJECTED', message, { details });
}

/** As in a container that has just started. */
export function forgetTakenKeys(): void {
  takenUntil.clear();
}
