import type { FundingRate } from '../../exchanges/model/history.ts';
import type { RatesCursor } from './rates-cursor.ts';

type Gap = RatesCursor['gaps'][number];

/** Schedules have a rate an hour at the most: a shorter time than two hours holds a single rate. */
const holdsOneRateMs = 2 * 3_600_000;

/**
 * The gaps that the known rates leave, each once. A rate that the exchange told in a form that nobody could read may be told in a readable
 * form later, and closes the gap then.
 */
export function openGaps(gaps: readonly Gap[], known: readonly Pick<FundingRate, 'timestamp'>[]): Gap[] {
  const open = gaps.filter((gap) => gap.to - gap.from >= holdsOneRateMs || !known.some((rate) => isIn(gap, rate)));
  return [...new Map(open.map((gap) => [`${gap.from} ${gap.to}`, gap])).values()];
}

function isIn({ from, to }: Gap, { timestamp }: Pick<FundingRate, 'timestamp'>): boolean {
  return timestamp >= from && timestamp < to;
}
