import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { LedgerEntry, LedgerPage, LedgerRequest } from '../../../lib/exchanges/model/ledger-entry.ts';

export const bookStart = Date.UTC(2026, 4, 1);

/** A row of no particular sort. */
export function rowOf(row: Partial<LedgerEntry> & Pick<LedgerEntry, 'id'>): LedgerEntry {
  return {
    time: bookStart,
    kind: 'trade',
    label: 'trade',
    symbol: null,
    wallet: 'spot',
    asset: 'USD',
    before: '0',
    after: '0',
    realizedPnl: null,
    funding: null,
    fee: null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: null,
    digest: `digest of ${row.id}`,
    ...row,
  };
}

export interface Change {
  readonly asset: string;
  readonly change: number;
  /** Ms since the row before; rows of one moment are common. */
  readonly later: number;
}

export function changes(most = 40): fc.Arbitrary<Change[]> {
  return fc.array(
    fc.record({
      asset: fc.constantFrom('USD', 'BTC', 'ETH'),
      change: fc.integer({ min: -3, max: 3 }),
      later: fc.constantFrom(0, 0, 1, 60_000, 3_600_000),
    }),
    { minLength: 1, maxLength: most },
  );
}

/** True books of these changes, in tenths: from empty balances, oldest first, ids that rise. */
export function booksOf(all: readonly Change[]): LedgerEntry[] {
  const balances: Record<string, Decimal> = {};
  let time = bookStart;
  return all.map(({ asset, change, later }, index) => {
    time += later;
    const before = balances[asset] ?? new Decimal(0);
    const after = before.plus(new Decimal(change).div(10));
    balances[asset] = after;
    return rowOf({ id: String(1000 + index), time, asset, before: before.toFixed(), after: after.toFixed() });
  });
}

/** What an exchange that shows these rows answers, `size` rows a request. */
export function pageOf(rows: readonly LedgerEntry[], request: LedgerRequest, size: number): LedgerPage {
  const { since, after, maxRequests } = request;
  const left = rows.filter((row) =>
    after === null ? row.time >= (since ?? 0) : row.time >= after.time && Number(row.id) > Number(after.id),
  );
  const page = left.slice(0, size * maxRequests);
  return { rows: page, isLast: page.length === left.length, owner: null, requests: maxRequests };
}
