import type { Account } from '../../accounts/account.ts';
import { Decimal } from '../../decimal.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Fill, PageRequest } from '../../exchanges/model/history.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import { feeOf, placeCursor } from '../../exchanges/rules/ledger-events.ts';
import { streamOf } from '../../exchanges/streams.ts';
import { proofOf } from '../proof/proofs.ts';
import { coverageFor, moreFollows } from '../store/coverage.ts';
import { readCursor } from '../store/cursor-store.ts';
import { ledgerCoverage } from '../store/ledger-coverage.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { endOfTime, filledEntries, newestFirst } from '../store/ledger-store.ts';
import type { HistoryPage } from './every-market.ts';
import { placeOf } from './ledger-answer.ts';
import { tradeSpreadMs } from './trade-facts.ts';

/** The exchange tells fills of one symbol alone, and pulls have written the fill of each trade into the ledger. */
export function hasLedgerFills({ exchange }: Account, marketType: MarketType): boolean {
  const { stream, capabilities } = marketOf({ exchange, marketType });
  return !capabilities.fillsOfAllSymbols && stream !== null && streamOf({ exchange, stream }).tradesInFills === 'every';
}

/** The fills of all symbols from the stored ledger, newest first. Never complete: the reasons name what the ledger cannot show. */
export async function ledgerFills(
  account: Account,
  marketType: MarketType,
  request: PageRequest,
): Promise<HistoryPage<Fill>> {
  const { tenant, accountId, exchange } = account;
  const stream = marketOf({ exchange, marketType }).stream ?? '';
  const ledger = { ref: { tenant, accountId }, exchange, stream };
  const cursor = await readCursor(ledger);
  const below = placeOf(request.cursor);
  const { limit } = request;
  const found = await tradesBelow(ledger, cursor, below, request);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = last !== undefined && found.length > limit ? placeCursor(last.place) : null;
  const proven = ledgerCoverage(proofOf(ledger), cursor, { from: request.from, to: below?.time ?? request.to });
  const start = next === null || proven.isNothing ? proven.from : (last?.place.time ?? proven.from);
  const reasons = [...(next === null ? [] : [moreFollows]), ...proven.reasons, ...unseen(cursor)];
  const coverage = coverageFor({ ...proven, from: start, reasons });
  return { items: shown.map(({ fill }) => fill), next, source: 'ledger', coverage };
}

interface PlacedFill {
  readonly place: LedgerPlace;
  readonly fill: Fill;
}

/**
 * More than `limit` trades where there are more. The newest entry of a trade is its place, and `tradeSpreadMs` beyond the range are read as well: the
 * entries of one trade may be booked moments apart, on both sides of an edge.
 */
async function tradesBelow(
  ledger: LedgerName,
  { owner }: LedgerCursor,
  below: LedgerPlace | undefined,
  { from = 0, to = endOfTime, limit }: PageRequest,
): Promise<PlacedFill[]> {
  const end = Math.min(to, (below?.time ?? endOfTime) + 1);
  const isAsked = (place: LedgerPlace): boolean =>
    place.time >= from && place.time < to && (below === undefined || newestFirst(place, below) > 0);
  const trades = new Map<string, LedgerEntry[]>();
  for await (const entries of filledEntries(ledger, { from: from - tradeSpreadMs, to: end + tradeSpreadMs })) {
    const whole = [...trades.values()].filter(
      ([place]) => place !== undefined && isAsked(place) && isApart(place, entries),
    );
    if (whole.length > limit) break;
    for (const entry of entries) if (entry.owner === owner) addTo(trades, entry);
  }
  return [...trades.values()].flatMap(fillOf).filter(({ place }) => isAsked(place));
}

/** Ids of trades are unique within a symbol. */
function addTo(trades: Map<string, LedgerEntry[]>, entry: LedgerEntry): void {
  const key = `${entry.symbol} ${entry.tradeId}`;
  trades.set(key, [...(trades.get(key) ?? []), entry]);
}

function isApart({ time }: LedgerPlace, [older]: readonly LedgerEntry[]): boolean {
  return older !== undefined && time - older.time > tradeSpreadMs;
}

/** Of the entries of a trade, newest first. */
function fillOf(same: readonly LedgerEntry[]): PlacedFill[] {
  const [place] = same;
  const { fill, symbol, tradeId } = place ?? {};
  if (place === undefined || fill === undefined || symbol == null || tradeId == null) return [];
  const { side, quantity, price } = fill;
  const named = { id: tradeId, orderId: place.orderId ?? null, clientOrderId: null, store: 'regular' } as const;
  const told = { symbol, side, quantity, price, liquidity: null, timestamp: place.time };
  return [{ place, fill: { ...named, ...told, ...chargeOf(same) } }];
}

/** Not known where no entry tells a fee, and where two assets were charged. */
function chargeOf(entries: readonly LedgerEntry[]): Pick<Fill, 'fee' | 'feeAsset'> {
  const charged = entries.filter(({ fee }) => fee !== null);
  const [first] = charged;
  if (first === undefined || charged.some(({ asset }) => asset !== first.asset)) return { fee: null, feeAsset: null };
  const fee = charged.reduce((sum, entry) => sum.plus(feeOf(entry)), new Decimal(0)).toFixed();
  return { fee, feeAsset: first.asset };
}

function unseen({ orders }: LedgerCursor): string[] {
  return [
    'the stored ledger answers for every symbol: fills without a fee and a profit, and those of two own orders that traded with each other, are no entries with a fill there; a call with symbol asks the exchange itself',
    ...(orders?.isBehind === false ? [] : ['the fills of some trades have not been read yet']),
  ];
}
