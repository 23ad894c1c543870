import { noteSent } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition } from '../definition.ts';
import type { Markets } from '../interfaces/markets.ts';
import type { Credential } from '../model/credential.ts';
import type { JsonObject } from '../model/order.ts';
import { contentOf } from './content.ts';
import { type Endpoint, hostOf } from './endpoint.ts';
import { observeExchangeDate } from './exchange-clock.ts';
import { type Failure, failureOf, isRefusedAs, neverLeft } from './failures.ts';
import { type NonceProtocol, type NonceSource, refuseWhileTaken, withNonceRetry } from './nonce-retry.ts';
import { readError } from './read-error.ts';
import { ExchangeRejection, NotSent, type RefusalRule, rulesAt } from './refusals.ts';
import type { Sign } from './signer.ts';
import { type Stamps, withExchangeTime } from './stamped-retry.ts';
import { type HttpReply, type Transport, TransportError } from './transport.ts';

/** All that the code of one market works with. */
export interface MarketWire {
  readonly market: MarketDefinition;
  readonly markets: Markets;
  /** A read, or a change whose end may be reported as an error: every failure leaves as an OemsError. */
  read(endpoint: Endpoint, parameters?: JsonObject): Promise<unknown>;
  /** A change that may be made twice without harm. A refusal that says "already so" is a success. `accept` throws for an answer that tells another end. */
  change(endpoint: Endpoint, parameters: JsonObject, accept?: (answer: unknown) => void): Promise<void>;
  /**
   * A cancellation, which may be made twice without harm. `gone`: the exchange refused because the order is over. `pending`: because a
   * cancellation is under way. Any other refusal is thrown: the exchange may not know the symbol or the endpoint, and the order may live.
   */
  cancel<T>(
    endpoint: Endpoint,
    parameters: JsonObject,
    accept: (answer: unknown) => T,
  ): Promise<T | 'gone' | 'pending'>;
  /** One attempt at a change: the acknowledgement as `accept` reads it, or the outcome of the failure. Never throws. */
  attempt<T>(
    endpoint: Endpoint,
    parameters: JsonObject,
    accept: (answer: unknown) => T,
    headers?: Headers,
  ): Promise<T | Failure>;
  /** A refusal that an answer carries in a field of its own. */
  rejected(code: string): Error;
}

export function marketWire(
  market: MarketDefinition,
  markets: Markets,
  send: Send,
  rules: readonly RefusalRule[],
): MarketWire {
  const { title } = market;
  const sendChange: Send = async (...request) => {
    try {
      const answer = await send(...request);
      noteSent();
      return answer;
    } catch (error) {
      if (!neverLeft(error)) noteSent();
      throw error;
    }
  };
  const rulesOf = (endpoint: Endpoint) => rulesAt(rules, hostOf(endpoint, market));
  return {
    market,
    markets,
    read: async (endpoint, parameters = {}) => {
      try {
        return await send(endpoint, parameters);
      } catch (error) {
        throw readError(rulesOf(endpoint), title, error);
      }
    },
    change: async (endpoint, parameters, accept = () => {}) => {
      try {
        accept(await sendChange(endpoint, parameters));
      } catch (error) {
        if (!isRefusedAs('alreadySo', rulesOf(endpoint), error)) throw readError(rulesOf(endpoint), title, error);
      }
    },
    cancel: async (endpoint, parameters, accept) => {
      try {
        return accept(await sendChange(endpoint, parameters));
      } catch (error) {
        if (isRefusedAs('gone', rulesOf(endpoint), error)) return 'gone';
        if (isRefusedAs('canceling', rulesOf(endpoint), error)) return 'pending';
        throw readError(rulesOf(endpoint), title, error);
      }
    },
    attempt: async (endpoint, parameters, accept, headers) => {
      try {
        return accept(await sendChange(endpoint, parameters, headers));
      } catch (error) {
        return failureOf(rulesOf(endpoint), title, error);
      }
    },
    rejected: (code) => readError(rulesAt(rules, market.host), title, new ExchangeRejection(title, code)),
  };
}

/** How an exchange speaks: judged on the bytes it sent. */
export interface WireProtocol {
  /** Throws when the answer is anything but a success in the exchange's own terms. */
  readonly verifyAnswer: (answer: Answer) => void;
  /** Null where the exchange knows no last nonce: requests carry no nonce, or a timestamp. */
  readonly nonce: NonceProtocol | null;
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON, every number as its exact text; undefined for an answer that is not JSON. */
  readonly json: unknown;
  /** The body as it came: pages of what stands before the exchange are told apart by their words. */
  readonly text?: string;
  /** By names in small letters: an answer that is no JSON can tell the end of a limit here alone. */
  readonly headers?: HttpReply['headers'] | undefined;
}

export interface ConnectionPorts {
  readonly transport: Transport;
  readonly sign: Sign;
  /** Null for public calls. */
  readonly credential: Credential | null;
  /** Counted nonces, or timestamps of the clock. Null for exchanges whose signatures carry neither, and for public calls. */
  readonly nonces: NonceSource | null;
  readonly protocol: WireProtocol;
  /** For keys that sign with a timestamp. */
  readonly stamps?: Stamps | undefined;
}

export type Headers = Readonly<Record<string, string>>;

/** Sends one request and returns the verified answer. Throws TransportError, ExchangeRejection, MalformedResponse or NotSent. */
export type Send = (endpoint: Endpoint, parameters: JsonObject, headers?: Headers) => Promise<unknown>;

/** nonce > sign > headers > send > verify: the one way of a request to the exchange. */
export function connect({ transport, sign, credential, nonces, protocol, stamps }: ConnectionPorts): Send {
  const sendWith = async (endpoint: Endpoint, parameters: JsonObject, headers: Headers, nonce: string | null) => {
    const request = signedOrNotSent(() => sign(endpoint, parameters, credential, nonce, headers));
    const sentAt = sharedNow();
    const reply = await transport({ ...request, headers: { ...request.headers, ...headers } });
    const json = contentOf(endpoint, reply);
    if (endpoint.isSigned && json !== undefined) observeExchangeDate(request.url, reply.date, sentAt, sharedNow());
    protocol.verifyAnswer({ status: reply.status, json, text: reply.body, headers: reply.headers });
    return json;
  };
  return async (endpoint, parameters, headers = {}) => {
    if (nonces === null || !endpoint.isSigned) return sendWith(endpoint, parameters, headers, null);
    refuseWhileTaken(nonces);
    const next = () => takenOrNotSent(nonces.next);
    const leap = () => takenOrNotSent(nonces.leap);
    if (endpoint.repeat !== 'never' && protocol.nonce === null && stamps !== undefined)
      return withExchangeTime(stamps, next, (stamp) => sendWith(endpoint, parameters, headers, stamp));
    if (endpoint.repeat === 'never' || protocol.nonce === null)
      return sendWith(endpoint, parameters, headers, await next());
    return withNonceRetry(endpoint, { ...nonces, next, leap }, protocol.nonce, Math.random, (to, nonce) =>
      sendWith(to, to === endpoint ? parameters : {}, to === endpoint ? headers : {}, nonce),
    );
  };
}

/** The table may fail between two attempts, but never after an attempt that could have been executed. */
async function takenOrNotSent(take: () => Promise<string>): Promise<string> {
  try {
    return await take();
  } catch (error) {
    throw new NotSent(error);
  }
}

function signedOrNotSent<T>(sign: () => T): T {
  try {
    return sign();
  } catch (error) {
    if (error instanceof TransportError) throw error;
    // CCXT's own message may quote the secret that it could not decode.
    const remedy = 'set the whole credential again with PUT /delegation/exchange-account/credentials';
    const message = `Nothing could be signed: the stored credential is not in the form that the exchange issued; ${remedy}`;
    throw new NotSent(new OemsError('KEY_REFUSED', message));
  }
}
