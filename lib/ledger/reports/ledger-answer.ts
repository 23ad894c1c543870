import type { Account, AccountRef } from '../../accounts/account.ts';
import { accountNotFound } from '../../accounts/account-store.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketData } from '../../exchanges/interfaces/market-data.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Page, PageRequest, TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import { placeCursor, placeCursorPattern } from '../../exchanges/rules/ledger-events.ts';
import { openYielding, requiredLedger, type Session } from '../../session/open-session.ts';
import { followChains, type LedgerGap } from '../ingest/chains.ts';
import { readAccountAndCursors } from '../ingest/cursor-store.ts';
import type { LedgerCursor } from '../ingest/ledger-cursor.ts';
import { ownedPage } from '../ingest/ledger-owner.ts';
import { type Coverage, coverageOf } from '../store/coverage.ts';
import { ledgerCoverage } from '../store/ledger-coverage.ts';
import { endOfTime, type LedgerAmount, listRows, newestFirst } from '../store/ledger-store.ts';

/** Events of one sort, newest first. */
export interface LedgerAnswer<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** `ledger`, `ledger+exchange`, or the exchange's own source where nothing has been pulled yet. */
  readonly source: string;
  readonly coverage: Coverage;
}

/** A sort of event: which amount of a row it is made of, and how the exchange lists it itself. */
export interface LedgerEvents<T> {
  /** Wallets that cannot have it are refused: their list would be empty, and read as "nothing happened". */
  readonly amount: LedgerAmount;
  /** Null for rows that carry no such event. */
  readonly pick: (row: LedgerEntry) => T | null;
  readonly live: (data: MarketData, request: PageRequest) => Promise<Page<T>>;
}

/**
 * Events from the ledger and, for what is newer than it, from the exchange, none twice. Where the exchange does not answer, the ledger
 * alone does, and the coverage says until when.
 */
export async function ledgerAnswer<T>(
  ref: AccountRef,
  marketType: MarketType,
  request: PageRequest,
  events: LedgerEvents<T>,
): Promise<LedgerAnswer<T>> {
  const { account, cursors } = await readAccountAndCursors(ref);
  if (account === null) throw accountNotFound();
  requireCapability(account, marketType, events);
  const cursor = cursors[marketType];
  if (cursor.coveredTo === null) return fromExchange(account, marketType, request, events);
  const below = placeOf(request.cursor);
  const tail = await tailOf(account, marketType, cursor, request, below);
  const found = await listRows(
    { ref, marketType },
    {
      from: request.from ?? 0,
      to: request.to ?? endOfTime,
      below,
      amount: events.amount,
      symbol: request.symbol,
      accept: (row) => events.pick(row) !== null,
      limit: request.limit,
    },
  );
  const newer = tail.rows.filter((row) => isWanted(row, request, below, events));
  const known = new Set(found.rows.map(keyOf));
  const all = [...newer.filter((row) => !known.has(keyOf(row))), ...found.rows].toSorted(newestFirst);
  if (all.length === 0) await requireSymbol(account, marketType, request, tail.session);
  const rows = all.slice(0, request.limit);
  const last = rows.at(-1);
  const next = last !== undefined && (found.hasMore || all.length > rows.length) ? placeCursor(last) : null;
  return {
    items: rows.flatMap((row) => events.pick(row) ?? []),
    next,
    source: tail.session === null ? 'ledger' : 'ledger+exchange',
    coverage: pageCoverage(ledgerCoverage(cursor, rangeBelow(request, below), tail.to, tail.gaps), rows, next),
  };
}

function requireCapability(
  { exchange }: Account,
  marketType: MarketType,
  { amount }: Pick<LedgerEvents<unknown>, 'amount'>,
): void {
  const { capabilities, title } = marketOf({ exchange, marketType });
  const what = { funding: 'funding payments', realizedPnl: 'realized PnL' }[amount];
  if (!capabilities[amount]) throw new OemsError('NOT_SUPPORTED', `${title} has no ${what}`);
}

async function fromExchange<T>(
  account: Account,
  marketType: MarketType,
  request: PageRequest,
  { live }: LedgerEvents<T>,
): Promise<LedgerAnswer<T>> {
  const { data } = await openYielding(account, marketType, false);
  const page = await live(data, request);
  return { items: page.items, next: page.next, source: page.source, coverage: coverageOf(request, page) };
}

function keyOf({ id, owner }: LedgerEntry): string {
  return `${id} ${owner}`;
}

function placeOf(cursor: string | undefined): LedgerPlace | undefined {
  if (cursor === undefined) return undefined;
  if (!placeCursorPattern.test(cursor)) throw invalidField('cursor', 'must be a cursor from the answer before');
  const [time = '', id = ''] = cursor.split('.');
  return { time: Number(time), id };
}

interface Tail {
  readonly rows: readonly LedgerEntry[];
  /** Until when ledger and tail together know every row; null: until now. */
  readonly to: number | null;
  readonly gaps: readonly LedgerGap[];
  readonly session: Session | null;
}

/** The last pull is some minutes old: one request shows what has come since, a busy account's two or three. */
const tailRequests = 3;

async function tailOf(
  account: Account,
  marketType: MarketType,
  cursor: LedgerCursor,
  { to }: PageRequest,
  below: LedgerPlace | undefined,
): Promise<Tail> {
  const since = cursor.coveredTo ?? 0;
  const none: Tail = { rows: [], to: cursor.coveredTo, gaps: [], session: null };
  if ((to ?? endOfTime) <= since || (below !== undefined && below.time < since)) return none;
  try {
    const session = await openYielding(account, marketType, false);
    const page = await requiredLedger(session).entries({ since, after: null, maxRequests: tailRequests });
    const { rows, isLast } = ownedPage(page, cursor.owner);
    const { gaps } = followChains(rows, cursor.books, { from: since, links: {} });
    return { rows, to: isLast ? null : (rows.at(-1)?.time ?? since), gaps, session };
  } catch (error) {
    if (error instanceof OemsError) return none;
    throw error;
  }
}

function isWanted<T>(
  row: LedgerEntry,
  { from = 0, to = endOfTime, symbol = row.symbol ?? undefined }: PageRequest,
  below: LedgerPlace | undefined,
  { pick }: LedgerEvents<T>,
): boolean {
  return (
    row.time >= from &&
    row.time < to &&
    (below === undefined || newestFirst(row, below) > 0) &&
    (symbol ?? null) === row.symbol &&
    pick(row) !== null
  );
}

async function requireSymbol(
  account: Account,
  marketType: MarketType,
  { symbol }: PageRequest,
  session: Session | null,
): Promise<void> {
  if (symbol === undefined) return;
  const { data } = session ?? (await openYielding(account, marketType, false));
  await data.requireKnown(symbol);
}

/** What is asked of a later page: the rows of the cursor's own moment may be in it. */
function rangeBelow({ from, to }: PageRequest, below: LedgerPlace | undefined): TimeRange {
  return below === undefined ? { from, to } : { from, to: Math.min(to ?? endOfTime, below.time + 1) };
}

/** A page with another one behind it speaks for what is down to its last row. */
function pageCoverage(whole: Coverage, rows: readonly LedgerEntry[], next: string | null): Coverage {
  return next === null ? whole : { ...whole, from: rows.at(-1)?.time ?? whole.from, complete: false };
}
