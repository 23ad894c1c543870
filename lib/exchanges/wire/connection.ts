import { OemsError } from '../../errors.ts';
import type { Credential } from '../model/credential.ts';
import type { JsonObject } from '../model/order.ts';
import type { Endpoint } from './endpoint.ts';
import { type NonceProtocol, type NonceSource, withNonceRetry } from './nonce-retry.ts';
import { NotSent } from './refusals.ts';
import type { Sign } from './signer.ts';
import { type Transport, TransportError } from './transport.ts';

/** How an exchange speaks: judged on the bytes it sent. */
export interface WireProtocol {
  /** Throws when the answer is anything but a success in the exchange's own terms. */
  readonly verifyAnswer: (answer: Answer) => void;
  /** Null where the exchange knows no last nonce: requests carry no nonce, or a timestamp. */
  readonly nonce: NonceProtocol | null;
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON, every number as its exact text; undefined when it is not JSON. */
  readonly json: unknown;
}

export interface ConnectionPorts {
  readonly transport: Transport;
  readonly sign: Sign;
  /** Null for public calls. */
  readonly credential: Credential | null;
  /** Counted nonces, or timestamps of the clock. Null for exchanges whose signatures carry neither, and for public calls. */
  readonly nonces: NonceSource | null;
  readonly protocol: WireProtocol;
}

export type Headers = Readonly<Record<string, string>>;

/** Sends one request and returns the verified answer. Throws TransportError, ExchangeRejection, MalformedResponse or NotSent. */
export type Send = (endpoint: Endpoint, parameters: JsonObject, headers?: Headers) => Promise<unknown>;

/** nonce > sign > headers > send > verify: the one way of a request to the exchange. */
export function connect({ transport, sign, credential, nonces, protocol }: ConnectionPorts): Send {
  const sendWith = async (endpoint: Endpoint, parameters: JsonObject, headers: Headers, nonce: string | null) => {
    const request = signedOrNotSent(() => sign(endpoint, parameters, credential, nonce));
    const reply = await transport({ ...request, headers: { ...request.headers, ...headers } });
    const json = parseExact(reply.body);
    protocol.verifyAnswer({ status: reply.status, json });
    return json;
  };
  return async (endpoint, parameters, headers = {}) => {
    if (nonces === null || !endpoint.isSigned) return sendWith(endpoint, parameters, headers, null);
    const next = () => takenOrNotSent(nonces);
    if (endpoint.repeat === 'never' || protocol.nonce === null)
      return sendWith(endpoint, parameters, headers, await next());
    return withNonceRetry(endpoint, { ...nonces, next }, protocol.nonce, Math.random, (to, nonce) =>
      sendWith(to, to === endpoint ? parameters : {}, to === endpoint ? headers : {}, nonce),
    );
  };
}

/** The table may fail between two attempts, but never after an attempt that could have been executed. */
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
    // CCXT's own message may quote the secret that it could not decode.
    const remedy = 'set the whole credential again with PUT /delegation/exchange-account/credentials';
    const message = `Nothing could be signed: the stored credential is not in the form that the exchange issued; ${remedy}`;
    throw new NotSent(new OemsError('PERMISSION_DENIED', message));
  }
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
