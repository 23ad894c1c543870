import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { Fill } from '../../exchanges/model/history.ts';
import type { Session } from '../../session/open-session.ts';
import { logFailedPull } from '../ingest/log-failed-pull.ts';
import { positionClosed } from '../ingest/position-closed.ts';
import { retryDelayMs } from '../ingest/retry-delay.ts';
import type { NamedLedger } from '../orders/unnamed-entries.ts';
import type { ClosingsProgress, PositionsReading } from '../store/closings-progress.ts';
import { setPositionAfter } from '../store/set-position.ts';
import { positionsAfter } from './positions-after.ts';
import { readPositions } from './read-positions.ts';
import { type BookedTrade, type TradeEntry, type Waiting, waitingTrades } from './unjudged-trades.ts';

/** Around a reading of positions: a fill so near may or may not be in the positions, and clocks differ. */
const quietMs = 5000;
/** An exchange may show a fill late: the fills up to a reading are asked for so long after the reading. */
const lateMs = 2 * 60_000;
/** A ledger books a trade moments after the fill. */
const apartMs = 2000;
/** Symbols of one pull, and fills of a symbol. */
const mostSymbols = 6;
const mostFills = 3000;
/** Of the message's time, to write what is decided. */
const reserveMs = 12_000;

export interface JudgedLedger extends NamedLedger {
  readonly session: NamedLedger['session'] & Pick<Session, 'wallets' | 'keyVersion'>;
}

/**
 * Writes into stored entries what their trades left of the position, where no entry tells a position, and with it the event of a closed position.
 *
 * One pull reads the positions, and a later pull the fills up to that moment: nothing traded is then missing among the fills, whatever was traded since.
 * From the position at that moment the fills lead back to each trade. Anything that cannot be proven is decided with a later reading, or never.
 * `requests`: what the pull has left; at Binance all requests here weigh as much as one or two for entries. An error of the exchange costs the ledger nothing, and our own errors are thrown. Null: nothing was to do.
 */
export async function judgeClosings(
  judged: JudgedLedger,
  before: ClosingsProgress | undefined,
  requests: number,
): Promise<ClosingsProgress | null> {
  if (before === undefined || !before.isBehind || requests === 0 || isLate()) return null;
  if (sharedNow() < Math.max(before.retryAt, (before.reading?.to ?? 0) + lateMs)) return null;
  try {
    return await judgeOn(judged, before);
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    const { tenant, accountId: account } = judged.ledger.ref;
    logFailedPull({ tenant, account, outcome: `${judged.ledger.stream} positions`, code: error.code });
    return { ...before, ...afterFailure(before) };
  }
}

async function judgeOn(judged: JudgedLedger, before: ClosingsProgress): Promise<ClosingsProgress> {
  const waiting = await waitingTrades(judged, before);
  // A settlement may stand behind the rows, and the fills of so many trades cannot be read: these trades stay without a judgement.
  if (!waiting.isWhole) return { ...before, judgedTo: waiting.to, reading: null };
  const { tried, decided } = await judgeAll(judged, waiting, before);
  const left = waiting.trades.filter(({ id }) => !decided.has(id));
  const patience = tried && decided.size === 0 ? afterFailure(before) : { failures: 0, retryAt: 0 };
  const symbols = [...new Set(left.map(({ symbol }) => symbol))];
  const reading = symbols.length === 0 ? null : await readPositions(judged.session, symbols);
  return { ...before, isBehind: left.length > 0, judgedTo: left[0]?.time ?? waiting.to, reading, ...patience };
}

function afterFailure({ failures }: ClosingsProgress): Pick<ClosingsProgress, 'failures' | 'retryAt'> {
  return { failures: failures + 1, retryAt: sharedNow() + retryDelayMs(failures + 1) };
}

interface Judgement {
  /** Some trades are older than the reading. */
  readonly tried: boolean;
  /** The ids of the entries that are decided. */
  readonly decided: ReadonlySet<string>;
}

async function judgeAll(judged: JudgedLedger, waiting: Waiting, before: ClosingsProgress): Promise<Judgement> {
  const decided = new Set<string>();
  const { reading, failures } = before;
  if (reading === null || reading.keyVersion !== judged.session.keyVersion) return { tried: false, decided };
  const near = waiting.trades.filter(({ time }) => time < reading.from - quietMs);
  const symbols = [...new Set(near.map(({ symbol }) => symbol))].filter((each) => reading.sizes[each] !== undefined);
  // Symbols that nothing can be proven of must not keep the pulls from the other symbols.
  const first = symbols.length === 0 ? 0 : (failures * mostSymbols) % symbols.length;
  for (const symbol of [...symbols.slice(first), ...symbols.slice(0, first)].slice(0, mostSymbols)) {
    if (isLate()) break;
    const trades = near.filter((entry) => entry.symbol === symbol);
    const booked = waiting.booked.filter((entry) => entry.symbol === symbol && isBetween(entry, trades, reading));
    for (const id of await judgeSymbol(judged, { symbol, trades, booked, reading })) decided.add(id);
  }
  return { tried: near.length > 0, decided };
}

/** Not before the oldest of the trades, and before the reading. */
function isBetween({ time }: BookedTrade, [oldest]: readonly TradeEntry[], { from }: PositionsReading): boolean {
  return time >= (oldest?.time ?? 0) && time < from - quietMs;
}

/** The trades of a symbol from before the reading. */
interface SymbolTrades {
  readonly symbol: string;
  readonly trades: readonly TradeEntry[];
  readonly booked: readonly BookedTrade[];
  readonly reading: PositionsReading;
}

/** Oldest first, so that the events of a symbol come in the order of the trades. Returns the ids of the decided entries. */
async function judgeSymbol({ ledger, session }: JudgedLedger, of: SymbolTrades): Promise<string[]> {
  const fills = await fillsUpTo(session, of);
  const after = fills === null ? null : positionsAfter(of.reading.sizes[of.symbol] ?? '', fills);
  // A trade of the ledger that no fill tells, and a settlement: the fills are not all that has changed the position.
  if (after === null || !of.booked.every(({ tradeId }) => tradeId !== null && after.has(tradeId))) return [];
  for (const entry of of.trades) {
    const told = after.get(entry.tradeId);
    if (told === undefined) continue;
    const change = told.isOwn ? null : positionClosed(ledger, { ...entry, positionAfter: told.size }, entry.time);
    await setPositionAfter(ledger, entry, told.size, change);
  }
  return of.trades.map(({ id }) => id);
}

/** Every fill from the oldest trade to the reading; null where some may be missing, or stand so near that the reading may lack them. */
async function fillsUpTo({ data }: JudgedLedger['session'], of: SymbolTrades): Promise<readonly Fill[] | null> {
  const { symbol, trades, reading } = of;
  const [oldest] = trades;
  if (oldest === undefined) return null;
  const range = { from: oldest.time - apartMs, to: reading.to + quietMs + 1 };
  const { items, next, leftOut = [], keptSince } = await data.fills({ symbol, ...range, limit: mostFills });
  const isWhole = next === null && leftOut.length === 0 && keptSince === undefined;
  const isQuiet = items.every(({ timestamp }) => timestamp < reading.from - quietMs);
  return isWhole && isQuiet && items.every((fill) => fill.symbol === symbol) ? items : null;
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}
