import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { type MarketName, marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { FundingRate, PageRequest, PublishedRates, TimeRange } from '../../exchanges/model/history.ts';
import { openPublic } from '../../session/open-public.ts';
import type { FundingHistory } from '../reports/funding.ts';
import { type Coverage, coverageFor, moreFollows } from '../store/coverage.ts';
import { endOfTime, type LedgerRange } from '../store/ledger-store.ts';
import { missedBefore } from './pull-rates.ts';
import { openGaps } from './rate-gaps.ts';
import type { RatesCursor } from './rates-cursor.ts';
import { listRates, readRatesCursor } from './rates-store.ts';

/**
 * The exchange's published schedule of one symbol, newest first. The schedule belongs to the market, so no key is needed. Stored rates and
 * presently published rates answer together; if the exchange does not answer, the stored rates answer alone.
 */
export async function fundingRates(
  ref: AccountRef,
  request: PageRequest,
  marketType: MarketType = 'swap',
): Promise<FundingHistory> {
  const { symbol } = request;
  if (symbol === undefined) throw invalidField('symbol', 'is required for kind=rates: rates are published per symbol');
  const to = request.cursor === undefined ? request.to : timeOf(request.cursor);
  const range = { from: request.from ?? 0, to: to ?? endOfTime };
  const market = { exchange: (await readAccount(ref)).exchange, marketType };
  const { capabilities, title } = marketOf(market);
  if (!capabilities.funding)
    throw new OemsError('NOT_SUPPORTED', `this service does not support funding rates on ${title}`);
  const cursor = await readRatesCursor({ ...market, symbol });
  const published = await publishedFor(market, symbol, range, cursor);
  const stored = cursor.coveredTo === null ? [] : await listRates({ ...market, symbol }, range, request.limit + 1);
  const all = withoutDoubles(stored, (published?.rates ?? []).filter(isIn(range)));
  const page = all.slice(0, request.limit);
  const next = all.length > page.length ? String(page.at(-1)?.timestamp) : null;
  const entries = page.map((rate) => ({ ...rate, absoluteRate: rate.absoluteRate ?? null, amount: null, asset: null }));
  const whole = coverageOf({ from: request.from, to }, cursor, published, all);
  return { entries, next, coverage: next === null ? whole : withMore(whole, page.at(-1)?.timestamp) };
}

/** A cursor of this list is the time of its last rate. A cursor of another list would be read as the beginning. */
function timeOf(cursor: string): number {
  if (/^\d{12,14}$/.test(cursor)) return Number(cursor);
  throw invalidField('cursor', 'must be a cursor from the answer before');
}

/** Newest first. Null when the range lies before the last pull, whose rates are stored, and when the exchange is away. */
async function publishedFor(
  market: MarketName,
  symbol: string,
  { to }: LedgerRange,
  { coveredTo }: RatesCursor,
): Promise<PublishedRates | null> {
  if (coveredTo !== null && to <= coveredTo) return null;
  try {
    const { fundingRates } = await openPublic(market);
    return await fundingRates(symbol, {});
  } catch (error) {
    if (coveredTo !== null && error instanceof OemsError && away.includes(error.code)) return null;
    throw error;
  }
}

const away: readonly string[] = ['EXCHANGE_UNAVAILABLE', 'EXCHANGE_TIMEOUT', 'RATE_LIMITED'];

function isIn({ from, to }: LedgerRange) {
  return ({ timestamp }: FundingRate): boolean => timestamp >= from && timestamp < to;
}

/**
 * Newest first. A stored rate wins over a changed published rate, about which the pull has raised an alarm. Stored rates of an earlier release
 * have no absolute rate, and take the published one.
 */
function withoutDoubles(stored: readonly FundingRate[], published: readonly FundingRate[]): FundingRate[] {
  const told = new Map(published.map((rate) => [rate.timestamp, rate]));
  const whole = (rate: FundingRate): FundingRate => {
    const same = told.get(rate.timestamp);
    return same?.rate === rate.rate ? { ...rate, absoluteRate: rate.absoluteRate ?? same.absoluteRate ?? null } : rate;
  };
  const byTime = new Map([...published, ...stored.map(whole)].map((rate) => [rate.timestamp, rate]));
  return [...byTime.values()].toSorted((a, b) => b.timestamp - a.timestamp);
}

function coverageOf(
  { from, to }: TimeRange,
  cursor: RatesCursor,
  published: PublishedRates | null,
  known: readonly FundingRate[],
): Coverage {
  const oldest = published?.rates.at(-1)?.timestamp ?? Number.POSITIVE_INFINITY;
  const floor = Math.min(cursor.coveredFrom ?? Number.POSITIVE_INFINITY, oldest);
  const until = published === null ? Math.min(to ?? endOfTime, cursor.coveredTo ?? 0) : (to ?? null);
  const untold = [...cursor.gaps, ...missedBefore(oldest, cursor), ...(published?.gaps ?? [])];
  const gaps = openGaps(untold, known).filter((gap) => gap.to > (from ?? 0) && gap.from < (until ?? endOfTime));
  return coverageFor({
    proof: null,
    from: from === undefined ? null : Math.max(from, Number.isFinite(floor) ? floor : from),
    to: until,
    gaps,
    reasons: [
      ...(gaps.length === 0
        ? []
        : ['rates are missing that the exchange no longer publishes or told in no readable form: see gaps']),
      ...(from === undefined || from >= floor ? [] : [`the exchange published no rates from before ${isoOf(floor)}`]),
      ...(until === (to ?? null)
        ? []
        : [`the exchange did not answer: rates since ${isoOf(until ?? 0)} are not known`]),
    ],
  });
}

function withMore(whole: Coverage, oldest: number | undefined): Coverage {
  return coverageFor({ ...whole, from: oldest ?? whole.from, reasons: [moreFollows, ...whole.reasons] });
}

/** Without a single rate there is no time to name. */
function isoOf(ms: number): string {
  return Number.isFinite(ms) && ms < endOfTime ? new Date(ms).toISOString() : 'now';
}
