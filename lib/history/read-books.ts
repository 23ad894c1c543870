import type { BookRow, BooksPage, BooksRequest } from '../exchanges/books.ts';
import { type BookGap, followChains } from './book-chains.ts';
import type { BooksCursor } from './books-cursor.ts';

const hour = 3_600_000;
/** Rows may appear behind others that have been read already: so far back every pull looks again. */
export const overlapMs = 2 * hour;
/** And so far back once a day, with a comparison of the balances. */
export const deepOverlapMs = 24 * hour;
const deepEveryMs = 24 * hour;
/** Of the last moments nothing is claimed: rows of theirs may still be on their way into the exchange's books. */
export const finalityLagMs = 2 * 60_000;
/** A gap is looked into by so many long looks back; after that its rows are taken for lost. */
const gapTries = 7;
/** Ids remembered in the cursor. */
const mostRecent = 250;

export const isDeepDue = (cursor: BooksCursor, now: number): boolean => now - cursor.deepReadAt >= deepEveryMs;

/** Where the next reading of the books begins. */
export const nextWindow = (cursor: BooksCursor, isDeep: boolean): Omit<BooksRequest, 'maxRequests'> => {
  const { goOnAfter, coveredTo, gaps } = cursor;
  if (goOnAfter !== null) return { since: null, after: goOnAfter };
  if (coveredTo === null) return { since: null, after: null };
  if (!isDeep) return { since: coveredTo - overlapMs, after: null };
  const openGaps = gaps.filter(({ tries }) => tries < gapTries).map(({ from }) => from);
  return { since: Math.min(coveredTo - deepOverlapMs, ...openGaps), after: null };
};

interface Reading {
  readonly window: Omit<BooksRequest, 'maxRequests'>;
  readonly page: BooksPage;
  readonly isDeep: boolean;
  readonly startedAt: number;
}

/** The cursor after a page has been stored. Nothing is claimed that the page does not show. */
export const afterPage = (cursor: BooksCursor, { window, page, isDeep, startedAt }: Reading): BooksCursor => {
  const { rows, isLast } = page;
  const last = rows.at(-1);
  const { books, gaps } = followChains(rows, cursor.books);
  const until = isLast ? startedAt - finalityLagMs : (last?.time ?? 0);
  return {
    ...cursor,
    books,
    owner: page.owner ?? cursor.owner,
    gaps: judgedAgain(cursor.gaps, gaps, spanOf(window, rows, isLast), isDeep),
    coveredTo: Math.max(cursor.coveredTo ?? 0, until),
    goOnAfter: isLast ? null : last === undefined ? cursor.goOnAfter : { id: last.id, time: last.time },
    recent: Object.fromEntries(rows.slice(-mostRecent).map(({ id, digest }) => [id, digest])),
  };
};

/** The stretch in which a gap would show again, both of its ends being in it. */
const spanOf = (
  { since, after }: Omit<BooksRequest, 'maxRequests'>,
  rows: readonly BookRow[],
  isLast: boolean,
): { from: number; to: number } => ({
  from: after === null ? (since ?? 0) : (rows[0]?.time ?? Number.POSITIVE_INFINITY),
  to: isLast ? Number.POSITIVE_INFINITY : (rows.at(-1)?.time ?? 0),
});

/** A gap inside the stretch that was read has closed unless it was found again. */
const judgedAgain = (
  before: readonly BookGap[],
  found: readonly BookGap[],
  span: { readonly from: number; readonly to: number },
  isDeep: boolean,
): BookGap[] => {
  const outside = before.filter(({ from, to }) => from < span.from || to > span.to);
  const again = found.map((gap) => {
    const old = before.find(({ wallet, asset, to }) => wallet === gap.wallet && asset === gap.asset && to === gap.to);
    return old === undefined ? gap : { ...gap, tries: old.tries + (isDeep ? 1 : 0) };
  });
  const isNew = (gap: BookGap): boolean =>
    !outside.some(({ wallet, asset, to }) => wallet === gap.wallet && asset === gap.asset && to === gap.to);
  return [...outside, ...again.filter(isNew)].toSorted((a, b) => a.from - b.from);
};
