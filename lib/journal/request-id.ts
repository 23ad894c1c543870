import { createHash } from 'node:crypto';

/**
 * The id of one wish, 32 hex digits, from whose it is and the client's key for it: a retry computes the same, and no two tenants can
 * meet. JSON keeps the parts apart whatever they contain.
 */
export function deriveRequestId(...parts: string[]): string {
  return hashOf(parts).slice(0, 32);
}

/** Equal for equal wishes, in whatever order their fields were given: the same key with another hash is a conflict. */
export function requestFingerprint(wish: Readonly<Record<string, unknown>>): string {
  return hashOf(Object.entries(wish).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
