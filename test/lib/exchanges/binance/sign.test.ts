import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { spotEndpoints, usdmEndpoints } from '../../../../lib/exchanges/binance/endpoints.ts';
import { normalizedSecret, secretPattern } from '../../../../lib/exchanges/binance/secret.ts';
import { signerAt } from '../../../../lib/exchanges/binance/sign.ts';
import { credential } from './fixture-binance.ts';

const origin = 'https://api.binance.com';

/** The bytes that are signed, and the signature beside them. */
function partsOf(text: string): { readonly payload: string; readonly signature: string } {
  const [payload = '', signature = ''] = text.split('&signature=');
  return { payload, signature: decodeURIComponent(signature) };
}

const futuresCredential = {
  apiKey: 'dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83',
  secret: '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9',
};

const spotOrder = {
  ...{ symbol: 'LTCBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '0.1' },
  ...{ newClientOrderId: 'a', recvWindow: '5000', timestamp: '1499827319559' },
};

describe('signatures of Binance', () => {
  it('an order is signed over the bytes that leave, with the signature last and the key in its header', () => {
    const { url, body = '', headers, method } = signerAt(origin)(spotEndpoints.placeOrder, spotOrder, credential, '1');
    expect([method, url]).toEqual(['POST', 'https://api.binance.com/api/v3/order']);
    expect(headers?.['X-MBX-APIKEY']).toBe(credential.apiKey);
    expect(body).toMatch(/&signature=[0-9a-f]{64}$/);
    expect(Object.fromEntries(new URLSearchParams(partsOf(body).payload))).toEqual(spotOrder);
  });

  it.each([
    [
      'spot',
      credential.secret,
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
      'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    ],
    [
      'USD-M',
      futuresCredential.secret,
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943',
      '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    ],
  ])("the documentation's vector of %s has the documented signature", (_host, secret, payload, expected) => {
    const parameters = Object.fromEntries(new URLSearchParams(payload));
    const endpoint = { ...spotEndpoints.order, path: 'vector' };
    const { url } = signerAt(origin)(endpoint, parameters, { apiKey: 'k', secret }, '1');
    const { payload: signed, signature } = partsOf(new URL(url).search.slice(1));
    // CCXT sends the timestamp first; the documented order of the fields gives the documented signature.
    expect(new Set(signed.split('&'))).toEqual(new Set(payload.split('&')));
    expect(hmac(signed, secret)).toBe(signature);
    expect(hmac(payload, secret)).toBe(expected);
  });

  it('a read has its parameters in the query, a timestamp of ten seconds ago and a window of 15 seconds from now', () => {
    const { url, body } = signerAt(origin)(
      spotEndpoints.openOrders,
      { symbol: 'BTCUSDT' },
      credential,
      '1499827319559',
    );
    expect(body).toBeUndefined();
    const parameters = Object.fromEntries(new URL(url).searchParams);
    expect(parameters).toMatchObject({ symbol: 'BTCUSDT', timestamp: '1499827309559', recvWindow: '25000' });
  });

  it('what a query cannot hold is percent-encoded before the signature', () => {
    const { url } = signerAt(origin)(spotEndpoints.order, { symbol: '币安人生USDT' }, credential, '1');
    const { payload, signature } = partsOf(new URL(url).search.slice(1));
    expect(payload).toContain('symbol=%E5%B8%81');
    expect(hmac(payload, credential.secret)).toBe(signature);
  });

  it('a list of ids is percent-encoded before the signature too', () => {
    const ids = encodeURIComponent('[1,2]');
    const { url } = signerAt(origin)(
      usdmEndpoints.cancelOrders,
      { symbol: 'BTCUSDT', orderIdList: ids },
      credential,
      '1',
    );
    const { payload, signature } = partsOf(url.split('?')[1] ?? '');
    expect(payload).toContain('orderIdList=%5B1%2C2%5D');
    expect(hmac(payload, credential.secret)).toBe(signature);
  });

  it("no request bears a broker's id", () => {
    const text = JSON.stringify(signerAt(origin)(spotEndpoints.placeOrder, spotOrder, credential, '1'));
    expect(text).not.toMatch(/x-(TKT5PX2F|xcKtGhcu)/);
  });
});

function hmac(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

const kinds = [
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['Ed25519', () => generateKeyPairSync('ed25519').privateKey],
] as const;

/** The ways in which people's copies of a PEM differ. */
const copies: readonly (readonly [string, (pem: string) => string])[] = [
  ['as it was made', (pem) => pem],
  ['without the last line end', (pem) => pem.trim()],
  ['with more line ends', (pem) => `\n\n${pem}\n\n`],
  ['with the line ends of Windows', (pem) => pem.replaceAll('\n', '\r\n')],
  ['with line ends as backslash and letter', (pem) => pem.replaceAll('\n', '\\n')],
  ['in one line', (pem) => pem.replaceAll('\n', ' ')],
];

describe.each(kinds)('a private key of type %s', (kind, create) => {
  it.each(copies)('%s signs what the public key verifies', (_copy, change) => {
    const key = create();
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const secret = change(pem);
    expect(secretPattern.test(secret)).toBe(true);
    const { url } = signerAt(origin)(spotEndpoints.account, {}, { apiKey: 'k', secret }, '1499827319559');
    const { payload, signature } = partsOf(new URL(url).search.slice(1));
    // A bare plus sign of base64 would be read as a blank.
    expect(url.split('&signature=')[1]).toMatch(/^([A-Za-z0-9]|%2B|%2F|%3D)+$/);
    const publicKey = createPublicKey(createPrivateKey(pem));
    const bytes = [Buffer.from(payload), publicKey, Buffer.from(signature, 'base64')] as const;
    expect(verify(kind === 'RSA' ? 'RSA-SHA256' : null, ...bytes)).toBe(true);
  });
});

describe('a private key of RSA', () => {
  it('signs the body of an order, and leaves a public call as it is', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { url, body = '' } = signerAt(origin)(spotEndpoints.placeOrder, spotOrder, { apiKey: 'k', secret }, '1');
    const { payload, signature } = partsOf(body);
    expect([url.includes('?'), payload.includes('symbol=')]).toEqual([false, true]);
    expect(verify('RSA-SHA256', Buffer.from(payload), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    const seen = signerAt(origin)(spotEndpoints.ticker, { symbol: 'BTCUSDT' }, { apiKey: 'k', secret }, null);
    expect(seen.url).toBe(`${origin}/api/v3/ticker/24hr?symbol=BTCUSDT`);
  });
});

describe('secrets at registration', () => {
  it.each([
    ['a public key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['an encrypted key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----'],
    ['a key of PKCS#1', '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----'],
    ['half a key', '-----BEGIN PRIVATE KEY-----\nMIIB'],
    ['a short text', 'secret'],
    ['a text with a blank', `${credential.secret} `],
  ])('%s is no secret', (_what, text) => {
    expect(secretPattern.test(text)).toBe(false);
  });

  it('a secret for HMAC stays as it is', () => {
    expect(secretPattern.test(credential.secret)).toBe(true);
    expect(normalizedSecret(credential.secret)).toBe(credential.secret);
  });
});
