import type { AccountRef } from '../../accounts/account.ts';
import { listAccounts } from '../../accounts/account-list.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerRange } from '../store/ledger-store.ts';
import { readRows } from '../store/ledger-store.ts';
import { keptRange, type StoredLedger, storedLedger } from '../store/stored-ledger.ts';
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
  readonly rows: readonly PnlLine[];
  readonly totals: readonly PnlTotal[];
  /** What the ledger of each wallet answers for in the range. */
  readonly books: readonly StoredLedger[];
}

/** More accounts than this are asked for one by one. */
const mostAccounts = 500;
const accountsAtOnce = 8;
const dayMs = 86_400_000;
/** Without `from`: so many whole days before the day of `to`. */
const usualDays = 30;
/** Of the call's time, to write the answer. */
const reserveMs = 1500;

/**
 * What was earned and paid, added up from the ledger alone: every stored row of the range, or a refusal; never a part of them. Rows are
 * read page by page, none is kept.
 */
export async function pnlSummary(tenant: string, request: PnlSummaryRequest): Promise<PnlSummary> {
  const range = rangeOf(request);
  const ids = request.accountId === undefined ? await accountIds(tenant) : [request.accountId];
  const sums = pnlSums();
  const books: StoredLedger[] = [];
  for (let start = 0; start < ids.length; start += accountsAtOnce) {
    const refs = ids.slice(start, start + accountsAtOnce).map((accountId) => ({ tenant, accountId }));
    const found = await settleAll(refs.map((ref) => addAccount(ref, range, request, sums)));
    books.push(...found.flat());
  }
  return { range, rows: sums.rows(), totals: sums.totals(), books };
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
    `is required where a tenant has more than ${mostAccounts} accounts: ask account by account and add up the rows`,
  );
}

async function addAccount(
  ref: AccountRef,
  range: LedgerRange,
  { groupBy, marketType }: PnlSummaryRequest,
  sums: ReturnType<typeof pnlSums>,
): Promise<StoredLedger[]> {
  const books = await storedLedger(ref, range, marketType);
  for (const ledger of books)
    for await (const rows of readRows(ledger, keptRange(range))) {
      for (const row of rows) sums.add(groupOf[groupBy](row, ref), row);
      refuseWhenLate();
    }
  return books;
}

/** `day` is the date in UTC. */
const groupOf: Readonly<Record<PnlGrouping, (row: LedgerEntry, ref: AccountRef) => string | null>> = {
  day: ({ time }) => new Date(time).toISOString().slice(0, 10),
  symbol: ({ symbol }) => symbol,
  account: (_row, { accountId }) => accountId,
};

function refuseWhenLate(): void {
  if (Date.now() <= (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs) return;
  throw invalidField(
    'from',
    'reaches back over more rows than one call can add up: ask for a shorter range, or account by account',
  );
}
