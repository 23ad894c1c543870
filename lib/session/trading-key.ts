import { remedyOf } from '../accounts/key-news.ts';
import { tradingDenial } from '../accounts/trading-key.ts';
import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import { checkStoredKey, type StoredKey, storedKeyOf } from './check-stored-key.ts';
import { isUnreachable } from './key-rules.ts';
import type { Session } from './open-session.ts';

/**
 * Throws unless the key of the session may trade: before each order, amendment, transfer and change of margin. Cancellations and halts need no such
 * permission, because both lower risk. A key that may not trade yet is checked now, so that the owner need not send the key again: the owner
 * has taken the right from the key, or the exchange is back. A key that may trade costs no request.
 */
export async function requireTradingKey(session: Session): Promise<void> {
  const key = storedKeyOf(session);
  if (key === null) throw denied(session, 'is not in the account any more; repeat the call');
  if (tradingDenial(key.credential) === null) return;
  if (tradingDenial(await checkOnce(session, key)) === 'can withdraw')
    throw denied(session, `can withdraw funds and may not trade until ${remedyOf}`);
}

type Checked = Parameters<typeof tradingDenial>[0];
type End = { readonly at: number } & ({ readonly checked: Checked } | { readonly error: unknown });

/** How the last check of a key that may not trade has ended, by the version of the credential. */
const ends = new Map<string, End>();
const mostRemembered = 1000;
/** A client that repeats a denied order each second would use up the key's rate with checks. */
const pauseMs = 10_000;

/** A container asks about a key once in a while, whatever the answer. */
async function checkOnce(session: Session, key: StoredKey): Promise<Checked> {
  const { version } = key.credential;
  const last = ends.get(version);
  const end = last !== undefined && sharedNow() - last.at < pauseMs ? last : await check(session, key);
  if (ends.size >= mostRemembered) ends.clear();
  ends.set(version, end);
  if ('error' in end) throw end.error;
  return end.checked;
}

async function check(session: Session, key: StoredKey): Promise<End> {
  const at = sharedNow();
  try {
    return { at, checked: await checkStoredKey(session, key) };
  } catch (error) {
    return { at, error: isUnreachable(error) ? notYet(session, error) : asDenial(session, error) };
  }
}

/** As in a container that has just started. */
export function forgetTradingChecks(): void {
  ends.clear();
}

function denied({ market }: Session, why: string): OemsError {
  return new OemsError('KEY_REFUSED', `denied, nothing was sent: the ${market.title} key ${why}`);
}

function notYet({ market }: Session, cause: OemsError): OemsError {
  const message = `nothing was sent: the ${market.title} key is not checked yet and may not trade until it is, and the exchange does not answer now; repeat the call, the key is checked again then`;
  return new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: pauseMs / 1000, cause });
}

/** The exchange's own refusal, or a rule of the registration that the key breaks. */
function asDenial({ market }: Session, error: unknown): unknown {
  if (!(error instanceof OemsError)) return error;
  const { code, message, details, retryAfterSeconds } = error;
  const text = `denied, nothing was sent: the ${market.title} key is not checked yet, and its check has failed: ${message}`;
  return new OemsError(code, text, { details, retryAfterSeconds, cause: error });
}
