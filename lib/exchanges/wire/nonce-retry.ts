import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { ErrorDetail } from '../../errors.ts';
import { isTaken, keyTaken, noteTaken } from '../../nonce/taken-keys.ts';
import type { Endpoint } from './endpoint.ts';
import { ExchangeRejection, NotSent } from './refusals.ts';

/** The source of a call's nonces. */
export interface NonceSource {
  /** A nonce never given out before, above all that were. */
  next(): Promise<string>;
  /** A nonce far enough ahead to be accepted when another program has overtaken the counter by a little. */
  leap(): Promise<string>;
  /** Lifts the counter above a nonce the exchange has accepted. */
  raiseAbove(nonce: string): Promise<void>;
  /** Background work: after a refused nonce it backs off, so that trading on the same key goes first. */
  readonly yields?: boolean;
  /** The version of the stored credential; absent for a key that is in no account yet. */
  readonly keyVersion?: string;
  /** Tells the other containers that another program has taken the key, and until when (epoch ms) nothing is sent. Never throws. */
  readonly noteTaken?: (until: number) => Promise<void>;
}

export interface NonceProtocol {
  readonly isRefusal: (error: unknown) => boolean;
  /** The call that tells a key's last accepted nonce, and how to read it from the answer. */
  readonly inquiry: Endpoint;
  readonly lastNonce: (answer: unknown) => string | null;
}

/** Sends a request, signed with the nonce. */
export type SendWithNonce = (endpoint: Endpoint, nonce: string) => Promise<unknown>;

const maxAttempts = 12;
/** The attempt with a leaping nonce: before it, calls of our own may just have overtaken each other. */
const leapingAttempt = 3;
/** An inquiry that is refused comes from a key far ahead: more of them only bring Kraken's lockout nearer. */
const maxInquiries = 3;
const firstWaitMs = 20;
/** A longer wait thins nothing out, and an order looks several times within its deadline. */
const longestWaitMs = 320;
/** Of a call that yields. */
const yieldingAttempts = 2;
const yieldingWaitMs = 500;

/** Throws NotSent while another program is known to have taken the key's nonces. */
export function refuseWhileTaken({ keyVersion }: Pick<NonceSource, 'keyVersion'>): void {
  if (keyVersion !== undefined && isTaken(keyVersion)) throw new NotSent(keyTaken());
}

/**
 * A refused nonce was refused before execution, so the same request may go again with a fresh nonce. Under concurrency requests overtake
 * each other between counter and exchange: growing waits thin the requests out. The third nonce leaps. A refused leap means a foreign
 * program ahead for good, if the counter has given out no later nonce: then nothing is sent with the key for a while. Otherwise the counter
 * itself is repaired at last, once. `jitter` is a random share of a wait, 0 to 1.
 */
export async function withNonceRetry(
  endpoint: Endpoint,
  nonces: NonceSource,
  protocol: NonceProtocol,
  jitter: () => number,
  send: SendWithNonce,
): Promise<unknown> {
  const attempts = nonces.yields ? yieldingAttempts : endpoint === protocol.inquiry ? maxInquiries : maxAttempts;
  let refusal: unknown;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const leaps = !nonces.yields && attempt === leapingAttempt;
    const nonce = await (leaps ? nonces.leap() : nonces.next());
    try {
      const answer = await send(endpoint, nonce);
      if (attempt > 1) reportRetries(attempt);
      return answer;
    } catch (error) {
      if (!protocol.isRefusal(error)) throw error;
      refusal = error;
    }
    if (!nonces.yields && attempt >= leapingAttempt && (await wasHighest(nonces, nonce)))
      throw await taken(nonces, refusal);
    const usual = nonces.yields ? yieldingWaitMs * 2 ** attempt : Math.min(firstWaitMs * 2 ** attempt, longestWaitMs);
    const wait = usual * (0.5 + jitter());
    if (Date.now() + wait > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - 2000) break;
    await sleep(wait);
  }
  if (endpoint === protocol.inquiry || nonces.yields) throw refusal;
  const refusedLeap = await repair(nonces, protocol, send);
  if (refusedLeap !== null && nonces.keyVersion === undefined) throw refusal;
  if (refusedLeap !== null && (await wasHighest(nonces, refusedLeap))) throw await taken(nonces, refusal);
  return send(endpoint, await nonces.next());
}

/**
 * The counter has given out no nonce above the refused one, so no call of our own has overtaken the request. A key in no account has no
 * counter.
 */
async function wasHighest(nonces: NonceSource, refused: string): Promise<boolean> {
  if (nonces.keyVersion === undefined) return false;
  return BigInt(await nonces.next()) === BigInt(refused) + 1n;
}

function reportRetries(attempts: number): void {
  const metrics = { NonceRetries: 1 };
  log({ level: 'INFO', message: 'nonce accepted after retries', attempts, metrics }, currentCall());
}

/** From now on nothing is sent with the key for a while. Every request was refused before execution. */
async function taken({ keyVersion = '', noteTaken: tell }: NonceSource, refusal: unknown): Promise<NotSent> {
  const until = noteTaken(keyVersion);
  await tell?.(until);
  log({ level: 'WARN', message: 'another program has taken the nonces of the key' }, currentCall());
  return new NotSent(keyTaken(detailsOf(refusal)));
}

function detailsOf(refusal: unknown): ErrorDetail[] {
  if (!(refusal instanceof ExchangeRejection)) return [];
  return [{ message: `answer of ${refusal.exchangeName}`, exchangeCode: refusal.exchangeCode }];
}

/**
 * Asks the exchange for the key's last nonce and lifts the counter above it. A failed inquiry does not change the result of the call: the
 * request of the call was refused, which is definite. Returns the inquiry's
 * own nonce where that nonce was refused.
 */
async function repair(nonces: NonceSource, protocol: NonceProtocol, send: SendWithNonce): Promise<string | null> {
  let nonce: string | null = null;
  try {
    nonce = await nonces.leap();
    const last = protocol.lastNonce(await send(protocol.inquiry, nonce));
    if (last === null) return null;
    await nonces.raiseAbove(last);
    log({ level: 'WARN', message: 'nonce counter repaired' }, currentCall());
    return null;
  } catch (error) {
    const isRefused = protocol.isRefusal(error);
    const why = isRefused ? 'the key is far ahead' : 'the inquiry failed';
    const metrics = { NonceRefusals: 1 };
    log({ level: 'WARN', message: `nonce counter could not be repaired: ${why}`, metrics }, currentCall());
    return isRefused ? nonce : null;
  }
}
