import { sharedNow } from '../../aws/clock.ts';
import type { LedgerProof } from '../../exchanges/definition.ts';
import type { Page, PageRequest, TimeRange } from '../../exchanges/model/history.ts';

/** The range that an answer speaks for, so that an empty list is never mistaken for "nothing happened". Times in epoch ms. */
export interface Coverage {
  /** How the ledger shows that no entry is missing; null for lists that were read from the exchange alone. */
  readonly proof: LedgerProof | null;
  /** Null: from the beginning of the exchange's own history. */
  readonly from: number | null;
  /** Null: until now. */
  readonly to: number | null;
  /** The answer speaks for no moment at all, and both ends are one: nothing has been read, or nothing is proven. Absent otherwise. */
  readonly isNothing?: true;
  /** True when this answer and the pages before hold every event of the requested range. */
  readonly complete: boolean;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** In words, everything that keeps the answer from being complete; empty exactly where the answer is complete. */
  readonly reasons: readonly string[];
}

/** `complete` follows from the reasons: no coverage is incomplete without a word why, and none is complete with one. */
export function coverageFor(told: Omit<Coverage, 'complete'>): Coverage {
  return { ...told, complete: told.reasons.length === 0 };
}

/** The end of a range as far as an answer can speak for the range; null: until now. Events of a range that ends in the future are still to come. */
export function toldEnd(to: number | undefined): number | null {
  return to === undefined || to > sharedNow() ? null : to;
}

/** No moment is covered. Both ends are the start of the range: a reader that goes on from `to` misses nothing. */
export function coverageOfNothing(
  { from = 0 }: TimeRange,
  told: Pick<Coverage, 'proof' | 'gaps' | 'reasons'>,
): Coverage {
  return coverageFor({ ...told, from, to: from, isNothing: true });
}

export const moreFollows = 'more entries of the range follow: ask again with next_cursor';

type PageEdges = Pick<Page<unknown>, 'next' | 'newest' | 'oldest' | 'leftOut' | 'keptSince'>;

/**
 * Pages come newest first. A page covers its own events; the last page covers everything down to the start of the range. An event that was
 * left out is a gap of its page. The exchange's word is taken: a key that was limited in time after its registration, and whose answers the
 * exchange cuts, is noticed by the next pull and not by a list.
 */
export function coverageOf(
  request: PageRequest,
  { next, newest, oldest, leftOut = [], keptSince }: PageEdges,
): Coverage {
  // Without a start there is no time at which the gap could begin: the covered range begins later.
  const forgotten =
    keptSince === undefined || request.from === undefined ? [] : [{ from: request.from, to: keptSince }];
  const told = {
    proof: null,
    gaps: [...forgotten, ...[...new Set(leftOut)].toSorted((a, b) => a - b).map((at) => ({ from: at, to: at + 1 }))],
    reasons: [
      ...(next === null ? [] : [moreFollows]),
      ...(keptSince === undefined ? [] : [`the exchange keeps nothing before ${new Date(keptSince).toISOString()}`]),
      ...(leftOut.length === 0 ? [] : [`${leftOut.length} of the exchange's rows could not be read: see gaps`]),
    ],
  };
  // A page without a row, and more to follow: nobody knows how far the page reaches.
  if (next !== null && oldest === null) return coverageOfNothing(request, told);
  return coverageFor({
    ...told,
    from: next === null ? (request.from ?? keptSince ?? null) : oldest,
    to: request.cursor === undefined ? toldEnd(request.to) : newest,
  });
}
