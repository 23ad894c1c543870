import type { Delivery } from '../aws/sqs-message.ts';
import type { Invocation } from './function-thread.ts';

/**
 * Message ids of the batch that Lambda treats as failed. An answer that Lambda cannot read fails the whole batch, and
 * so does an answer with an unknown message id (Lambda developer guide, "Success and failure conditions").
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

/** Undefined for an answer without a readable list. */
function namedIn(payload: string): string[] | undefined {
  const { batchItemFailures } = (JSON.parse(payload) ?? {}) as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return undefined;
  const names = batchItemFailures.map((entry) => (entry as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return names.every((name) => typeof name === 'string') ? names : undefined;
}
