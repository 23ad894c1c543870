import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';

/**
 * Until when nothing is sent with a key whose nonces another program has taken, in epoch ms, by the version of the credential. A container
 * learns by its own refusals, and by the account's item. A credential that is set again has another version and is free at once.
 */
const takenUntil = new Map<string, number>();
const mostRemembered = 1000;
/** An exchange bans keys for many refused requests; the other program may also have been a passing one. */
const holdMs = 60_000;

/** Returns until when. */
export function noteTaken(version: string, until = sharedNow() + holdMs): number {
  if (takenUntil.size >= mostRemembered) takenUntil.clear();
  takenUntil.set(version, until);
  return until;
}

export function isTaken(version: string): boolean {
  return whenFree(version) > sharedNow();
}

/** Epoch ms; 0 for a key that nobody has taken. */
export function whenFree(version: string): number {
  return takenUntil.get(version) ?? 0;
}

const cause =
  'another program has used this key with nonces far ahead of this service, so the exchange refuses every request of the service';
const remedy =
  'Set the same key again with PUT /delegation/exchange-account/credentials, which finds the unit of the nonces anew, and end the other program; or create a key for this service alone and set that key';

/** The answer for a taken key. A nonce window cannot help: the foreign program is further ahead than any window. */
export function keyTaken(details: OemsError['details'] = []): OemsError {
  return new OemsError('NONCE_REJECTED', `${cause}; nothing was executed. ${remedy}`, { details });
}

/**
 * The answer to a change that such a key had sent. Nobody can look with the key whether the exchange had executed a copy of the bytes before
 * the other program came: the answer tells when that is found out.
 */
export function refusedForTakenKey(isNamed: boolean, details: OemsError['details']): OemsError {
  const next = isNamed
    ? 'After the same key was set again, repeat the call under the same name: this service looks for a copy of the request before it sends another. After another key was set, look at the exchange first, and then use a new name'
    : 'After the same key was set again this service looks for a copy of the request: read the verdict then, and do not repeat the call before';
  return new OemsError('NONCE_REJECTED', `${cause}, this request too. ${remedy}. ${next}`, { details });
}

/** As in a container that has just started. */
export function forgetTakenKeys(): void {
  takenUntil.clear();
}
