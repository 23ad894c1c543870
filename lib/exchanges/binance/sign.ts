import BinanceClient from 'ccxt/js/src/binance.js';
import { ccxtSigner, type Sign, signerOf } from '../wire/signer.ts';
import { isRsa, withRsa } from './rsa.ts';
import { normalizedSecret } from './secret.ts';
import { stampedBackMs, usualWindowMs } from './stamps.ts';

/** Both hosts serve the paths of their own alone: the origin decides which of the names are used. */
export function settingsAt(origin: string) {
  return {
    enableRateLimit: false,
    urls: {
      api: {
        public: `${origin}/api/v3`,
        private: `${origin}/api/v3`,
        sapi: `${origin}/sapi/v1`,
        fapiPublic: `${origin}/fapi/v1`,
        fapiPrivate: `${origin}/fapi/v1`,
        fapiPrivateV3: `${origin}/fapi/v3`,
      },
    },
    options: { recvWindow: usualWindowMs + stampedBackMs },
  };
}

/** CCXT's signature. A secret in PEM is brought into the one form that CCXT reads right; what RSA signs is signed here. */
export function signerAt(origin: string): Sign {
  const sign = ccxtSigner(() => signerOf(BinanceClient, settingsAt(origin)));
  return (endpoint, parameters, credential, nonce) => {
    const stamp = nonce === null ? null : String(Number(nonce) - stampedBackMs);
    const { secret: given, ...rest } = credential ?? {};
    if (given === undefined) return sign(endpoint, parameters, credential, stamp);
    const secret = normalizedSecret(given);
    if (!isRsa(secret)) return sign(endpoint, parameters, { ...rest, secret }, stamp);
    return withRsa(sign(endpoint, parameters, { ...rest, secret: 'replaced' }, stamp), secret);
  };
}
