import { OemsError } from '../../errors.ts';
import type { StoredError } from '../../journal/entry.ts';

/** A refusal that a journal's line keeps, as it was first told. */
export function storedRejection(
  { code, message, details, retryAfterSeconds }: StoredError,
  headers: Readonly<Record<string, string>>,
): OemsError {
  return new OemsError(code, message, { details, headers, retryAfterSeconds });
}
