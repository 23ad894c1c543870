/**
 * Binance issues three kinds of secrets: 64 characters for HMAC, and keys in PEM that the owner has made, RSA or Ed25519
 * (developers.binance.com, spot: API Key Types).
 */
const pem = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]|\\r|\\n)+-----END PRIVATE KEY-----(\s|\\r|\\n)*$/;

/** A PEM whose line ends were written as backslash and letter is the usual victim of a copy through JSON or the environment. */
export const secretPattern = new RegExp(`^[A-Za-z0-9]{40,128}$|${pem.source}`);
export const secretRule =
  'is not a secret of Binance: send the secret that is shown when the key is created, or the unencrypted private key in PKCS#8 PEM (-----BEGIN PRIVATE KEY-----) of an RSA or Ed25519 key';

/**
 * The secret as CCXT can sign with it. CCXT takes a PEM of more than 120 characters for RSA, and an Ed25519 key has 118: one more line end, or
 * the line ends of Windows, and every signature would be wrong (ccxt 4.5.84 binance.js sign).
 */
export function normalizedSecret(secret: string): string {
  if (!pem.test(secret)) return secret.trim();
  const body = secret.replaceAll(/-----[A-Z ]+-----|\s|\\[rn]/g, '');
  const lines = body.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join('\n');
}
