import { OemsError } from '../../../errors.ts';
import type { FundingRate, PublishedRates, TimeRange } from '../../model/history.ts';
import { gapsIn } from '../../rules/schedule-gaps.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { epochMs, type Json, optionalText, readableDecimal } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { mostRows } from '../windows.ts';

const title = 'Binance USD-M';

/** Requests of one call: 500 in five minutes are all that an address has for rates. */
const mostRequests = 5;

/**
 * The published rates, newest first; of several hours each, which the rows themselves tell. Without a start the last thousand; with a start the
 * rows come oldest first from there. Binance tells no money per unit of size. A rate or a time that cannot be read is a gap.
 */
export async function readFundingRates(wire: MarketWire, symbol: string, range: TimeRange): Promise<PublishedRates> {
  const { id } = await wire.markets.market(symbol);
  if (/_\d{6}$/.test(id)) throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
  const rows = await rowsIn(wire, id, range);
  if (rows.length > 0 && rows.every(({ fundingTime }) => epochMs(fundingTime) === null))
    throw new MalformedResponse(title, 200);
  const told = rows.map((row) => ({ timestamp: epochMs(row.fundingTime), rate: readableDecimal(row.fundingRate) }));
  const { from = 0, to = Number.POSITIVE_INFINITY } = range;
  const rates = told.flatMap(({ timestamp, rate }): FundingRate[] =>
    timestamp === null || rate === null ? [] : [{ symbol, timestamp, rate, absoluteRate: null }],
  );
  return {
    rates: rates
      .filter(({ timestamp }) => timestamp >= from && timestamp < to)
      .toSorted((one, other) => other.timestamp - one.timestamp),
    gaps: gapsIn(told, longestMs).filter((gap) => gap.to > from && gap.from < to),
  };
}

/** The longest time between two rates. */
const longestMs = 8 * 3_600_000;

async function rowsIn({ read }: MarketWire, symbol: string, { from, to }: TimeRange): Promise<Json[]> {
  const found = new Map<string, Json>();
  const until = to === undefined ? {} : { endTime: String(to - 1) };
  let start = from;
  for (let request = 0; request < mostRequests; request += 1) {
    const since = start === undefined ? {} : { startTime: String(start) };
    const query = { symbol, limit: String(mostRows), ...since, ...until };
    const rows = rowsOf(title, await read(usdmEndpoints.fundingRates, query));
    for (const row of rows) found.set(optionalText(row.fundingTime) ?? `unread ${found.size}`, row);
    if (start === undefined || rows.length < mostRows) return [...found.values()];
    const times = rows.flatMap(({ fundingTime }) => epochMs(fundingTime) ?? []);
    if (times.length === 0) break;
    start = Math.max(...times) + 1;
  }
  throw new MalformedResponse(title, 200);
}
