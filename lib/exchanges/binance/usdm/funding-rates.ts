import { OemsError } from '../../../errors.ts';
import type { FundingRate, PublishedRates, TimeRange } from '../../model/history.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { epochMs, type Json, readableDecimal } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { mostRows } from '../windows.ts';

const title = 'Binance USD-M';

/** Requests of one call: 500 in five minutes are all that an address has for rates. */
const mostRequests = 5;

/**
 * The published rates, newest first; of several hours each, which the rows themselves tell. Without a start the last thousand; with a start the
 * rows come oldest first from there. Binance tells no money per unit of size.
 */
export async function readFundingRates(wire: MarketWire, symbol: string, range: TimeRange): Promise<PublishedRates> {
  const { id } = await wire.markets.market(symbol);
  if (/_\d{6}$/.test(id)) throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
  const rows = await rowsIn(wire, id, range);
  const told = rows.map((row) => ({ timestamp: timeOf(row), rate: readableDecimal(row.fundingRate) }));
  const { from = 0, to = Number.POSITIVE_INFINITY } = range;
  const wanted = told.filter(({ timestamp }) => timestamp >= from && timestamp < to);
  const rates = wanted.flatMap(({ timestamp, rate }): FundingRate[] =>
    rate === null ? [] : [{ symbol, timestamp, rate, absoluteRate: null }],
  );
  return {
    rates: rates.toSorted((one, other) => other.timestamp - one.timestamp),
    gaps: wanted.flatMap(({ timestamp, rate }) => (rate === null ? [{ from: timestamp, to: timestamp + 1 }] : [])),
  };
}

/** A row without a time has no place in the schedule. */
function timeOf({ fundingTime }: Json): number {
  const at = epochMs(fundingTime);
  if (at === null) throw new MalformedResponse(title, 200);
  return at;
}

async function rowsIn({ read }: MarketWire, symbol: string, { from, to }: TimeRange): Promise<Json[]> {
  const found = new Map<number, Json>();
  const until = to === undefined ? {} : { endTime: String(to - 1) };
  let start = from;
  for (let request = 0; request < mostRequests; request += 1) {
    const since = start === undefined ? {} : { startTime: String(start) };
    const query = { symbol, limit: String(mostRows), ...since, ...until };
    const rows = rowsOf(title, await read(usdmEndpoints.fundingRates, query));
    for (const row of rows) found.set(timeOf(row), row);
    if (start === undefined || rows.length < mostRows) return [...found.values()];
    start = Math.max(...rows.map(timeOf)) + 1;
  }
  throw new MalformedResponse(title, 200);
}
