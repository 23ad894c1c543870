import type { TimeRange } from '../exchanges/exchange.ts';

/** What an answer speaks for, so that an empty list is never mistaken for "nothing happened". Times in epoch ms. */
export interface Coverage {
  readonly from: number | null;
  readonly to: number | null;
  /** True when every event of the asked range is in this answer. */
  readonly complete: boolean;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** A page read newest first covers from its last item up, or the whole range once no further page is left. */
export const coverageOf = (
  range: TimeRange,
  items: readonly { readonly timestamp: number }[],
  next: string | null,
): Coverage => ({
  from: next === null ? (range.from ?? null) : (items.at(-1)?.timestamp ?? range.to ?? null),
  to: range.to ?? null,
  complete: next === null,
  gaps: [],
});
