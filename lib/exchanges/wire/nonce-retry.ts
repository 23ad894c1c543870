import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { Endpoint } from './endpoint.ts';

/** Where one call's nonces come from. */
export interface NonceSource {
  /** A nonce never given out before, above all that were. */
  next(): Promise<string>;
  /** A nonce far enough ahead to be accepted when another program has overtaken the counter by a little. */
  leap(): Promise<string>;
  /** Lifts the counter above a nonce the exchange has accepted. */
  raiseAbove(nonce: string): Promise<void>;
  /** Background work: after a refused nonce it backs off, so that trading on the same key goes first. */
  readonly yields?: boolean;
}

export interface NonceProtocol {
  readonly isRefusal: (error: unknown) => boolean;
  /** The call that tells a key's last accepted nonce, and how to read it from the answer. */
  readonly inquiry: Endpoint;
  readonly lastNonce: (answer: unknown) => string | null;
}

/** Sends one request, signed with the nonce. */
export type SendWithNonce = (endpoint: Endpoint, nonce: string) => Promise<unknown>;

const maxAttempts = 12;
/** An inquiry that is refused comes from a key far ahead: more of them only bring Kraken's lockout nearer. */
const maxInquiries = 3;
const firstWaitMs = 20;
/** A longer wait thins nothing out, and an order looks several times within its deadline. */
const longestWaitMs = 320;
/** Of a call that yields. */
const yieldingAttempts = 2;
const yieldingWaitMs = 500;

/**
 * A refused nonce was refused before execution, so the same request may go again with a fresh one. Under concurrency requests overtake
 * each other between counter and exchange: waiting a little longer each time thins them out. Then the counter itself is repaired, once.
 * `jitter` is a random share of a wait, 0 to 1.
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
    try {
      const answer = await send(endpoint, await nonces.next());
      if (attempt > 1)
        log({ level: 'INFO', message: 'nonce accepted after retries', attempts: attempt }, currentCall());
      return answer;
    } catch (error) {
      if (!protocol.isRefusal(error)) throw error;
      refusal = error;
    }
    const usual = nonces.yields ? yieldingWaitMs * 2 ** attempt : Math.min(firstWaitMs * 2 ** attempt, longestWaitMs);
    const wait = usual * (0.5 + jitter());
    if (Date.now() + wait > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - 2000) break;
    await sleep(wait);
  }
  if (endpoint === protocol.inquiry || nonces.yields) throw refusal;
  await repair(nonces, protocol, send);
  return send(endpoint, await nonces.next());
}

/**
 * Asks the exchange for the key's last nonce and lifts the counter above it. A failed inquiry does not change the result of the call: the
 * request of the call was refused, which is definite.
 */
async function repair(nonces: NonceSource, protocol: NonceProtocol, send: SendWithNonce): Promise<void> {
  try {
    const last = protocol.lastNonce(await send(protocol.inquiry, await nonces.leap()));
    if (last === null) return;
    await nonces.raiseAbove(last);
    log({ level: 'WARN', message: 'nonce counter repaired' }, currentCall());
  } catch (error) {
    const why = protocol.isRefusal(error) ? 'the key is far ahead' : 'the inquiry failed';
    log({ level: 'WARN', message: `nonce counter could not be repaired: ${why}` }, currentCall());
  }
}
