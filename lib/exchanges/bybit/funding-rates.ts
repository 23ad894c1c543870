import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { FundingRate, PublishedRates, TimeRange } from '../model/history.ts';
import { epochMs, type Json, readableDecimal } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { rowsIn } from './lists.ts';
import type { PartWire } from './part.ts';

const pageRows = 200;
/** A page has 66 days at three rates a day, and 8 at hourly rates. */
const mostPages = 25;

/** The published rates of a perpetual, newest first (docs/v5 market/history-fund-rate). A start without an end is an error there. */
export async function readFundingRates(
  wire: PartWire,
  symbol: string,
  { from, to }: TimeRange,
): Promise<PublishedRates> {
  const { id, expiresAt } = await wire.markets.market(symbol);
  if (expiresAt) throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
  const first = from ?? 0;
  const rates: FundingRate[] = [];
  const gaps: { from: number; to: number }[] = [];
  let end = to === undefined ? sharedNow() : to - 1;
  for (let page = 0; page < mostPages && end >= first; page += 1) {
    const rows = await ratesBefore(wire, id, end);
    const times = rows.map((row) => timeOf(wire, row));
    for (const row of rows) place(row, timeOf(wire, row), symbol, first, { rates, gaps });
    if (rows.length < pageRows || from === undefined) return { rates, gaps };
    end = Math.min(...times) - 1;
  }
  return { rates, gaps: end >= first ? [...gaps, { from: first, to: end + 1 }] : gaps };
}

async function ratesBefore({ read, market: { title } }: PartWire, id: string, end: number): Promise<Json[]> {
  const query = { category: 'linear', symbol: id, endTime: String(end), limit: String(pageRows) };
  return rowsIn(title, await read(endpoints.fundingHistory, query));
}

/** A row without a time has no place: the next page could not begin below it. */
function timeOf({ market: { title } }: PartWire, row: Json): number {
  const time = epochMs(row.fundingRateTimestamp);
  if (time === null) throw new MalformedResponse(title, 200);
  return time;
}

interface Told {
  readonly rates: FundingRate[];
  readonly gaps: { from: number; to: number }[];
}

/** A rate that cannot be read is a gap, and no rate of 0. */
function place(row: Json, timestamp: number, symbol: string, first: number, { rates, gaps }: Told): void {
  if (timestamp < first) return;
  const rate = readableDecimal(row.fundingRate);
  if (rate === null) gaps.push({ from: timestamp, to: timestamp + 1 });
  else rates.push({ symbol, timestamp, rate, absoluteRate: null });
}
