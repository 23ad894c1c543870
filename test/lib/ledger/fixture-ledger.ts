import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { LedgerEntry, LedgerPage, LedgerRequest } from '../../../lib/exchanges/model/ledger-entry.ts';

export const ledgerStart = Date.UTC(2026, 4, 1);

/** An entry given by its balances instead of its change. */
export interface EntryTerms extends Partial<LedgerEntry> {
  readonly before?: string;
  readonly after?: string;
}

/** The terms with the fields of an entry for the two balances. */
export function withBalances({ before = '0', after = '0', ...terms }: EntryTerms): Partial<LedgerEntry> {
  const change = new Decimal(after).minus(before).toFixed();
  return { change, balanceBefore: before, balanceAfter: after, ...terms };
}

/** An entry of no particular kind. */
export function entryOf(terms: EntryTerms & Pick<LedgerEntry, 'id'>): LedgerEntry {
  return {
    time: ledgerStart,
    kind: 'trade',
    label: 'trade',
    symbol: null,
    wallet: 'spot',
    asset: 'USD',
    realizedPnl: null,
    funding: null,
    fee: null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: null,
    digest: `digest of ${terms.id}`,
    ...withBalances(terms),
  } as LedgerEntry;
}

export interface Change {
  readonly asset: string;
  readonly change: number;
  /** Ms since the entry before; entries of one moment are common. */
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

/** The true ledger of these changes, in tenths: from empty balances, oldest first, ids that rise. */
export function entriesOf(all: readonly Change[]): LedgerEntry[] {
  const balances: Record<string, Decimal> = {};
  let time = ledgerStart;
  return all.map(({ asset, change, later }, index) => {
    time += later;
    const before = balances[asset] ?? new Decimal(0);
    const after = before.plus(new Decimal(change).div(10));
    balances[asset] = after;
    return entryOf({ id: String(1000 + index), time, asset, before: before.toFixed(), after: after.toFixed() });
  });
}

/** The answer of an exchange that shows these entries, `size` entries a request. */
export function pageOf(entries: readonly LedgerEntry[], request: LedgerRequest, size: number): LedgerPage {
  const { since, after, maxRequests } = request;
  const left = entries.filter((entry) =>
    after === null ? entry.time >= (since ?? 0) : entry.time >= after.time && Number(entry.id) > Number(after.id),
  );
  const page = left.slice(0, size * maxRequests);
  return { entries: page, isLast: page.length === left.length, owner: null, requests: maxRequests };
}
