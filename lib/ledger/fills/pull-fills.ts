import type { Account } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { exchanges, marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { FillsFrom } from '../../exchanges/model/history.ts';
import type { Balance } from '../../exchanges/model/position.ts';
import { openYielding, type Session } from '../../session/open-session.ts';
import { logFailedPull } from '../ingest/log-failed-pull.ts';
import { retryDelayMs } from '../ingest/retry-delay.ts';
import { keptSince } from '../store/ledger-coverage.ts';
import { dayOf, putBalanceDay } from './balance-days.ts';
import { type FillsCursor, type FillsName, fillsOwner, readFillsCursor, saveFillsCursor } from './fills-cursor.ts';
import { putFill } from './fills-store.ts';
import { withHeld, withOrdered } from './known-symbols.ts';
import { nextSymbol } from './next-symbol.ts';

/** Of the message's time, to store the fills of the last answer. */
const reserveMs = 12_000;
/** An exchange may show a fill late: fills of the last minutes are read again by the next pull. */
const overlapMs = 10 * 60_000;
/** Writes side by side. */
const writesAtOnce = 4;
const mostUnreadable = 50;

/** The markets of the account whose fills pulls copy. */
export function marketsWithFillsPull({ exchange }: Account): MarketType[] {
  return marketTypes.filter((marketType) => exchanges[exchange].markets[marketType].fillsPull !== null);
}

/** A pull of fills. `cursor` equals the stored cursor during the whole pull. */
interface FillsPull {
  readonly account: Account;
  readonly name: FillsName;
  readonly marketType: MarketType;
  cursor: FillsCursor;
}

/**
 * Copies the newest fills of one market, of the symbols that the account has ordered or holds. An error of the exchange is written into the
 * cursor, and the pull is tried again in growing intervals. Our own errors are thrown, so that the queue delivers the message again.
 */
export async function pullFills(account: Account, marketType: MarketType): Promise<void> {
  const { tenant, accountId, exchange } = account;
  const name = { ref: { tenant, accountId }, exchange, marketType, owner: fillsOwner(account, marketType) };
  const cursor = await readFillsCursor(name);
  const keyVersion = account.credentials[marketOf({ exchange, marketType }).key]?.version ?? null;
  if (cursor.keyVersion === keyVersion && sharedNow() < cursor.retryAt) return;
  const pull: FillsPull = { account, name, marketType, cursor: { ...cursor, keyVersion } };
  try {
    await readSymbols(await openYielding(account, marketType, true), pull);
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    await noteFailure(pull, error);
  }
}

async function readSymbols(session: Session, pull: FillsPull): Promise<void> {
  const { account, name, marketType } = pull;
  const startedAt = sharedNow();
  const ordered = await withOrdered(pull.cursor, name.ref, marketType, startedAt);
  const readAt = sharedNow();
  const balances = await session.wallets.balances();
  const kept = await withBalances(ordered, name, balances, readAt);
  let cursor = await withHeld(kept, account, marketType, balances);
  const requests = session.market.fillsPull?.requestsPerPull ?? 0;
  for (let turn = 0; turn < requests && !isLate(); turn += 1) {
    const symbol = nextSymbol(cursor, startedAt, turn);
    if (symbol === null) break;
    const askedAt = sharedNow();
    const answer = await answerFor(session, symbol, cursor);
    await storeFills(name, answer);
    cursor = afterAnswer(cursor, symbol, answer, askedAt);
    // The fills first, then the cursor: after a death between the two the next pull meets stored fills again, and none is lost.
    if (answer.fills.length > 0 && !(await save(pull, succeeded(cursor)))) return;
    cursor = { ...cursor, version: pull.cursor.version };
  }
  await save(pull, succeeded(cursor));
}

/** The balances of a day are stored once; a pull that dies before the cursor is written meets them in the table. */
async function withBalances(
  cursor: FillsCursor,
  name: FillsName,
  balances: readonly Balance[],
  readAt: number,
): Promise<FillsCursor> {
  if (cursor.balancesOf === dayOf(readAt)) return cursor;
  await putBalanceDay(name, balances, readAt);
  return { ...cursor, balancesOf: dayOf(readAt) };
}

/** A symbol that the exchange no longer knows must not keep the pull from the other symbols. */
async function answerFor({ data }: Session, symbol: string, { symbols }: FillsCursor): Promise<SymbolAnswer> {
  const from = symbols[symbol]?.from ?? null;
  try {
    return await data.fillsFrom(symbol, from);
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'INVALID_SYMBOL') throw error;
    return { fills: [], next: from, isLast: true, leftOut: [], isRefused: true };
  }
}

async function save(pull: FillsPull, cursor: FillsCursor): Promise<boolean> {
  const saved = await saveFillsCursor(pull.name, cursor);
  if (saved !== null) pull.cursor = saved;
  return saved !== null;
}

/** `isRefused`: the exchange tells nothing of the symbol. */
type SymbolAnswer = FillsFrom & { readonly isRefused?: true };

/** Fills from before the retention would be deleted again. Every write ends before an error is thrown. */
async function storeFills(name: FillsName, { fills }: SymbolAnswer): Promise<void> {
  const kept = fills.filter(({ timestamp }) => timestamp >= (keptSince() ?? 0));
  for (let start = 0; start < kept.length; start += writesAtOnce) {
    const batch = kept.slice(start, start + writesAtOnce);
    const ends = await Promise.allSettled(batch.map((fill) => putFill(name, fill)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}

/** The cursor after an answer has been stored. */
export function afterAnswer(cursor: FillsCursor, symbol: string, answer: SymbolAnswer, askedAt: number): FillsCursor {
  const { fills, isLast, leftOut, isRefused = false } = answer;
  const isTraded = fills.length > 0 || (cursor.symbols[symbol]?.isTraded ?? false);
  const progress = { from: resumeFrom(answer, askedAt), readAt: askedAt, isBehind: !isLast, isTraded, isRefused };
  const unreadable = [...new Set([...cursor.unreadable, ...leftOut])].slice(-mostUnreadable);
  return { ...cursor, symbols: { ...cursor.symbols, [symbol]: progress }, unreadable };
}

function resumeFrom({ fills, next, isLast }: FillsFrom, askedAt: number): string | null {
  const again = isLast ? fills.filter(({ timestamp }) => timestamp >= askedAt - overlapMs) : [];
  const [first] = again.map(({ id }) => BigInt(id)).toSorted((one, other) => (one < other ? -1 : 1));
  return first === undefined ? next : String(first);
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

function succeeded(cursor: FillsCursor): FillsCursor {
  return { ...cursor, lastSuccessAt: sharedNow(), lastError: null, failures: 0, retryAt: 0 };
}

async function noteFailure({ name, cursor }: FillsPull, { code, message }: OemsError): Promise<void> {
  const { tenant, accountId: account } = name.ref;
  logFailedPull({ tenant, account, outcome: `${name.marketType} fills`, code });
  const at = sharedNow();
  const failures = cursor.failures + 1;
  await saveFillsCursor(name, {
    ...cursor,
    lastError: { code, message, at },
    failures,
    retryAt: at + retryDelayMs(failures),
  });
}
