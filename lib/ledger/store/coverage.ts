import type { Page, PageRequest } from '../../exchanges/model/history.ts';

/** What an answer speaks for, so that an empty list is never mistaken for "nothing happened". Times in epoch ms. */
export interface Coverage {
  /** Null: from the beginning of what the exchange keeps. */
  readonly from: number | null;
  /** Null: until now. */
  readonly to: number | null;
  /** True when every event between `from` and `to` of the asked range is in this answer and the answers before it. */
  readonly complete: boolean;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

type PageEdges = Pick<Page<unknown>, 'next' | 'newest' | 'oldest'>;

/** A page, read newest first, covers what was read for it: down to the range's start once no further page is left. */
export function coverageOf(request: PageRequest, { next, newest, oldest }: PageEdges): Coverage {
  return {
    from: next === null ? (request.from ?? null) : oldest,
    to: request.cursor === undefined ? (request.to ?? null) : newest,
    complete: next === null,
    gaps: [],
  };
}
