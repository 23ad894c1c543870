import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { Fill, Page } from '../../exchanges/model/history.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { logFailedPull } from '../ingest/log-failed-pull.ts';
import { retryDelayMs } from '../ingest/retry-delay.ts';
import { setTrade, type ToldTrade } from '../store/ledger-store.ts';
import { type FillsReading, newProgress, type OrdersProgress } from '../store/orders-progress.ts';
import {
  fillsOf,
  keyOf,
  type NamedLedger,
  namedTo,
  needsFill,
  needsFills,
  nextReading,
  overlapMs,
  scanLedger,
} from './unnamed-entries.ts';

/** Readings of fills in one pull, and fills of a reading: two requests for pages of 50 that share two trades (Kraken Spot). */
const mostReadings = 2;
const mostFills = 96;
const requestsPerReading = 2;
/** Of the message's time, to write the trades of the last reading. */
const reserveMs = 12_000;
/** Writes side by side. */
const writesAtOnce = 4;

/**
 * Writes into stored entries the order of their trade, where the ledger of the exchange tells the trade alone: the fills of the market name both.
 * Where no entry tells side, quantity and price of the trade, the fill of the trade comes with the order.
 * `requests`: what the pull of the ledger has left of its budget. An error of the exchange costs the ledger nothing: the entries are stored
 * already, and a later pull goes on. Our own errors are thrown. Null: nothing was to do.
 */
export async function nameOrders(
  named: NamedLedger,
  before: OrdersProgress = newProgress,
  requests: number,
): Promise<OrdersProgress | null> {
  const readings = Math.min(mostReadings, Math.floor(requests / requestsPerReading));
  const from = withFills(named, before);
  if (!from.isBehind || readings === 0 || sharedNow() < from.retryAt) return null;
  try {
    return { ...(await readOn(named, from, readings)), failures: 0, retryAt: 0 };
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    return afterFailure(named, from, error);
  }
}

/** An earlier release has read the fills for the orders alone: the reading begins anew, once. */
function withFills(named: NamedLedger, before: OrdersProgress): OrdersProgress {
  return before.hasFills || !needsFills(named) ? before : { ...newProgress, hasFills: true };
}

async function readOn(named: NamedLedger, before: OrdersProgress, readings: number): Promise<OrdersProgress> {
  const scan = await scanLedger(named, before);
  let progress = before;
  let left = scan.unnamed;
  let passed: readonly LedgerEntry[] = [];
  for (let turn = 0; turn < readings && !isLate(); turn += 1) {
    const reading = progress.reading ?? nextReading(named, left, mostFills);
    if (reading === null) break;
    const { items, next } = await fillsIn(named, reading);
    const fills = [...(reading.held ?? []), ...items];
    const held = next === null ? [] : fills.filter(({ id }) => id === fills.at(-1)?.id);
    const whole = fills.filter((fill) => !held.includes(fill));
    await setTrades(named, left, whole);
    progress = afterPage(progress, { ...reading, next, held });
    left = left.filter((entry) => tradeOf(named, entry, whole) === null);
    if (next !== null) continue;
    const isPassed = (entry: LedgerEntry) => fillsOf(named, entry) === reading.symbol && entry.time < namedTo(reading);
    passed = [...passed, ...left.filter(isPassed)];
    left = left.filter((entry) => !isPassed(entry));
  }
  const mayComeLate = passed.some(({ time }) => time >= sharedNow() - overlapMs);
  const isBehind = !scan.isWhole || progress.reading !== null || left.length > 0 || mayComeLate;
  return { ...progress, isBehind, scannedTo: left[0]?.time ?? scan.to };
}

/** A symbol that the exchange no longer lists must not keep the pull from the other symbols. */
async function fillsIn(
  { session }: NamedLedger,
  { symbol, from, to, next }: FillsReading,
): Promise<Pick<Page<Fill>, 'items' | 'next'>> {
  const about = { ...(symbol === null ? {} : { symbol }), ...(next === null ? {} : { cursor: next }) };
  try {
    return await session.data.fills({ ...about, from, to, limit: mostFills });
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'INVALID_SYMBOL') throw error;
    return { items: [], next: null };
  }
}

/**
 * The ids of trades are unique within a symbol at every exchange, and within the account at some. Two orders of one account that trade with each
 * other have two fills of one id: which of them an entry belongs to no ledger tells, and the entry gets neither.
 */
function tradeOf(named: NamedLedger, entry: LedgerEntry, fills: readonly Fill[]): ToldTrade | null {
  const { tradeId, symbol } = entry;
  const same = fills.filter((each) => each.id === tradeId && (symbol === null || each.symbol === symbol));
  const [fill] = same;
  const orderId = fill?.orderId ?? null;
  if (fill === undefined || orderId === null || same.some((each) => each.orderId !== orderId)) return null;
  if (!needsFill(named, entry)) return { orderId };
  const { side, quantity, price } = fill;
  return { orderId, fill: { side, quantity, price, ...(symbol === null ? { symbol: fill.symbol } : {}) } };
}

/** Every write ends before an error is thrown: no write may still be under way then. */
async function setTrades(named: NamedLedger, entries: readonly LedgerEntry[], fills: readonly Fill[]): Promise<void> {
  const wanted = entries.flatMap((entry) => {
    const trade = tradeOf(named, entry, fills);
    return trade === null ? [] : [{ entry, trade }];
  });
  for (let start = 0; start < wanted.length; start += writesAtOnce) {
    const batch = wanted.slice(start, start + writesAtOnce);
    const ends = await Promise.allSettled(batch.map(({ entry, trade }) => setTrade(named.ledger, entry, trade)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}

/** After a page of fills the reading goes on below the page, or is done. */
function afterPage(progress: OrdersProgress, reading: FillsReading): OrdersProgress {
  if (reading.next !== null) return { ...progress, reading };
  const key = keyOf(reading.symbol);
  const readTo = { ...progress.readTo, [key]: Math.max(progress.readTo[key] ?? 0, namedTo(reading)) };
  return { ...progress, reading: null, readTo };
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

/** A cursor of a reading may be refused: the next pull begins the reading anew. */
function afterFailure({ ledger }: NamedLedger, before: OrdersProgress, { code }: OemsError): OrdersProgress {
  const { tenant, accountId: account } = ledger.ref;
  logFailedPull({ tenant, account, outcome: `${ledger.stream} orders`, code });
  const failures = before.failures + 1;
  return { ...before, reading: null, failures, retryAt: sharedNow() + retryDelayMs(failures) };
}
