import { createSign } from 'node:crypto';
import type { HttpRequest } from '../wire/transport.ts';

/** Of a secret in its normal form: an Ed25519 key has 118 characters, and the shortest RSA key that Binance takes has 1,700. */
export function isRsa(secret: string): boolean {
  return secret.includes('PRIVATE KEY') && secret.length > 120;
}

const signed = /^(?<before>[^?]*\?|)(?<payload>.*)&signature=[^&]*$/s;

/**
 * The request with a signature of RSA (PKCS#1 v1.5, SHA-256) in place of the signature that ends query or body. CCXT asks the class of its hash for
 * the name of the algorithm, and a minified bundle has no such name (ccxt 4.5.84 base/functions/rsa.js).
 */
export function withRsa(request: HttpRequest, pem: string): HttpRequest {
  if (request.body === undefined) return { ...request, url: resigned(request.url, pem) };
  return { ...request, body: resigned(request.body, pem) };
}

function resigned(text: string, pem: string): string {
  const { before = '', payload } = signed.exec(text)?.groups ?? {};
  // A public call bears no signature.
  if (payload === undefined) return text;
  const signature = createSign('RSA-SHA256').update(payload).sign(pem, 'base64');
  return `${before}${payload}&signature=${encodeURIComponent(signature)}`;
}
