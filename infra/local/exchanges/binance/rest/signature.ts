import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { refuse } from './refusal.ts';

/** The signed bytes and the signature, as sent. */
interface Signed {
  readonly payload: string;
  readonly signature: string;
}

function invalid(): never {
  return refuse(-1022, 'Signature for this request is not valid.');
}

/**
 * The signature covers query and body as sent, without a mark between them; `signature` comes last (spot/rest-api, SIGNED endpoints). A
 * signature in the body counts before one in the query.
 */
export function signedPart(query: string, body: string): Signed {
  const inBody = cutSignature(body);
  if (inBody) return { payload: query + inBody.rest, signature: inBody.signature };
  const inQuery = cutSignature(query);
  if (inQuery) return { payload: inQuery.rest + body, signature: inQuery.signature };
  if (/(^|&)signature=/.test(`${query}&${body}`)) return invalid();
  return refuse(-1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.");
}

function cutSignature(part: string): { readonly rest: string; readonly signature: string } | null {
  const [, rest = '', signature = ''] = /^(.*?)(?:^|&)signature=([^&]+)$/s.exec(part) ?? [];
  return signature === '' ? null : { rest, signature };
}

/** Characters of a percent-encoded payload. Everything else had to be encoded before signing (spot/CHANGELOG 2025-12-17). */
const encoded = /^(?:[A-Za-z0-9\-_.!~*'()=&+]|%[0-9A-Fa-f]{2})*$/;

export function checkEncoding({ payload }: Signed): void {
  if (!encoded.test(payload)) invalid();
}

/** HMAC in hexadecimal of any case; RSA (PKCS#8 v1.5) and Ed25519 in base64, percent-encoded (spot/rest-api). */
export function checkSignature(secret: string, { payload, signature }: Signed): void {
  const isRight = secret.includes('PUBLIC KEY')
    ? isSignedBy(secret, payload, signature)
    : isMac(secret, payload, signature);
  if (!isRight) invalid();
}

function isMac(secret: string, payload: string, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(payload, 'utf8').digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

function isSignedBy(pem: string, payload: string, signature: string): boolean {
  const key = createPublicKey(pem);
  const given = /%[0-9A-Fa-f]{2}/.test(signature) ? decodeURIComponent(signature) : signature;
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(algorithm, Buffer.from(payload), key, Buffer.from(given, 'base64'));
}
