import type { Delivery } from '../aws/sqs-queue.ts';
import type { Invocation } from './function-thread.ts';

/**
 * The messages of a batch that Lambda takes for failed. Only an answer it understands whole lets any of them succeed: one that names an
 * unknown message, or none where it should, fails them all (Lambda developer guide, "Success and failure conditions").
 */
export function failedIn(
  invocation: Invocation,
  batch: readonly Delivery[],
  reportsFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(batch.map(({ messageId }) => messageId));
  if (!invocation.ok) return all;
  const named = reportsFailures ? namedIn(invocation.payload) : [];
  return named === undefined || named.some((name) => !all.has(name)) ? all : new Set(named);
}

/** Undefined for an answer that is no answer of this kind. */
function namedIn(payload: string): string[] | undefined {
  const { batchItemFailures } = (JSON.parse(payload) ?? {}) as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return undefined;
  const names = batchItemFailures.map((entry) => (entry as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return names.every((name) => typeof name === 'string') ? names : undefined;
}
