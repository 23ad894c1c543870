import { sharedNow } from '../aws/clock.ts';
import { type KeyReport, type KeyTimes, readsAll } from '../exchanges/model/key-report.ts';
import type { Session } from './open-session.ts';

/** What the exchange has told about keys, by the version of the credential. */
const told = new Map<string, { readonly times: KeyTimes | null; readonly at: number }>();
const mostRemembered = 1000;
/**
 * The owner can limit a key at any time, and rarely does. Looks that prove nothing share an answer: a request for each look would use up the
 * rate limit, and add a nonce that can overtake earlier nonces.
 */
const holdsMs = 60_000;

/**
 * The key reads everything that happened since `since` (epoch ms), by the exchange's word of the last minute and not of registration. For a look
 * that proves nothing for good. Throws where the exchange cannot be asked.
 */
export async function readsEverythingSince(session: Session, since: number): Promise<boolean> {
  return (await readingOf(session, since)) === 'everything';
}

/**
 * As `readsEverythingSince`, and the exchange is asked now: after a look that found nothing, whose proof cannot be taken back. A limit that the
 * owner has set since an earlier answer hides an order from that look.
 */
export async function readsEverythingNow(session: Session, since: number): Promise<boolean> {
  if (!session.key.mayHideHistory) return true;
  const { times } = await askAboutKey(session);
  return times !== null && readsAll(times, since, sharedNow());
}

/** `untold`: the exchange's answer about the key's limits cannot be read. */
export type KeyReading = 'everything' | 'a part' | 'untold';

/** What the key reads of everything that happened since `since` (epoch ms). Throws where the exchange cannot be asked. */
export async function readingOf(session: Session, since: number): Promise<KeyReading> {
  if (!session.key.mayHideHistory) return 'everything';
  const known = told.get(session.keyVersion);
  const isFresh = known !== undefined && sharedNow() - known.at < holdsMs;
  const times = isFresh ? known.times : (await askAboutKey(session)).times;
  if (times === null) return 'untold';
  return readsAll(times, since, sharedNow()) ? 'everything' : 'a part';
}

/** Asks the exchange about the key, and remembers the limits of the key for a moment. */
export async function askAboutKey({
  checkKey,
  keyVersion,
}: Pick<Session, 'checkKey' | 'keyVersion'>): Promise<KeyReport> {
  const at = sharedNow();
  const report = await checkKey();
  if (told.size >= mostRemembered) told.clear();
  told.set(keyVersion, { times: report.times, at });
  return report;
}

/** As in a container that has just started. */
export function forgetKeyTimes(): void {
  told.clear();
}
