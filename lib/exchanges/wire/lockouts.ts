import { createHash } from 'node:crypto';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { Credential } from '../model/credential.ts';
import type { Send } from './market-wire.ts';
import { ExchangeRejection, NotSent, type RefusalRule, ruleFor, secondsToWait } from './refusals.ts';

/**
 * When the lockout of a key ends, in epoch ms. Each container learns by its own refusal: the first request of a container may leave, and
 * then none does until the end.
 */
const lockedUntil = new Map<string, number>();

/**
 * Sends for one key at one host, and sends nothing while the exchange has locked the key out: every request would start the time anew.
 * Throws NotSent then, with RATE_LIMITED and the seconds that are left.
 */
export function behindLockout(send: Send, host: string, credential: Credential, rules: readonly RefusalRule[]): Send {
  const key = nameOf(host, credential);
  return async (endpoint, ...request) => {
    if (!endpoint.isSigned) return send(endpoint, ...request);
    refuseWhileLocked(key);
    try {
      return await send(endpoint, ...request);
    } catch (error) {
      noteLockout(key, rules, error);
      throw error;
    }
  };
}

function refuseWhileLocked(key: string): void {
  const leftMs = (lockedUntil.get(key) ?? 0) - sharedNow();
  if (leftMs <= 0) return void lockedUntil.delete(key);
  const message =
    'the exchange has locked this key out after too many refused requests; nothing was sent, because every request starts the time anew';
  throw new NotSent(new OemsError('RATE_LIMITED', message, { retryAfterSeconds: Math.ceil(leftMs / 1000) }));
}

function noteLockout(key: string, rules: readonly RefusalRule[], error: unknown): void {
  if (!(error instanceof ExchangeRejection)) return;
  const rule = ruleFor(rules, error);
  if (rule.locksKey) lockedUntil.set(key, sharedNow() + secondsToWait(rule, error) * 1000);
}

/** The map outlives the call: it holds no part of a credential. */
function nameOf(host: string, credential: Credential): string {
  return createHash('sha256')
    .update(JSON.stringify([host, credential]))
    .digest('base64');
}

/** As in a container that has just started. */
export function forgetLockouts(): void {
  lockedUntil.clear();
}
