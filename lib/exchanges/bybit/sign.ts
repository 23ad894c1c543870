import BybitClient from 'ccxt/js/src/bybit.js';
import { type CcxtSigner, ccxtSigner, type Sign, signerOf } from '../wire/signer.ts';

/** The header whose value the signature covers: for so many milliseconds after its timestamp the exchange takes the request. */
export const windowHeader = 'X-BAPI-RECV-WINDOW';
/** Of requests without a deadline; the exchange's own default (docs/v5 guide). */
const usualWindow = '5000';

interface WithWindow extends CcxtSigner {
  readonly options: { recvWindow: string };
}

/**
 * CCXT's signature. The window is an option of CCXT and no parameter of a call, so the window is set before each signature; `sign` is
 * synchronous. CCXT names itself as the broker of every POST (`Referer`, ccxt 4.5.84 bybit.js sign): this service is nobody's broker.
 */
export function bybitSigner(origin: string): Sign {
  let client: WithWindow | null = null;
  const made = () => {
    client ??= signerOf(BybitClient, settingsAt(origin)) as WithWindow;
    return client;
  };
  const sign = ccxtSigner(made);
  return (endpoint, parameters, credential, nonce, given = {}) => {
    made().options.recvWindow = given[windowHeader] ?? usualWindow;
    const { headers = {}, ...request } = sign(endpoint, parameters, credential, nonce);
    const { Referer: _broker, ...own } = headers;
    return { ...request, headers: own };
  };
}

export function settingsAt(origin: string) {
  return {
    enableRateLimit: false,
    urls: { api: { public: origin, private: origin } },
    // Known beforehand, or CCXT asks the exchange.
    options: { enableUnifiedMargin: false, enableUnifiedAccount: true, unifiedMarginStatus: 6 },
  };
}
