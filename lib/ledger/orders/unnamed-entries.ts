import { sharedNow } from '../../aws/clock.ts';
import type { LedgerEntry, LedgerKind } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType, streamOf } from '../../exchanges/streams.ts';
import type { Session } from '../../session/open-session.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { endOfTime, readEntries } from '../store/ledger-store.ts';
import { type FillsReading, newProgress, type OrdersProgress } from '../store/orders-progress.ts';

const hour = 3_600_000;
/** An exchange may show the fill of an entry late: fills of the last hours are read again for entries without their trade. */
export const overlapMs = 2 * hour;
/** Below the shortest range that an exchange tells fills for: seven days (Binance, Bybit). */
const spanMs = 6 * 24 * hour;
/** A ledger books a trade moments after the fill. */
const apartMs = 2000;
/** Rows of the table that one pull looks at. */
const mostEntries = 2000;

const tradedKinds: readonly LedgerKind[] = ['trade', 'liquidation', 'position'];

/** The ledger whose entries get their trades from the fills of the session's market. */
export interface NamedLedger {
  readonly ledger: LedgerName;
  /** The customer whose fills the key reads. */
  readonly owner: string | null;
  readonly session: Pick<Session, 'data' | 'market' | 'marketType'>;
}

/** The symbol whose fills name the entry; null where one list has the fills of all symbols. */
export function fillsOf({ session }: NamedLedger, { symbol }: LedgerEntry): string | null {
  return session.market.capabilities.fillsOfAllSymbols ? null : symbol;
}

export function keyOf(symbol: string | null): string {
  return symbol ?? '*';
}

/** The fills tell side, quantity and price of some trades as well. */
export function needsFills({ ledger }: NamedLedger): boolean {
  return streamOf(ledger).tradesInFills !== 'none';
}

/** The fill tells side, quantity and price of the entry's trade as well. */
export function needsFill({ ledger }: NamedLedger, { realizedPnl }: LedgerEntry): boolean {
  const { tradesInFills } = streamOf(ledger);
  return tradesInFills === 'every' || (tradesInFills === 'margin' && realizedPnl !== null);
}

/** Another customer's entry names a trade that this key cannot read. */
function isUnnamed(named: NamedLedger, entry: LedgerEntry): boolean {
  const { ledger, owner, session } = named;
  const isTrade = entry.tradeId !== null && tradedKinds.includes(entry.kind);
  const isOurs = entry.owner === owner && entryMarketType(ledger, entry.symbol) === session.marketType;
  const isTold = entry.orderId !== undefined && (entry.fill !== undefined || !needsFill(named, entry));
  return isTrade && isOurs && !isTold;
}

/** The progress after new entries: fills from before the end of a reading are read again for an entry that came late. */
export function afterEntries(
  named: NamedLedger,
  before: OrdersProgress = newProgress,
  entries: readonly LedgerEntry[],
  recentDigests: Readonly<Record<string, string>>,
): OrdersProgress {
  const news = entries.filter((entry) => recentDigests[entry.id] !== entry.digest && isUnnamed(named, entry));
  if (news.length === 0) return before;
  const readTo: Record<string, number> = { ...before.readTo };
  for (const entry of news) {
    const key = keyOf(fillsOf(named, entry));
    readTo[key] = Math.min(readTo[key] ?? 0, entry.time);
  }
  const scannedTo = Math.min(before.scannedTo, ...news.map(({ time }) => time));
  return { ...before, isBehind: true, readTo, scannedTo };
}

/** A part of the ledger. */
export interface Scan {
  /** Entries without their trade, whose fills were not read yet or may have come late; oldest first. */
  readonly unnamed: readonly LedgerEntry[];
  /** Epoch ms: every entry before was looked at. */
  readonly to: number;
  readonly isWhole: boolean;
}

/** Looks through the stored entries from where the last look ended, at most `mostEntries` of them. */
export async function scanLedger(named: NamedLedger, { scannedTo, readTo }: OrdersProgress): Promise<Scan> {
  const late = sharedNow() - overlapMs;
  const isDue = (entry: LedgerEntry): boolean =>
    entry.time >= Math.min(readTo[keyOf(fillsOf(named, entry))] ?? 0, late);
  const unnamed: LedgerEntry[] = [];
  let [seen, to] = [0, scannedTo];
  for await (const page of readEntries(named.ledger, { from: Math.min(scannedTo, late), to: endOfTime })) {
    unnamed.push(...page.filter((entry) => isUnnamed(named, entry) && isDue(entry)));
    seen += page.length;
    to = page.at(-1)?.time ?? to;
    if (seen >= mostEntries) return { unnamed, to, isWhole: false };
  }
  return { unnamed, to, isWhole: true };
}

/** The fills around the oldest entries without their trade: of a few days at most, and of about as many trades as a reading takes. */
export function nextReading(
  named: NamedLedger,
  unnamed: readonly LedgerEntry[],
  mostTrades: number,
): FillsReading | null {
  const [first] = unnamed;
  if (first === undefined) return null;
  const symbol = fillsOf(named, first);
  const near = unnamed.filter((entry) => fillsOf(named, entry) === symbol && entry.time < first.time + spanMs);
  const trades = [...new Set(near.map(({ tradeId }) => tradeId))];
  const last = near.findLast(({ tradeId }) => trades.indexOf(tradeId) < mostTrades) ?? first;
  return { symbol, from: first.time - apartMs, to: last.time + apartMs, next: null };
}

/** Epoch ms: the fills of a finished reading name every entry before that they can. */
export function namedTo({ to }: FillsReading): number {
  return to - apartMs + 1;
}
