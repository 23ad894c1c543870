import type { AccountRef } from '../../accounts/account.ts';
import { listAccounts } from '../../accounts/account-list.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType } from '../../exchanges/streams.ts';
import type { LedgerRange } from '../store/ledger-store.ts';
import { readEntries } from '../store/ledger-store.ts';
import { isWanted } from '../store/merged-entries.ts';
import { keptRange, type StoredLedger, storedLedgers } from '../store/stored-ledger.ts';
import { type PnlLine, type PnlTotal, pnlSums } from './pnl-sums.ts';

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
  const sums = pnlSums();
  const ledgers: StoredLedger[] = [];
  for (let start = 0; start < ids.length; start += accountsAtOnce) {
    const refs = ids.slice(start, start + accountsAtOnce).map((accountId) => ({ tenant, accountId }));
    const found = await settleAll(refs.map((ref) => addAccount(ref, range, request, sums)));
    ledgers.push(...found.flat());
  }
  return { range, lines: sums.lines(), totals: sums.totals(), ledgers };
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

async function addAccount(
  ref: AccountRef,
  range: LedgerRange,
  { groupBy, marketType }: PnlSummaryRequest,
  sums: ReturnType<typeof pnlSums>,
): Promise<readonly StoredLedger[]> {
  const ledgers = await storedLedgers(ref, range, marketType);
  for (const ledger of ledgers)
    for await (const page of readEntries(ledger, keptRange(range))) {
      for (const entry of page)
        if (isWanted(ledger, entry)) sums.add(groupOf[groupBy](entry, ref), entry, isUntold(ledger, entry));
      refuseWhenLate();
    }
  return ledgers;
}

/** A trade or a settlement in kind on a market whose ledger tells no profit: coins came or went at a cost that the ledger does not know. */
function isUntold(ledger: StoredLedger, { kind, symbol, realizedPnl }: LedgerEntry): boolean {
  const { exchange } = ledger;
  const market = marketOf({ exchange, marketType: entryMarketType(ledger, symbol) });
  return (kind === 'trade' || kind === 'settlement') && realizedPnl === null && !market.capabilities.realizedPnl;
}

/** `day` is the date in UTC. */
const groupOf: Readonly<Record<PnlGrouping, (entry: LedgerEntry, ref: AccountRef) => string | null>> = {
  day: ({ time }) => new Date(time).toISOString().slice(0, 10),
  symbol: ({ symbol }) => symbol,
  account: (_entry, { accountId }) => accountId,
};

function refuseWhenLate(): void {
  if (Date.now() <= (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs) return;
  throw invalidField(
    'from',
    'reaches back over more ledger entries than one call can add up; ask for a shorter range, or account by account',
  );
}
