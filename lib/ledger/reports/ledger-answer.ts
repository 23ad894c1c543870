import type { Account, AccountRef } from '../../accounts/account.ts';
import { accountNotFound } from '../../accounts/account-store.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { type ExchangeId, type MarketName, marketOf } from '../../exchanges/exchanges.ts';
import type { MarketData } from '../../exchanges/interfaces/market-data.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Page, PageRequest, TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import { placeCursor, placeCursorPattern } from '../../exchanges/rules/ledger-events.ts';
import { openYielding, type Session } from '../../session/open-session.ts';
import { proofOf } from '../proof/proofs.ts';
import { type Coverage, coverageFor, coverageOf, coverageOfNothing, moreFollows } from '../store/coverage.ts';
import { readAccountAndCursors } from '../store/cursor-store.ts';
import { ledgerCoverage, notPulled } from '../store/ledger-coverage.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { endOfTime, type LedgerAmount, listEntries, newestFirst } from '../store/ledger-store.ts';
import { isWanted } from '../store/merged-entries.ts';
import { tailOf } from './live-tail.ts';

/** Events of the same kind, newest first. */
export interface LedgerAnswer<T> {
  readonly exchange: ExchangeId;
  readonly items: readonly T[];
  readonly next: string | null;
  /** `ledger`, `ledger+exchange`, or the exchange's own source before the first pull. */
  readonly source: string;
  readonly coverage: Coverage;
}

/** A kind of event: the amount that makes an entry such an event, and the exchange's own list of them. */
export interface LedgerEvents<T> {
  /** Markets without the amount are refused: an empty list would be read as "nothing happened". */
  readonly amount: LedgerAmount;
  /** Null for entries without an event of the kind. */
  readonly pick: (entry: LedgerEntry) => T | null;
  readonly live: (data: MarketData, request: PageRequest) => Promise<Page<T>>;
  /** Adds to the events of a page what no entry of the event itself tells. */
  readonly complete?: (events: readonly T[], sources: EventSources) => Promise<readonly T[]>;
}

/** Where the facts of an event may stand beside the entry of the event. */
export interface EventSources {
  /** Null before the first pull. */
  readonly ledger: LedgerName | null;
  /** The entries that were read from the exchange for this answer. */
  readonly live: readonly LedgerEntry[];
  /** Null where the exchange was not asked. */
  readonly session: Session | null;
}

/**
 * Events from the ledger and, for newer ones, from the exchange; none twice. If the exchange does not answer, the ledger alone does, and
 * the coverage says until when.
 */
export async function ledgerAnswer<T>(
  ref: AccountRef,
  marketType: MarketType,
  request: PageRequest,
  events: LedgerEvents<T>,
): Promise<LedgerAnswer<T>> {
  const { account, cursorOf } = await readAccountAndCursors(ref);
  if (account === null) throw accountNotFound();
  requireCapability(account, marketType, events);
  const { exchange } = account;
  const { stream } = marketOf({ exchange, marketType });
  if (stream === null) return fromExchange(account, marketType, request, events);
  const ledger = { ref, exchange, stream, only: marketType };
  const cursor = cursorOf(ledger);
  if (cursor.coveredTo === null) return fromExchange(account, marketType, request, events);
  return fromLedger(account, ledger, cursor, request, events);
}

interface MarketLedger extends LedgerName {
  readonly only: MarketType;
}

async function fromLedger<T>(
  account: Account,
  ledger: MarketLedger,
  cursor: LedgerCursor,
  request: PageRequest,
  events: LedgerEvents<T>,
): Promise<LedgerAnswer<T>> {
  const below = placeOf(request.cursor);
  const accept = (entry: LedgerEntry): boolean => isWanted(ledger, entry) && events.pick(entry) !== null;
  const proof = proofOf(ledger);
  const tail = await tailOf(account, ledger.only, { proof, cursor, request, below });
  const found = await listEntries(ledger, { ...termsOf(request, below), amount: events.amount, accept });
  const newer = tail.entries.filter((entry) => isInRange(entry, request, below) && accept(entry));
  const stored = new Set(found.entries.map(keyOf));
  const all = [...newer.filter((entry) => !stored.has(keyOf(entry))), ...found.entries].toSorted(newestFirst);
  if (all.length === 0) await requireSymbol(account, ledger.only, request, tail.session);
  const entries = all.slice(0, request.limit);
  const last = entries.at(-1);
  const next = last !== undefined && (found.hasMore || all.length > entries.length) ? placeCursor(last) : null;
  const told = entries.flatMap((entry) => events.pick(entry) ?? []);
  return {
    exchange: account.exchange,
    items: await completed(events, told, { ledger, live: tail.entries, session: tail.session }),
    next,
    source: tail.session === null ? 'ledger' : 'ledger+exchange',
    coverage: pageCoverage(ledgerCoverage(proof, cursor, rangeBelow(request, below), tail), entries, next),
  };
}

function termsOf({ from = 0, to = endOfTime, symbol, limit }: PageRequest, below: LedgerPlace | undefined) {
  return { from, to, below, symbol, limit };
}

function requireCapability(
  { exchange }: Account,
  marketType: MarketType,
  { amount }: Pick<LedgerEvents<unknown>, 'amount'>,
): void {
  const { capabilities, title } = marketOf({ exchange, marketType });
  const what = { funding: 'funding payments', realizedPnl: 'realized PnL' }[amount];
  if (!capabilities[amount]) throw new OemsError('NOT_SUPPORTED', `this service does not support ${what} on ${title}`);
}

async function fromExchange<T>(
  account: Account,
  marketType: MarketType,
  request: PageRequest,
  events: LedgerEvents<T>,
): Promise<LedgerAnswer<T>> {
  const session = await openYielding(account, marketType, false);
  const page = await events.live(session.data, request);
  const items = await completed(events, page.items, { ledger: null, live: [], session });
  const { exchange } = account;
  const coverage = unproven({ exchange, marketType }, request, coverageOf(request, page));
  return { exchange, items, next: page.next, source: page.source, coverage };
}

/** Where balances alone prove a ledger, a list of changes proves nothing by itself: the sums are held against the balances by pulls. */
function unproven(market: MarketName, request: PageRequest, coverage: Coverage): Coverage {
  const { exchange } = market;
  const { stream } = marketOf(market);
  if (stream === null || proofOf({ exchange, stream }).isPerEntry) return coverage;
  return coverageOfNothing(request, { ...coverage, reasons: [...coverage.reasons, notPulled] });
}

async function completed<T>(
  { complete }: LedgerEvents<T>,
  events: readonly T[],
  sources: EventSources,
): Promise<readonly T[]> {
  return complete === undefined ? events : complete(events, sources);
}

function keyOf({ id, owner }: LedgerEntry): string {
  return `${id} ${owner}`;
}

export function placeOf(cursor: string | undefined): LedgerPlace | undefined {
  if (cursor === undefined) return undefined;
  if (!placeCursorPattern.test(cursor)) throw invalidField('cursor', 'must be a cursor from the answer before');
  const [time = '', id = ''] = cursor.split('.');
  return { time: Number(time), id };
}

function isInRange(
  entry: LedgerEntry,
  { from = 0, to = endOfTime, symbol = entry.symbol ?? undefined }: PageRequest,
  below: LedgerPlace | undefined,
): boolean {
  const isBelow = below === undefined || newestFirst(entry, below) > 0;
  return entry.time >= from && entry.time < to && isBelow && (symbol ?? null) === entry.symbol;
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

/** The range of a later page, which may hold more entries of the cursor's own moment. */
function rangeBelow({ from, to }: PageRequest, below: LedgerPlace | undefined): TimeRange {
  return below === undefined ? { from, to } : { from, to: Math.min(to ?? endOfTime, below.time + 1) };
}

/** A page before the last page covers the time down to the last entry on the page. */
function pageCoverage(whole: Coverage, entries: readonly LedgerEntry[], next: string | null): Coverage {
  if (next === null) return whole;
  if (whole.isNothing) return coverageFor({ ...whole, reasons: [moreFollows, ...whole.reasons] });
  const from = entries.at(-1)?.time ?? whole.from;
  return coverageFor({ ...whole, from, reasons: [moreFollows, ...whole.reasons] });
}
