import { listAccounts } from '../../accounts/account-list.ts';
import { inParallel } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType } from '../../exchanges/streams.ts';
import type { LedgerRange } from '../store/ledger-store.ts';
import {
  type AccountLedgers,
  keptRange,
  type ShownCoverage,
  type StoredLedger,
  shownCoverage,
  storedLedgers,
} from '../store/stored-ledger.ts';
import { type BalanceChange, balanceChanges } from './balance-changes.ts';
import { type PnlLine, type PnlTotal, pnlSums } from './pnl-sums.ts';
import { type CountedEntry, countedEntries, type SameLedgers, sameLedgers } from './shared-ledgers.ts';
import { storedSpotPairs } from './spot-pairs.ts';
import { tradeSpreadMs, withTrades } from './trade-facts.ts';

export type PnlGrouping = 'day' | 'symbol' | 'account';

export interface PnlSummaryRequest extends TimeRange {
  readonly groupBy: PnlGrouping;
  /** Undefined: all accounts of the tenant. */
  readonly accountId?: string | undefined;
  readonly marketType?: MarketType | undefined;
}

export interface PnlSummary {
  readonly range: LedgerRange;
  readonly lines: readonly PnlLine[];
  readonly totals: readonly PnlTotal[];
  /** The ledgers that were added up, each with its coverage of the range. */
  readonly ledgers: readonly StoredLedger[];
  /** Of the range: of each ledger, and of each market without a ledger. */
  readonly coverages: readonly ShownCoverage[];
  /** Ledgers of one wallet that several accounts have pulled: each entry is counted once. */
  readonly shared: readonly SameLedgers[];
  /** Of the wallets without a ledger of one account; null where all accounts were asked for. */
  readonly changes: readonly BalanceChange[] | null;
}

interface Sums {
  readonly lines: ReturnType<typeof pnlSums>;
  readonly totals: ReturnType<typeof pnlSums>;
}

/** A tenant with more accounts asks account by account. */
const mostAccounts = 500;
const accountsAtOnce = 8;
const dayMs = 86_400_000;
/** Without `from` the range begins so many whole days before the day of `to`. */
const usualDays = 30;
/** Of the call's time, to write the answer. */
const reserveMs = 1500;

/**
 * Earnings and costs, added up from the ledger alone: every stored entry of the range, or a refusal, and never a part. Entries are read
 * page by page, and none stays in memory.
 */
export async function pnlSummary(tenant: string, request: PnlSummaryRequest): Promise<PnlSummary> {
  const range = rangeOf(request);
  const ids = request.accountId === undefined ? await accountIds(tenant) : [request.accountId];
  const found = await inParallel(ids, accountsAtOnce, (accountId) =>
    storedLedgers({ tenant, accountId }, range, request.marketType),
  );
  const ledgers = found.flatMap((account) => account.ledgers);
  const groups = sameLedgers(ledgers);
  const sums = { lines: pnlSums(), totals: pnlSums() };
  const entries = request.groupBy === 'symbol' ? entriesOfPairs(range) : entriesIn(range);
  await inParallel(groups, accountsAtOnce, (group) => addEntries(entries(group), request.groupBy, sums));
  const shared = groups.filter((group) => group.length > 1);
  const coverages = found.flatMap((account) => [...account.untold, ...account.ledgers.map(shownCoverage)]);
  const changes = request.accountId === undefined ? null : await changesOf(found, range, request.marketType);
  return { range, lines: sums.lines.lines(), totals: sums.totals.totals(), ledgers, coverages, shared, changes };
}

async function changesOf([found]: readonly AccountLedgers[], range: LedgerRange, only: MarketType | undefined) {
  const account = found?.account ?? null;
  return account === null ? [] : balanceChanges(account, keptRange(range), only, refuseWhenLate);
}

function rangeOf({ from, to = sharedNow() }: TimeRange): LedgerRange {
  const start = from ?? to - (to % dayMs) - usualDays * dayMs;
  if (start >= to) throw invalidField('from', 'must be in the past');
  return { from: start, to };
}

async function accountIds(tenant: string): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAccounts>> = await listAccounts(tenant, 100, after);
    ids.push(...page.accounts.map(({ accountId }) => accountId));
    if (ids.length > mostAccounts) throw tooManyAccounts();
    after = page.next;
  } while (after !== null);
  return ids;
}

function tooManyAccounts() {
  return invalidField(
    'exchange_account_id',
    `is required when a tenant has more than ${mostAccounts} accounts; ask account by account and add up the answers`,
  );
}

/** An entry with the symbol of its trade. */
type SummedEntry = CountedEntry & { readonly symbol: string | null };
type Entries = (group: SameLedgers) => AsyncIterable<SummedEntry>;

function entriesIn(range: LedgerRange): Entries {
  return async function* entries(group) {
    for await (const counted of countedEntries(group, range)) yield { ...counted, symbol: counted.entry.symbol };
  };
}

/**
 * The ledger of a spot market names no pair: the entries of a trade tell the pair together. The range can part the entries of a trade, so what is
 * read begins before and ends after.
 */
function entriesOfPairs({ from, to }: LedgerRange): Entries {
  const pairsOf = storedSpotPairs();
  const wider = { from: from - tradeSpreadMs, to: to + tradeSpreadMs };
  return async function* entries(group) {
    for await (const { trade, ...counted } of withTrades(countedEntries(group, wider), pairsOf)) {
      const { time, symbol } = counted.entry;
      if (time >= from && time < to) yield { ...counted, symbol: symbol ?? trade?.symbol ?? null };
    }
  };
}

/** A line of an account tells the whole account. Every other sum counts an entry once, however many accounts have pulled the entry. */
async function addEntries(entries: AsyncIterable<SummedEntry>, groupBy: PnlGrouping, sums: Sums): Promise<void> {
  for await (const summed of entries) {
    const { ledger, entry, isRepeat } = summed;
    const untold = isUntold(ledger, entry);
    if (!isRepeat || groupBy === 'account') sums.lines.add(groupOf[groupBy](summed), entry, untold);
    if (!isRepeat) sums.totals.add(null, entry, untold);
    refuseWhenLate();
  }
}

/** A trade or a settlement in kind on a market whose ledger tells no profit: coins came or went at a cost that the ledger does not know. */
function isUntold(ledger: StoredLedger, { kind, symbol, realizedPnl }: LedgerEntry): boolean {
  const { exchange } = ledger;
  const market = marketOf({ exchange, marketType: entryMarketType(ledger, symbol) });
  return (kind === 'trade' || kind === 'settlement') && realizedPnl === null && !market.capabilities.realizedPnl;
}

/** `day` is the date in UTC. */
const groupOf: Readonly<Record<PnlGrouping, (summed: SummedEntry) => string | null>> = {
  day: ({ entry }) => new Date(entry.time).toISOString().slice(0, 10),
  symbol: ({ symbol }) => symbol,
  account: ({ ledger }) => ledger.ref.accountId,
};

function refuseWhenLate(): void {
  if (Date.now() <= (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs) return;
  throw invalidField(
    'from',
    'reaches back over more ledger entries than one call can add up; ask for a shorter range, or account by account',
  );
}
