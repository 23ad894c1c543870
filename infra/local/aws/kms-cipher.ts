import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KmsKey } from './kms-keys.ts';

/**
 * A ciphertext blob: version (1 byte), key id (36 ASCII bytes), IV (12), tag (16), AES-256-GCM ciphertext. The
 * additional data of the cipher bind encryption context, version and key id.
 */

export type EncryptionContext = Readonly<Record<string, string>>;

const VERSION = 1;
const KEY_ID_BYTES = 36;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;

export function encrypt(key: KmsKey, plaintext: Buffer, context: EncryptionContext): Buffer {
  const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.keyId, 'ascii')]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(head, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), sealed]);
}

/** Id of the key that made the blob; undefined for bytes of a different format. */
export function keyIdOf(blob: Buffer): string | undefined {
  const shortest = HEAD_BYTES + IV_BYTES + TAG_BYTES;
  if (blob.length < shortest || blob[0] !== VERSION) return undefined;
  return blob.toString('ascii', 1, HEAD_BYTES);
}

/** Undefined for a changed blob, a different key or a different context. */
export function decrypt(key: KmsKey, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  const iv = blob.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
  const tag = blob.subarray(HEAD_BYTES + IV_BYTES, HEAD_BYTES + IV_BYTES + TAG_BYTES);
  const material = Buffer.from(key.material, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', material, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(blob.subarray(0, HEAD_BYTES), context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(blob.subarray(HEAD_BYTES + IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** KMS ignores the order of the pairs in a context, so the pairs are sorted. */
function additionalData(head: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return Buffer.concat([head, Buffer.from(JSON.stringify(pairs))]);
}
