import BybitClient from 'ccxt/js/src/bybit.js';
import { sharedNow } from '../../aws/clock.ts';
import { type CcxtSigner, ccxtSigner, type Sign, signerOf } from '../wire/signer.ts';

/**
 * The header with the request's window: the milliseconds after the timestamp in which the exchange takes the request. The signature covers
 * the value.
 */
export const windowHeader = 'X-BAPI-RECV-WINDOW';
/**
 * Of requests without a deadline, from the moment of the signature. The exchange's default of 5 seconds (docs/v5 guide) refuses every look while its
 * clock is ahead by more, and without a look no order gets a verdict. A request without a deadline reads, or may be made twice.
 */
const usualWindowMs = 15_000;

/**
 * The exchange refuses a timestamp that is a second ahead of its clock. The client chooses the window, so each timestamp is `stampedBackMs` in the
 * past and each window longer by the same time. The end of the window stays, and a clock of ours that is ahead causes no refusal.
 */
export const stampedBackMs = 10_000;

/** The window of a request that the exchange shall take until the deadline, in epoch ms. */
export function windowUntil(deadline: number): string {
  return String(Math.max(1, deadline - sharedNow() + stampedBackMs));
}

interface WithWindow extends CcxtSigner {
  readonly options: { recvWindow: string };
}

/**
 * CCXT's signature. The window is an option of CCXT and no parameter of a call, so the window is set before each signature; `sign` is
 * synchronous. CCXT names itself as the broker of every POST (`Referer`, ccxt 4.5.84 bybit.js sign): this service is nobody's broker.
 */
export function bybitSigner(origin: string, backMs = stampedBackMs): Sign {
  let client: WithWindow | null = null;
  const made = () => {
    client ??= signerOf(BybitClient, settingsAt(origin)) as WithWindow;
    return client;
  };
  const sign = ccxtSigner(made);
  return (endpoint, parameters, credential, nonce, given = {}) => {
    made().options.recvWindow = given[windowHeader] ?? String(usualWindowMs + backMs);
    const stamp = nonce === null ? null : String(Number(nonce) - backMs);
    const { headers = {}, ...request } = sign(endpoint, parameters, credential, stamp);
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
