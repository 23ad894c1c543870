import { sharedNow } from '../../aws/clock.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType, streamOf } from '../../exchanges/streams.ts';
import type { NamedLedger } from '../orders/unnamed-entries.ts';
import type { ClosingsProgress } from '../store/closings-progress.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import { endOfTime, readEntries } from '../store/ledger-store.ts';

/** Below the shortest range that an exchange tells fills for: seven days (Binance). Trades from before stay without a judgement. */
export const judgedForMs = 6 * 24 * 3_600_000;
/** Rows of the table that one pull looks at: more than the trades whose fills can be read at once. */
const mostEntries = 20_000;

/** An entry that realizes profit in a symbol, and names its trade. */
export interface TradeEntry extends LedgerEntry {
  readonly symbol: string;
  readonly tradeId: string;
}

/** The trade may have closed a position, and the entry does not tell what is left. Another customer's position this key cannot read. */
function isUnjudged({ ledger, owner, session }: NamedLedger, entry: LedgerEntry): entry is TradeEntry {
  const { kind, realizedPnl, symbol, tradeId, positionAfter } = entry;
  const isReducing = kind === 'trade' && realizedPnl !== null && symbol !== null && tradeId !== null;
  const isOurs = entry.owner === owner && entryMarketType(ledger, symbol) === session.marketType;
  return isReducing && isOurs && positionAfter === undefined;
}

type Before = Pick<LedgerCursor, 'closings' | 'coveredTo' | 'recentDigests'>;

/**
 * The progress after new entries, as a part of the cursor; empty where the ledger itself tells positions. Of a ledger that an earlier release has
 * read, entries from before `coveredTo` are no news, and of a new account none from before `createdAt` (epoch ms).
 */
export function closingsAfter(
  named: NamedLedger,
  { closings, coveredTo, recentDigests }: Before,
  entries: readonly LedgerEntry[],
  createdAt: number,
): Pick<LedgerCursor, 'closings'> {
  if (streamOf(named.ledger).positionsIn !== 'fills') return {};
  const before = closings ?? newClosings(Math.max(createdAt, coveredTo ?? 0));
  const isNews = (entry: LedgerEntry) => entry.time >= before.since && recentDigests[entry.id] !== entry.digest;
  const news = entries.filter((entry) => isNews(entry) && isUnjudged(named, entry));
  if (news.length === 0) return { closings: before };
  const judgedTo = Math.min(before.isBehind ? before.judgedTo : endOfTime, ...news.map(({ time }) => time));
  return { closings: { ...before, isBehind: true, judgedTo } };
}

function newClosings(since: number): ClosingsProgress {
  return { since, isBehind: false, judgedTo: since, reading: null, failures: 0, retryAt: 0 };
}

/** What stands in the ledger from the oldest trade that waits for its judgement. */
export interface Waiting {
  /** Oldest first. */
  readonly trades: readonly TradeEntry[];
  /** Every entry of a symbol that names a trade, and every settlement: a settlement closes positions without a fill. */
  readonly booked: readonly BookedTrade[];
  /** Epoch ms: every entry before was looked at. */
  readonly to: number;
  readonly isWhole: boolean;
}

export type BookedTrade = Pick<LedgerEntry, 'symbol' | 'tradeId' | 'time' | 'kind'>;

export async function waitingTrades(named: NamedLedger, { judgedTo, since }: ClosingsProgress): Promise<Waiting> {
  const trades: TradeEntry[] = [];
  const booked: BookedTrade[] = [];
  let [seen, to] = [0, Math.max(judgedTo, since, sharedNow() - judgedForMs)];
  for await (const page of readEntries(named.ledger, { from: to, to: endOfTime })) {
    trades.push(...page.filter((entry): entry is TradeEntry => isUnjudged(named, entry)));
    booked.push(...page.filter(({ tradeId, kind, owner }) => owner === named.owner && isBooked(tradeId, kind)));
    seen += page.length;
    to = page.at(-1)?.time ?? to;
    if (seen >= mostEntries) return { trades, booked, to, isWhole: false };
  }
  return { trades, booked, to, isWhole: true };
}

function isBooked(tradeId: string | null, kind: LedgerEntry['kind']): boolean {
  return tradeId !== null || kind === 'settlement';
}
