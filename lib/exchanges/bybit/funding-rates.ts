import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { FundingRate, PublishedRates, TimeRange } from '../model/history.ts';
import { type Gap, gapsIn, type ScheduleRow } from '../rules/schedule-gaps.ts';
import { epochMs, type Json, readableDecimal } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { rowsIn } from './lists.ts';
import type { PartWire } from './part.ts';

const pageRows = 200;
/** A page has 66 days at three rates a day, and 8 at hourly rates. */
const mostPages = 25;
/** The longest time between two rates. */
const longestMs = 8 * 3_600_000;

/**
 * The published rates of a perpetual, newest first (docs/v5 market/history-fund-rate). A start without an end is an error there. A rate or a time
 * that cannot be read is a gap, and no rate of 0.
 */
export async function readFundingRates(
  wire: PartWire,
  symbol: string,
  { from, to }: TimeRange,
): Promise<PublishedRates> {
  const { id, expiresAt } = await wire.markets.market(symbol);
  if (expiresAt) throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
  const first = from ?? 0;
  const rates: FundingRate[] = [];
  const gaps: Gap[] = [];
  let end = to === undefined ? sharedNow() : to - 1;
  for (let page = 0; page < mostPages && end >= first; page += 1) {
    const rows = await ratesBefore(wire, id, end);
    rates.push(...rows.flatMap((row) => rateIn(row, symbol)).filter(({ timestamp }) => timestamp >= first));
    gaps.push(...gapsIn(rows, longestMs).filter((gap) => gap.to > first && gap.from <= end));
    if (rows.length < pageRows || from === undefined) return { rates, gaps };
    end = Math.min(...rows.flatMap(({ timestamp }) => timestamp ?? [])) - 1;
  }
  return { rates, gaps: end >= first ? [...gaps, { from: first, to: end + 1 }] : gaps };
}

async function ratesBefore({ read, market: { title } }: PartWire, id: string, end: number): Promise<ScheduleRow[]> {
  const query = { category: 'linear', symbol: id, endTime: String(end), limit: String(pageRows) };
  const rows = rowsIn(title, await read(endpoints.fundingHistory, query)).map(toldIn);
  // The next page could not begin below a page without a single time.
  if (rows.length > 0 && rows.every(({ timestamp }) => timestamp === null)) throw new MalformedResponse(title, 200);
  return rows;
}

function toldIn({ fundingRateTimestamp, fundingRate }: Json): ScheduleRow {
  return { timestamp: epochMs(fundingRateTimestamp), rate: readableDecimal(fundingRate) };
}

function rateIn({ timestamp, rate }: ScheduleRow, symbol: string): FundingRate[] {
  return timestamp === null || rate === null ? [] : [{ symbol, timestamp, rate, absoluteRate: null }];
}
