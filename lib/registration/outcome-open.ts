import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';

/** The refusal of a purge beside open journal entries. A transfer is named by its id. */
export function outcomeOpen(entries: readonly Item[] = []): OemsError {
  const [transfer] = entries.flatMap(({ sk }) => /^TRANSFER#.*/.exec(sk?.S ?? '') ?? []);
  const what = transfer?.replace('TRANSFER#', 'transfer ') ?? 'an order, transfer, amendment or cancellation';
  return new OemsError(
    'IN_PROGRESS',
    `the outcome of ${what} of this account is not known yet, and a purge would lose its record; repeat the call in a minute, or delete without purge, which keeps the history`,
    { retryAfterSeconds: 60 },
  );
}
