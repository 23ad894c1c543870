import { createHash } from 'node:crypto';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { Credential } from '../model/credential.ts';
import { ExchangeRejection, NotSent, type RefusalRule, ruleFor, secondsToWait } from './refusals.ts';

/** A key at one host. The maps outlive the call: the name holds no part of a credential. */
export type KeyAtHost = string;

/**
 * When the lockout of a key ends, in epoch ms. A container learns by its own refusal, and by the account's item: the first request may leave,
 * and then none does until the end. Cancellations wait as well: Kraken locks the account and not an endpoint (errors guide,
 * EGeneral:Temporary lockout: "The account is temporarily locked"), and no page exempts cancellations. A cancellation would be refused and
 * start the time anew.
 */
const lockedUntil = new Map<KeyAtHost, number>();
/** When a limit ends whose end the exchange has told, or that lasts longer than a moment: in epoch ms. */
const limitedUntil = new Map<KeyAtHost, number>();
const mostRemembered = 1000;

/**
 * While the exchange has locked the key out every request would start the time anew. Throws NotSent then, with RATE_LIMITED and the seconds
 * that are left.
 */
export function refuseWhileLocked(key: KeyAtHost): void {
  const leftMs = (lockedUntil.get(key) ?? 0) - sharedNow();
  if (leftMs <= 0) return void lockedUntil.delete(key);
  const message =
    'the exchange has locked this key out after too many refused requests; nothing was sent, because every request starts the time anew';
  throw new NotSent(new OemsError('RATE_LIMITED', message, { retryAfterSeconds: Math.ceil(leftMs / 1000) }));
}

/** Of a limit that ends within seconds nobody keeps a note. */
const longLimitSeconds = 10;

/** Remembers a limit of the key. Returns the end of a lockout in epoch ms; null for every other failure. */
export function noteLimit(key: KeyAtHost, rules: readonly RefusalRule[], error: unknown): number | null {
  if (!(error instanceof ExchangeRejection)) return null;
  const rule = ruleFor(rules, error);
  if (rule.code !== 'RATE_LIMITED') return null;
  const seconds = secondsToWait(rule, error);
  const until = sharedNow() + seconds * 1000;
  if (rule.waitSeconds === 'told' || seconds > longLimitSeconds) remember(limitedUntil, key, until);
  if (!rule.locksKey) return null;
  noteLockout(key, until);
  return until;
}

/** The account's item tells of a lockout that another container has met. */
export function noteLockout(key: KeyAtHost, until: number): void {
  remember(lockedUntil, key, until);
}

function remember(map: Map<KeyAtHost, number>, key: KeyAtHost, until: number): void {
  if (map.size >= mostRemembered) map.clear();
  map.set(key, until);
}

/** Until when the exchange refuses the key, as far as the exchange has told: epoch ms, 0 where no such limit is known. */
export function whenUnlimited(key: KeyAtHost): number {
  return Math.max(lockedUntil.get(key) ?? 0, limitedUntil.get(key) ?? 0);
}

export function keyAtHost(host: string, credential: Credential): KeyAtHost {
  return createHash('sha256')
    .update(JSON.stringify([host, credential]))
    .digest('base64');
}

/** As in a container that has just started. */
export function forgetLockouts(): void {
  lockedUntil.clear();
  limitedUntil.clear();
}
