import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { FundingRate, PublishedRates } from '../../exchanges/model/history.ts';
import { openPublic } from '../../session/open-public.ts';
import { logFailedPull } from '../ingest/log-failed-pull.ts';
import { retryDelayMs } from '../ingest/retry-delay.ts';
import { openGaps } from './rate-gaps.ts';
import type { RatesCursor } from './rates-cursor.ts';
import { listRates, putRate, type RatesOf, readRatesCursor, saveRatesCursor } from './rates-store.ts';

const hour = 3_600_000;
/** Every pull compares the last two days again, and once a day the whole schedule. */
const overlapMs = 48 * hour;
const fullRescanEveryMs = 24 * hour;
const writesAtOnce = 16;
/** Kept of the message's time to write the cursor. */
const reserveMs = 5000;

/**
 * Stores the new published funding rates of a symbol, with one request to the exchange. An error of the exchange is written into the
 * cursor, and the pull is tried again later. Our own errors (the table, a crash) are thrown.
 */
export async function pullRates(rates: RatesOf): Promise<void> {
  const cursor = await readRatesCursor(rates);
  if (sharedNow() < cursor.retryAt) return;
  const startedAt = sharedNow();
  try {
    const { rates: newestFirst, gaps } = await publishedRates(rates);
    const published = newestFirst.toReversed();
    const isFullRescan = startedAt - cursor.fullRescanAt >= fullRescanEveryMs;
    const known = await knownRates(rates, cursor, isFullRescan);
    const stored = await storeNew(rates, published, known);
    const open = openGaps(gaps, timesOf(known));
    await saveRatesCursor(rates, afterPull(cursor, { published, stored, gaps: open, isFullRescan, startedAt }));
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    await noteFailure(rates, cursor, error);
  }
}

function timesOf({ rates }: Known): Pick<FundingRate, 'timestamp'>[] {
  return [...rates.keys()].map((timestamp) => ({ timestamp }));
}

async function publishedRates({ symbol, ...market }: RatesOf): Promise<PublishedRates> {
  const { fundingRates } = await openPublic(market);
  const published = await fundingRates(symbol, {});
  if (published.rates.length > 0) return published;
  throw new OemsError('EXCHANGE_UNAVAILABLE', `${marketOf(market).title} published no funding rates of ${symbol}`);
}

interface Known {
  /** Stored rates from `since` on, by time. */
  readonly rates: ReadonlyMap<number, string>;
  readonly since: number;
}

/** The first pull knows no rates. The conditions of its writes find the rates that a crashed pull has stored before. */
async function knownRates(rates: RatesOf, { coveredTo, recent }: RatesCursor, isFullRescan: boolean): Promise<Known> {
  if (coveredTo === null) return { rates: new Map(), since: 0 };
  if (!isFullRescan) {
    const entries = Object.entries(recent).map(([time, rate]) => [Number(time), rate] as const);
    return { rates: new Map(entries), since: coveredTo - overlapMs };
  }
  const stored = await listRates(rates, { from: 0, to: Number.MAX_SAFE_INTEGER });
  return { rates: new Map(stored.map(({ timestamp, rate }) => [timestamp, rate])), since: 0 };
}

/** The rates that are stored now, oldest first, up to the point where time ran out. */
async function storeNew(rates: RatesOf, published: readonly FundingRate[], known: Known): Promise<FundingRate[]> {
  const seen = published.filter(({ timestamp }) => timestamp >= known.since);
  let conflicts = seen.filter(({ timestamp, rate }) => (known.rates.get(timestamp) ?? rate) !== rate).length;
  const wanted = seen.filter(({ timestamp }) => !known.rates.has(timestamp));
  let done = 0;
  while (done < wanted.length && !isLate()) {
    // Every write ends before an error is thrown: no write may still be under way then.
    const ends = await Promise.allSettled(wanted.slice(done, done + writesAtOnce).map((rate) => putRate(rates, rate)));
    for (const end of ends) {
      if (end.status === 'rejected') throw end.reason;
      if (end.value === 'conflict') conflicts += 1;
    }
    done += ends.length;
  }
  if (conflicts > 0) reportConflicts(rates, conflicts);
  const firstLeft = wanted[done]?.timestamp ?? Number.POSITIVE_INFINITY;
  return published.filter(({ timestamp }) => timestamp < firstLeft);
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

interface Pull {
  readonly published: readonly FundingRate[];
  /** The published rates that are stored now. */
  readonly stored: readonly FundingRate[];
  /** Times whose rates cannot be read, and are not stored from an earlier pull. */
  readonly gaps: PublishedRates['gaps'];
  readonly isFullRescan: boolean;
  readonly startedAt: number;
}

function afterPull(cursor: RatesCursor, { published, stored, gaps, isFullRescan, startedAt }: Pull): RatesCursor {
  const isWhole = stored.length === published.length;
  // Nothing is claimed about later times: the exchange decides when the next rate is published.
  const until = published[stored.length]?.timestamp ?? (published.at(-1)?.timestamp ?? 0) + 1;
  const coveredTo = Math.max(cursor.coveredTo ?? 0, until);
  const recent = stored.filter(({ timestamp }) => timestamp >= coveredTo - overlapMs);
  return {
    ...cursor,
    coveredFrom: cursor.coveredFrom ?? published[0]?.timestamp ?? null,
    coveredTo,
    gaps: openGaps([...cursor.gaps, ...missedBefore(published[0]?.timestamp ?? 0, cursor), ...gaps], stored),
    recent: Object.fromEntries(recent.map(({ timestamp, rate }) => [timestamp, rate])),
    fullRescanAt: isFullRescan && isWhole ? startedAt : cursor.fullRescanAt,
    lastSuccessAt: startedAt,
    lastError: null,
    failures: 0,
    retryAt: 0,
  };
}

/** Rates between the last pull and the oldest rate that is published now (epoch ms) are lost for good. */
export function missedBefore(oldest: number, { coveredTo }: Pick<RatesCursor, 'coveredTo'>): RatesCursor['gaps'] {
  return coveredTo === null || !Number.isFinite(oldest) || oldest <= coveredTo ? [] : [{ from: coveredTo, to: oldest }];
}

/** An alarm: the exchange has changed a published rate. The stored rate stays. */
function reportConflicts({ symbol }: RatesOf, count: number): void {
  const what = { message: 'ledger conflict', outcome: symbol, attempts: count, metrics: { LedgerConflicts: 1 } };
  log({ level: 'ERROR', ...what }, currentCall());
}

async function noteFailure(rates: RatesOf, cursor: RatesCursor, { code, message }: OemsError): Promise<void> {
  logFailedPull({ outcome: rates.symbol, code });
  const at = sharedNow();
  const failures = cursor.failures + 1;
  const retryAt = at + retryDelayMs(failures);
  await saveRatesCursor(rates, { ...cursor, lastError: { code, message, at }, failures, retryAt });
}
