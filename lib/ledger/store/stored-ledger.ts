import type { AccountRef } from '../../accounts/account.ts';
import { accountNotFound } from '../../accounts/account-store.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { readAccountAndCursors } from '../ingest/cursor-store.ts';
import type { LedgerCursor } from '../ingest/ledger-cursor.ts';
import type { Coverage } from './coverage.ts';
import { keptSince, ledgerCoverage } from './ledger-coverage.ts';
import type { Ledger, LedgerRange } from './ledger-store.ts';

/** One wallet's books as far as they are in the ledger, and what they answer for in a range. */
export interface StoredLedger extends Ledger {
  /** Null for an account that was deleted: its record said where it was. */
  readonly exchange: string | null;
  readonly coverage: Coverage;
}

/**
 * The books of an account, of one product or both, with one request to the table. A wallet that has no key and was never pulled has none.
 * The ledger outlives its account; NOT_FOUND when there is neither.
 */
export async function storedLedger(
  ref: AccountRef,
  range: LedgerRange,
  marketType?: MarketType,
): Promise<StoredLedger[]> {
  const { account, cursors } = await readAccountAndCursors(ref);
  const wasPulled = (each: MarketType): boolean => cursors[each].version > 0;
  if (account === null && !marketTypes.some(wasPulled)) throw accountNotFound();
  return marketTypes
    .filter((each) => (marketType ?? each) === each)
    .filter((each) => wasPulled(each) || account?.credentials[each] !== undefined)
    .map((each) => ({
      ref,
      marketType: each,
      exchange: account === null ? null : marketOf({ exchange: account.exchange, marketType: each }).ccxtId,
      coverage: coverageIn(range, cursors[each]),
    }));
}

/** Where nothing has been read yet, the books answer for no moment at all. */
function coverageIn(range: LedgerRange, cursor: LedgerCursor): Coverage {
  return cursor.coveredTo === null
    ? { from: range.from, to: range.from, complete: false, gaps: [] }
    : ledgerCoverage(cursor, range);
}

/** The range without what retention deletes: of those rows some are still there and some are not, and their sum is nobody's. */
export function keptRange({ from, to }: LedgerRange): LedgerRange {
  return { from: Math.max(from, keptSince() ?? 0), to };
}
