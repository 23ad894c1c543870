import * as functions from 'ccxt/js/src/base/functions.js';
import type { Credential } from '../model/credential.ts';
import type { JsonObject } from '../model/order.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpRequest } from './transport.ts';
import { TransportError } from './transport.ts';

/**
 * CCXT's `sign` as a function: the URL, headers and body of one request. `nonce` is null where the exchange signs without one. `headers` are
 * those that the request will bear beside the signature's own: some exchanges sign the value of a header.
 */
export type Sign = (
  endpoint: Endpoint,
  parameters: JsonObject,
  credential: Credential | null,
  nonce: string | null,
  headers?: Readonly<Record<string, string>>,
) => HttpRequest;

/** The part of a CCXT instance that signing needs. */
export interface CcxtSigner {
  sign(path: string, api: string, method: string, parameters: object): CcxtSigned;
}

interface CcxtSigned {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** The part of a CCXT class that a signer is made of. */
interface CcxtPrototype extends CcxtSigner {
  describe(): object;
  getDefaultOptions(): object;
}

/**
 * A CCXT instance for `sign` alone: the class's methods, CCXT's functions, and the fields that the class describes. The constructor would
 * also build a method for each of the exchange's endpoints and a second name for every field, 20 ms of a cold start.
 */
export function signerOf({ prototype }: { readonly prototype: object }, settings: object): CcxtSigner {
  const client: CcxtPrototype = Object.assign(Object.create(prototype), functions);
  const defaults = { options: client.getDefaultOptions() };
  return Object.assign(client, functions.deepExtend(defaults, client.describe(), settings));
}

/**
 * A single CCXT instance signs for every credential. `sign` is synchronous, so a credential is on the instance only during the signature of
 * its own request. Nothing else of the instance is used.
 */
export function ccxtSigner(newClient: () => CcxtSigner): Sign {
  let client: CcxtSigner | null = null;
  return ({ path, api, method }, parameters, credential, nonce) => {
    client ??= newClient();
    const holder = client as CcxtSigner & Record<string, unknown>;
    Object.assign(holder, credential, { nonce: oneShot(nonce) });
    try {
      const { url, headers = {}, body, ...signed } = client.sign(path, api, method, parameters);
      return { url, method: signed.method, headers, ...(body === undefined ? {} : { body }) };
    } finally {
      for (const part of Object.keys(credential ?? {})) holder[part] = undefined;
    }
  };
}

/**
 * Gives out a nonce for a single signature. Without a nonce, or asked a second time, CCXT would sign with the clock: `oneShot` throws
 * instead.
 */
function oneShot(nonce: string | null): () => string {
  let left = nonce;
  return () => {
    if (left === null) throw new TransportError('a request was to be signed without a nonce of its own', 'notSent');
    const taken = left;
    left = null;
    return taken;
  };
}
