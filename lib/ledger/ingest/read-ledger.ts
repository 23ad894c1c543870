import type { LedgerEntry, LedgerPage, LedgerRequest } from '../../exchanges/model/ledger-entry.ts';
import { chainKey, type Followed, followChains, type LedgerGap, type Reading } from './chains.ts';
import { type LedgerCursor, newCursor } from './ledger-cursor.ts';

const hour = 3_600_000;
/** Rows may appear behind others that have been read already: so far back every pull looks again. */
export const overlapMs = 2 * hour;
/** And so far back once a day, with a comparison of the balances. */
export const fullRescanOverlapMs = 24 * hour;
const fullRescanEveryMs = 24 * hour;
/** Of the last moments nothing is claimed: rows of theirs may still be on their way into the exchange's books. */
export const finalityLagMs = 2 * 60_000;
/** A gap is looked into by so many long looks back; after that its rows are taken for lost. */
const gapTries = 7;
/** So long are rows looked for when the balances say that some are missing. */
const mismatchMs = 8 * 24 * hour;
/** Ids remembered in the cursor. */
const mostRecent = 250;

/** A long look back that has begun is ended first, in however many pulls. */
export function isFullRescanDue(cursor: LedgerCursor, now: number): boolean {
  return cursor.pass?.isFullRescan ?? now - cursor.fullRescanAt >= fullRescanEveryMs;
}

/** Where the next reading of the books begins. */
export function nextWindow(cursor: LedgerCursor, isFullRescan: boolean): Omit<LedgerRequest, 'maxRequests'> {
  const { resumeAfter, coveredTo, gaps, readAt } = cursor;
  if (resumeAfter !== null) return { since: null, after: resumeAfter };
  if (coveredTo === null) return { since: null, after: null };
  const seenTo = Math.min(coveredTo, (readAt ?? Number.POSITIVE_INFINITY) - finalityLagMs);
  if (!isFullRescan) return { since: seenTo - overlapMs, after: null };
  const openGaps = gaps.filter(({ row, tries }) => row !== null && tries < gapTries).map(({ from }) => from);
  const since = Math.min(seenTo - fullRescanOverlapMs, ...openGaps, ...lastAgreed(cursor, coveredTo));
  return { since: since > 0 ? since : null, after: null };
}

/** A row that is missing behind the last one of its chain breaks nothing: only the balances tell. */
function lastAgreed({ mismatches, checkpoint, books }: LedgerCursor, coveredTo: number): number[] {
  const since = checkpoint?.at ?? books.beginning?.time ?? 0;
  // Where they never agreed, what came before the first row read may be shown by now.
  return mismatches.length > 0 && coveredTo - since <= mismatchMs ? [checkpoint?.at ?? 0] : [];
}

interface Answer {
  /** What was asked for. */
  readonly window: Omit<LedgerRequest, 'maxRequests'>;
  readonly page: LedgerPage;
  readonly isFullRescan: boolean;
  readonly startedAt: number;
}

/** The cursor after a page has been stored. Nothing is claimed that the page does not show. */
export function afterPage(cursor: LedgerCursor, { window, page, isFullRescan, startedAt }: Answer): LedgerCursor {
  const { rows, isLast } = page;
  const last = rows.at(-1);
  const reading = cursor.pass ?? { from: window.since ?? 0, links: {}, startedAt };
  const followed = followChains(rows, cursor.books, withoutAgain(reading, rows, cursor.recent));
  const until = isLast ? startedAt - finalityLagMs : (last?.time ?? null);
  const open = reverified(cursor.gaps, followed);
  return {
    ...cursor,
    books: followed.books,
    owner: page.owner ?? cursor.owner,
    gaps: isLast && isFullRescan ? open.map((gap) => ({ ...gap, tries: gap.tries + 1 })) : open,
    coveredTo: until === null ? cursor.coveredTo : Math.max(cursor.coveredTo ?? 0, until),
    resumeAfter: isLast ? null : last === undefined ? cursor.resumeAfter : { id: last.id, time: last.time },
    pass: isLast ? null : { ...reading, isFullRescan, links: followed.links },
    readAt: isLast ? reading.startedAt : cursor.readAt,
    recent: Object.fromEntries(rows.slice(-mostRecent).map(({ id, digest }) => [id, digest])),
  };
}

/** A page that had to begin with the moment the last one ended at shows rows of it again: behind themselves they must not be looked for. */
function withoutAgain<R extends Reading>(reading: R, rows: readonly LedgerEntry[], recent: LedgerCursor['recent']): R {
  const [first] = rows;
  if (first === undefined || !rows.some(({ id }) => recent[id] !== undefined)) return reading;
  return {
    ...reading,
    links: Object.fromEntries(Object.entries(reading.links).filter(([, { time }]) => time < first.time)),
  };
}

/** A gap stays until the row that showed it has been seen again behind the row it was waiting for. */
function reverified(known: readonly LedgerGap[], { gaps: found, verified, unverified }: Followed): LedgerGap[] {
  const before = known.map((gap) => narrowed(gap, unverified));
  const open = before.filter(({ row }) => row === null || !verified.has(row));
  const again = found.map((gap) => ({ ...gap, tries: before.find(({ row }) => row === gap.row)?.tries ?? 0 }));
  return [...open, ...again].toSorted((a, b) => a.from - b.from);
}

/** A reading that begins within a gap may show some of its rows: those before the first of them are still missing. */
function narrowed(gap: LedgerGap, unverified: readonly LedgerEntry[]): LedgerGap {
  const within = unverified.find(
    (row) => chainKey(row) === chainKey(gap) && row.id !== gap.row && row.time > gap.from && row.time <= gap.to,
  );
  return within === undefined || gap.row === null ? gap : { ...gap, to: within.time, row: within.id };
}

/** Another customer's books begin anew. What was not known of the former's when their key went stays unknown. */
export function startedOver(cursor: LedgerCursor, owner: string | null, now: number): LedgerCursor {
  return {
    ...newCursor,
    version: cursor.version,
    credentialVersion: cursor.credentialVersion,
    ownerAskedWith: cursor.ownerAskedWith,
    owner,
    gaps: unknownOf(cursor, now),
  };
}

function unknownOf({ gaps, coveredTo, books: { beginning } }: LedgerCursor, now: number): LedgerGap[] {
  const forGood = { wallet: 'all', asset: 'all', row: null, tries: gapTries };
  return [
    ...(beginning === null || beginning.foundNothing ? [] : [{ ...forGood, from: 0, to: beginning.time }]),
    ...gaps.map((gap) => ({ ...gap, row: null, tries: gapTries })),
    { ...forGood, from: coveredTo ?? 0, to: now },
  ];
}
