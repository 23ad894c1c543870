import { OemsError } from '../../errors.ts';
import type { StoredError } from '../../journal/entry.ts';

/** The error that a journal entry keeps, as the first answer told the error. */
export function storedRejection(
  { code, message, details, retryAfterSeconds }: StoredError,
  headers: Readonly<Record<string, string>>,
): OemsError {
  return new OemsError(code, message, { details, headers, retryAfterSeconds });
}
