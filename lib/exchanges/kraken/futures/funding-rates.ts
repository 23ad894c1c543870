import type { DecimalString } from '../../../decimal.ts';
import type { PublishedRates, TimeRange } from '../../model/history.ts';
import { gapsIn, type ScheduleRow } from '../../rules/schedule-gaps.ts';
import { isoMs, readableDecimal, requiredList } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';

const title = 'Kraken Futures';

const hour = 3_600_000;
/** Two days of hours. A schedule with more unreadable hours is garbled as a whole. */
const mostUnreadable = 48;

interface Told extends ScheduleRow {
  readonly absoluteRate: DecimalString | null;
}

/**
 * The published hourly rates, newest first. `relativeFundingRate` is the rate per hour as a fraction of the position's value, `fundingRate` the
 * same in money per unit (docs.kraken.com get-historical-funding-rates). An hour that
 * cannot be read is a gap: it is not an hour at the rate 0, and hides no other hour.
 */
export function readFundingRates(answer: unknown, symbol: string, range: TimeRange): PublishedRates {
  const told = requiredList(title, answer, 'rates').map(
    (row): Told => ({
      timestamp: isoMs(row.timestamp),
      rate: readableDecimal(row.relativeFundingRate),
      absoluteRate: readableDecimal(row.fundingRate),
    }),
  );
  const rates = told.flatMap(({ timestamp, rate, absoluteRate }) =>
    timestamp === null || rate === null ? [] : [{ symbol, timestamp, rate, absoluteRate }],
  );
  const unreadable = told.length - rates.length;
  if (unreadable > mostUnreadable || (unreadable > 0 && rates.length === 0)) throw new MalformedResponse(title, 200);
  const { from = 0, to = Number.POSITIVE_INFINITY } = range;
  return {
    rates: rates
      .filter(({ timestamp }) => timestamp >= from && timestamp < to)
      .sort((a, b) => b.timestamp - a.timestamp),
    gaps: gapsIn(told, hour).filter((gap) => gap.to > from && gap.from < to),
  };
}
