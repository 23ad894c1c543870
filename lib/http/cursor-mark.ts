import { createHash } from 'node:crypto';
import { invalidField } from '../errors.ts';
import type { Reply } from './answer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a list is about: a place in the list of one account, or of the buys, is no place in another list. */
export interface Question {
  readonly operation: string;
  readonly tenant: string;
  readonly request: unknown;
}

/**
 * A cursor is a place in the caller's own list, and reaches no foreign record. A client that reads several accounts at once can mix their cursors, and
 * would miss records in silence. So each cursor leaves with a mark of its question. The mark is no secret.
 */
const marked = /^c([0-9a-f]{10})\.(.+)$/s;

/** A page may have another size, and a list another end of its range: the place is the same. */
const unmarked: readonly string[] = ['cursor', 'limit', 'from', 'to'];

/** A mark without filters is the mark that clients keep from releases before: a cursor of the events is a client's place for good. */
function markOf({ operation, tenant, request }: Question): string {
  const { exchange_account_id: account = null, exchange = null, ...others } = (request ?? {}) as Fields;
  const filters = Object.entries(others).filter(([name, value]) => !unmarked.includes(name) && value !== undefined);
  const terms = filters.length === 0 ? [] : [filters.toSorted(([one], [other]) => (one < other ? -1 : 1))];
  return createHash('sha256')
    .update(JSON.stringify([operation, tenant, account, exchange, ...terms]))
    .digest('hex')
    .slice(0, 10);
}

/** The request with the place alone. A cursor of a release before has no mark. Throws INVALID_REQUEST for the mark of another question. */
export function openCursor<T>(question: Question & { readonly request: T }): T {
  const { cursor } = (question.request ?? {}) as Fields;
  const [, mark, place] = (typeof cursor === 'string' && marked.exec(cursor)) || [];
  if (mark === undefined) return question.request;
  if (mark === markOf(question)) return { ...question.request, cursor: place };
  throw invalidField(
    'cursor',
    'belongs to another account, operation or filter: must be next_cursor of an answer to the same question',
  );
}

const header = 'x-next-cursor';

/** The answer with the mark of the question at its cursor, in the data or in the header of a file. */
export function markCursor(answer: Reply<unknown>, question: Question): Reply<unknown> {
  const { data, headers } = answer;
  const { next_cursor: next } = (typeof data === 'object' && data !== null ? data : {}) as Fields;
  const [inData, inHeader] = [typeof next === 'string', headers[header] !== undefined];
  if (!inData && !inHeader) return answer;
  const mark = (place: unknown) => `c${markOf(question)}.${place}`;
  return {
    ...answer,
    ...(inData ? { data: { ...(data as Fields), next_cursor: mark(next) } } : {}),
    ...(inHeader ? { headers: { ...headers, [header]: mark(headers[header]) } } : {}),
  };
}
