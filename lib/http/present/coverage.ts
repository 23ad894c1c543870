import type { Coverage } from '../../ledger/store/coverage.ts';
import { iso, isoOrNull } from './iso-time.ts';

export function presentCoverage({ from, to, isNothing, complete, gaps, reasons }: Coverage) {
  return {
    from: isoOrNull(from),
    to: isoOrNull(to),
    ...(isNothing ? { nothing_covered: true as const } : {}),
    complete,
    gaps: gaps.map((gap) => ({ from: iso(gap.from), to: iso(gap.to) })),
    reasons: [...reasons],
  };
}
