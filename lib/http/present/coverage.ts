import type { Coverage } from '../../ledger/store/coverage.ts';
import { iso, isoOrNull } from './iso-time.ts';

export function presentCoverage({ from, to, isNothing, complete, gaps, reasons }: Coverage) {
  // Nothing since the beginning: there is no time to name, and 1970 would be read as a time.
  const isNowhere = isNothing && to === 0;
  return {
    from: isNowhere ? null : isoOrNull(from),
    to: isNowhere ? null : isoOrNull(to),
    ...(isNothing ? { nothing_covered: true as const } : {}),
    complete,
    gaps: gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
    reasons: [...reasons],
  };
}
