/** One call of an exchange's API, by the names that CCXT's `sign` goes by. */
export interface Endpoint {
  readonly path: string;
  /** CCXT's name of the part of the API. */
  readonly api: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Signed requests take a nonce where the key counts nonces. */
  readonly isSigned: boolean;
  /**
   * `never`: an order or a move of money. The request is not repeated here even after a refused nonce: a duplicate of the same bytes may
   * have been executed before the refusal. The caller looks first.
   */
  readonly repeat: 'freely' | 'never';
  /** A name among the exchange's hosts; absent: the host of the market. */
  readonly host?: string;
  /** Headers of the answer that tell something of its content, and the field of the body that each becomes where the body lacks the field. */
  readonly fieldsFromHeaders?: Readonly<Record<string, string>>;
  /** The most that a request can weigh in the limit that all keys share; 0: the request counts apart. Absent: the host's usual weight. */
  readonly weight?: number;
}

/** Public data. */
export function publicCall(method: Endpoint['method'], path: string, api = 'public'): Endpoint {
  return { path, api, method, isSigned: false, repeat: 'freely' };
}

/** A signed read, or a change that may safely be made twice. */
export function signedCall(method: Endpoint['method'], path: string, api = 'private'): Endpoint {
  return { path, api, method, isSigned: true, repeat: 'freely' };
}

/** A signed request that must never be sent twice by itself. */
export function unrepeatedCall(method: Endpoint['method'], path: string, api = 'private'): Endpoint {
  return { path, api, method, isSigned: true, repeat: 'never' };
}

/** The same call at another host of the exchange than the market's. */
export function atHost(host: string, endpoint: Endpoint): Endpoint {
  return { ...endpoint, host };
}

/** The host that a request of the market goes to. */
export function hostOf({ host }: Endpoint, market: { readonly host: string }): string {
  return host ?? market.host;
}
