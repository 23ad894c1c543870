import { createHash, randomUUID } from 'node:crypto';
import type { AccountRef } from '../accounts/account.ts';

/**
 * The id of one request, 32 hex digits, derived from the client's own key: a retry computes the same id, and no two tenants can meet.
 * Without a client's key each call is a request of its own. `kind` keeps the same key apart for different kinds of requests.
 */
export function requestIdFor({ tenant, accountId }: AccountRef, key: string | undefined, ...kind: string[]): string {
  return key === undefined ? randomUUID().replaceAll('-', '') : deriveRequestId('v1', ...kind, tenant, accountId, key);
}

/** JSON keeps the parts apart, whatever characters the parts contain. */
export function deriveRequestId(...parts: string[]): string {
  return hashOf(parts).slice(0, 32);
}

/** Equal for equal requests, in whatever order the fields were given. */
export function requestFingerprint(request: Readonly<Record<string, unknown>>): string {
  return hashOf(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
