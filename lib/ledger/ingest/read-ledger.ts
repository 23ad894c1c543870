import type { LedgerEntry, LedgerPage, LedgerPlace, LedgerRequest } from '../../exchanges/model/ledger-entry.ts';
import { chainKey, type Followed, type LedgerGap, type Scan } from '../proof/chains.ts';
import type { CompletenessProof } from '../proof/proof.ts';
import { isUnread, stillUnread, unreadGaps } from '../proof/unread-gaps.ts';
import { type LedgerCursor, newCursor } from '../store/ledger-cursor.ts';

const hour = 3_600_000;
/** Entries may appear behind entries that have been read already, so every pull reads the last two hours again. */
export const overlapMs = 2 * hour;
/** Once a day the last day is read again, with a comparison of the balances. */
export const fullRescanOverlapMs = 24 * hour;
const fullRescanEveryMs = 24 * hour;
/** Nothing is claimed about the last moments: the exchange may not have recorded them yet. */
export const finalityLagMs = 2 * 60_000;
/** Full rescans after which a gap counts as permanent. */
const gapTries = 7;
/** How far back entries are searched when the balances show that some are missing. */
const mismatchMs = 8 * 24 * hour;
/** Ids remembered in the cursor. */
const mostRecent = 250;

/** A full rescan that has begun is finished first, in any number of pulls. */
export function isFullRescanDue(cursor: LedgerCursor, now: number): boolean {
  return cursor.scan?.isFullRescan ?? now - cursor.fullRescanAt >= fullRescanEveryMs;
}

/** Where the next request for entries begins. */
export function nextWindow(cursor: LedgerCursor, isFullRescan: boolean): Omit<LedgerRequest, 'maxRequests'> {
  const { resumeAfter, coveredTo, gaps, readAt } = cursor;
  if (resumeAfter !== null) return { since: null, after: resumeAfter };
  if (coveredTo === null) return { since: null, after: null };
  const seenTo = Math.min(coveredTo, (readAt ?? Number.POSITIVE_INFINITY) - finalityLagMs);
  if (!isFullRescan) return { since: Math.min(seenTo - overlapMs, ...newlyUnread(gaps, seenTo)), after: null };
  const openGaps = gaps.filter(({ entry, tries }) => entry !== null && tries < gapTries).map(({ from }) => from);
  const since = Math.min(seenTo - fullRescanOverlapMs, ...openGaps, ...lastAgreed(cursor, coveredTo));
  return { since: since > 0 ? since : null, after: null };
}

/**
 * A single answer may have told the row in a broken form: the next pull reads the row again, and not the next full rescan. An older row, and a row
 * that a full rescan could not read either, would make every pull as long as a full rescan.
 */
function newlyUnread(gaps: readonly LedgerGap[], seenTo: number): number[] {
  return gaps
    .filter((gap) => isUnread(gap) && gap.tries === 0 && gap.from >= seenTo - fullRescanOverlapMs)
    .map(({ from }) => from);
}

/** An entry that is missing after the last one of its chain breaks nothing: the balances alone show the loss. */
function lastAgreed(cursor: LedgerCursor, coveredTo: number): number[] {
  const { mismatches, provenTo, checkpoint, known, differsSince } = cursor;
  const agreed = provenTo === null ? checkpoint?.at : provenTo - overlapMs;
  // Pulls may have paused before the difference: the days of the search begin with the difference.
  const firstSeen = Object.values(differsSince);
  const since = firstSeen.length > 0 ? Math.max(...firstSeen) : (agreed ?? known.beginning?.time ?? 0);
  // Balances that never agreed: the exchange may show entries now from before the first one that was read.
  return mismatches.length > 0 && coveredTo - since <= mismatchMs ? [agreed ?? 0] : [];
}

interface Answer {
  readonly proof: CompletenessProof;
  /** The request. */
  readonly window: Omit<LedgerRequest, 'maxRequests'>;
  readonly page: LedgerPage;
  readonly isFullRescan: boolean;
  readonly startedAt: number;
}

/** The cursor after a page has been stored. The cursor claims nothing that the page does not show. */
export function afterPage(
  cursor: LedgerCursor,
  { proof, window, page, isFullRescan, startedAt }: Answer,
): LedgerCursor {
  const { entries, isLast } = page;
  const last = entries.at(-1);
  const scan = cursor.scan ?? { from: window.since ?? 0, links: {}, startedAt };
  const resumed = withoutRepeated(scan, entries, cursor.recentDigests);
  const followed = proof.follow(withoutCopies(entries), cursor.known, resumed);
  const until = isLast ? startedAt - finalityLagMs : (last?.time ?? null);
  const times = {
    from: window.after?.time ?? window.since ?? 0,
    to: isLast ? startedAt : (last?.time ?? page.readTo ?? 0),
  };
  const unread = stillUnread(cursor.gaps.filter(isUnread), unreadGaps(page, times), times);
  const broken = reverified(
    cursor.gaps.filter((gap) => !isUnread(gap)),
    followed,
  );
  const open = withMissing([...broken, ...unread], page);
  return {
    ...cursor,
    known: followed.known,
    owner: page.owner ?? cursor.owner,
    gaps: isLast && isFullRescan ? open.map((gap) => ({ ...gap, tries: gap.tries + 1 })) : open,
    coveredTo: until === null ? cursor.coveredTo : Math.max(cursor.coveredTo ?? 0, until),
    resumeAfter: isLast ? null : (resumePlace(page) ?? cursor.resumeAfter),
    scan: isLast ? null : { ...scan, isFullRescan, links: followed.links },
    readAt: isLast ? scan.startedAt : cursor.readAt,
    recentDigests: Object.fromEntries(entries.slice(-mostRecent).map(({ id, digest }) => [id, digest])),
  };
}

/** Behind the last entry, or at a time before which no entry lies: an empty id stands before every entry of its time. */
function resumePlace({ entries, readTo }: LedgerPage): LedgerPlace | null {
  const last = entries.at(-1);
  if (last !== undefined) return { id: last.id, time: last.time };
  return readTo === undefined ? null : { id: '', time: readTo };
}

/** The exchange itself tells no more of these moments: no entry can ever close the gaps. A moment that is read again is no second gap. */
function withMissing(gaps: readonly LedgerGap[], { missing = [] }: LedgerPage): LedgerGap[] {
  const known = new Set(gaps.flatMap(({ asset, from, entry }) => (asset === 'all' && entry === null ? [from] : [])));
  return [...gaps, ...missing.filter((at) => !known.has(at)).map(missingAt)].toSorted((a, b) => a.from - b.from);
}

export function missingAt(at: number): LedgerGap {
  return { wallet: 'all', asset: 'all', from: at, to: at + 1, entry: null, tries: gapTries };
}

/** A second copy of an entry would be compared with the balance that the first copy left. */
function withoutCopies(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/**
 * If the exchange can only resume by time, a page repeats the last entries of the page before. The chain links of that time are dropped,
 * or the repeated entries would be compared with themselves.
 */
function withoutRepeated<S extends Scan>(
  scan: S,
  entries: readonly LedgerEntry[],
  recentDigests: LedgerCursor['recentDigests'],
): S {
  const [first] = entries;
  if (first === undefined || !entries.some(({ id }) => recentDigests[id] !== undefined)) return scan;
  return { ...scan, links: Object.fromEntries(Object.entries(scan.links).filter(([, { time }]) => time < first.time)) };
}

/** A gap closes only after the entry that revealed it is read again, directly after the entry that was missing. */
function reverified(known: readonly LedgerGap[], { gaps: found, verified, unverified }: Followed): LedgerGap[] {
  const before = known.map((gap) => narrowed(gap, unverified));
  const open = before.filter(({ entry }) => entry === null || !verified.has(entry));
  const again = found.map((gap) => ({ ...gap, tries: before.find(({ entry }) => entry === gap.entry)?.tries ?? 0 }));
  return [...open, ...again].toSorted((a, b) => a.from - b.from);
}

/** A scan that begins inside a gap may show some of its entries: the entries before the first of them are still missing. */
function narrowed(gap: LedgerGap, unverified: readonly LedgerEntry[]): LedgerGap {
  const within = unverified.find(
    (entry) =>
      chainKey(entry) === chainKey(gap) && entry.id !== gap.entry && entry.time > gap.from && entry.time <= gap.to,
  );
  return within === undefined || gap.entry === null ? gap : { ...gap, to: within.time, entry: within.id };
}

/** The ledger of a different customer begins anew. The gaps in the former ledger stay unknown. */
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

function unknownOf({ gaps, coveredTo, known: { beginning } }: LedgerCursor, now: number): LedgerGap[] {
  const forGood = { wallet: 'all', asset: 'all', entry: null, tries: gapTries };
  return [
    ...(beginning === null || beginning.foundNothing ? [] : [{ ...forGood, from: 0, to: beginning.time }]),
    ...gaps.map((gap) => ({ ...gap, entry: null, tries: gapTries })),
    { ...forGood, from: coveredTo ?? 0, to: now },
  ];
}
