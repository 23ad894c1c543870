import { OemsError } from '../../errors.ts';
import { plain } from './refusals.ts';

/** The error is a refusal whose code begins so. Blanks and capitals do not count, as in the rules of refusals. */
export function isRefusedWith(error: unknown, match: string): error is OemsError {
  return (
    error instanceof OemsError &&
    error.details.some(({ exchangeCode = '' }) => plain(exchangeCode).startsWith(plain(match)))
  );
}
