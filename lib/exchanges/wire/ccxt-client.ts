import type { Exchange } from 'ccxt/js/src/base/Exchange.js';
import { OemsError } from '../../errors.ts';
import { type NonceProtocol, type NonceSource, withNonceRetry } from './nonce-retry.ts';
import { NotSent } from './refusals.ts';
import { type Transport, TransportError } from './transport.ts';

/** The part of a CCXT instance that every exchange shares; implicit endpoint methods come with the concrete class. */
export type CcxtClient = Pick<
  Exchange,
  | 'id'
  | 'options'
  | 'markets'
  | 'currencies'
  | 'loadMarkets'
  | 'setMarkets'
  | 'setMarketsFromExchange'
  | 'safeCurrencyCode'
  | 'safeSymbol'
>;

/** The methods of a CCXT instance that we replace, with the signatures the base class calls them by. */
interface Replaceable {
  fetch2(
    path: string,
    api: unknown,
    method: string,
    params: Record<string, unknown>,
    ...rest: unknown[]
  ): Promise<unknown>;
  fetch(url: string, method: string, headers?: Record<string, string>, body?: string): Promise<unknown>;
  sign(...request: unknown[]): unknown;
  nonce(): string;
}

export interface ClientPorts {
  readonly transport: Transport;
  /** Null for exchanges that sign without a nonce, and for public calls. */
  readonly nonces: NonceSource | null;
  readonly protocol: WireProtocol;
}

/** How an exchange speaks: judged on the bytes it sent, not on what CCXT made of them. */
export interface WireProtocol {
  /** Throws when the answer is anything but a success in the exchange's own terms. */
  readonly verifyAnswer: (answer: Answer) => void;
  /** Null where no nonces are sent. */
  readonly nonce: NonceProtocol | null;
  /**
   * Orders and moves of money: not repeated here even after a refused nonce, because another copy of the same bytes may have been
   * executed before this one was refused. The caller looks first.
   */
  readonly unrepeatedPaths: readonly string[];
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON, every number as its exact text; undefined when it is not JSON. */
  readonly json: unknown;
}

/** CCXT's own throttle and retries are off: one waits seconds per call, the other re-signs and re-sends orders. */
export function clientOptions(transport: Transport) {
  return {
    enableRateLimit: false,
    timeout: 120_000, // ours is the deadline that counts; see createTransport
    fetchImplementation: transport,
    options: { maxRetriesOnFailure: 0 },
  };
}

/**
 * Replaces what CCXT does by guess: the nonce (a bare clock), number parsing (floats), and error classes (an unknown refusal
 * passes as success, a refused nonce as a network error). Its whole `fetch` goes: it rewrites the transport's errors, and with the
 * signed URL in the message (ccxt 4.5.84 base/Exchange.js fetch).
 */
export function harden(client: CcxtClient, { transport, nonces, protocol }: ClientPorts): void {
  const replaceable = client as unknown as Replaceable & Record<string, unknown>;
  const original = replaceable.fetch2.bind(client);
  const sign = replaceable.sign.bind(client);
  const nonce = oneShot();
  replaceable.verbose = false;
  replaceable.nonce = nonce.take;
  replaceable.sign = (...request) => signedOrNotSent(() => sign(...request));
  replaceable.fetch = async (url, method, headers = {}, body) => {
    const reply = await transport(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const json = parseExact(await reply.text());
    protocol.verifyAnswer({ status: reply.status, json });
    return json;
  };
  replaceable.fetch2 = async (path, api, method, params, ...rest) => {
    const send = async (to: string, fresh: string | null): Promise<unknown> => {
      // No await between here and CCXT's sign(): no other request of this client can take the nonce.
      nonce.put(fresh);
      try {
        return await original(to, api, method, to === path ? params : {}, ...rest);
      } finally {
        forgetRequest(replaceable);
      }
    };
    if (nonces === null || protocol.nonce === null || api !== 'private') return send(path, null);
    if (protocol.unrepeatedPaths.includes(path)) return send(path, await takenOrNotSent(nonces));
    return withNonceRetry(path, { ...nonces, next: () => takenOrNotSent(nonces) }, protocol.nonce, Math.random, send);
  };
}

/** Holds one nonce for one signature: a second take without a put throws, so no nonce is ever signed twice. */
function oneShot() {
  let held: string | null = null;
  return {
    put: (value: string | null): void => {
      held = value;
    },
    take: (): string => {
      if (held === null) throw new TransportError('a request was to be signed without a nonce of its own', 'notSent');
      const taken = held;
      held = null;
      return taken;
    },
  };
}

/** The table may fail between two attempts, but never after one that could have been executed. */
async function takenOrNotSent(nonces: NonceSource): Promise<string> {
  try {
    return await nonces.next();
  } catch (error) {
    throw new NotSent(error);
  }
}

function signedOrNotSent<T>(sign: () => T): T {
  try {
    return sign();
  } catch (error) {
    if (error instanceof TransportError) throw error;
    // CCXT's own message may quote the secret it could not decode.
    const remedy = 'set key and secret again with PUT /delegation/exchange-account/credentials';
    const message = `The secret is not the base64 text that the exchange issued, so nothing could be signed; ${remedy}`;
    throw new NotSent(new OemsError('PERMISSION_DENIED', message));
  }
}

/** CCXT keeps the last request, signature included, on the instance. */
function forgetRequest(client: Record<string, unknown>): void {
  for (const field of ['last_request_headers', 'last_request_body', 'last_request_url']) client[field] = undefined;
}

/** JSON with every number kept as the text the exchange sent: 0.1000000000000000055 can never appear. */
export function parseExact(text: string): unknown {
  try {
    return JSON.parse(text, exactNumber);
  } catch {
    return undefined;
  }
}

function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}
