import type { StoredError } from '../journal/line.ts';
import { OemsError } from './errors.ts';

/** A refusal that a journal's line keeps, as it was first told. */
export const storedRefusal = (
  { code, message, details, retryAfterSeconds }: StoredError,
  headers: Readonly<Record<string, string>>,
): OemsError => new OemsError(code, message, { details, headers, retryAfterSeconds });
