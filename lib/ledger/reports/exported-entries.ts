import type { LedgerRange } from '../store/ledger-store.ts';
import { entriesSince, isBeyond } from '../store/merged-entries.ts';
import { keptRange, type StoredLedger } from '../store/stored-ledger.ts';
import { storedSpotPairs } from './spot-pairs.ts';
import { type TradedEntry, withTrades } from './trade-facts.ts';

/**
 * The entries of an account with their trades, oldest first, from the start of the range or after a cursor. A page can end between two entries of
 * a trade, so the next page reads the whole moment of its cursor again.
 */
export function exportedEntries(
  ledgers: readonly StoredLedger[],
  range: LedgerRange,
  cursor: string | undefined,
): AsyncGenerator<TradedEntry> {
  const entries = entriesSince(ledgers, keptRange(range), cursor);
  return beyond(withTrades(entries, storedSpotPairs()), cursor);
}

async function* beyond(entries: AsyncIterable<TradedEntry>, cursor: string | undefined): AsyncGenerator<TradedEntry> {
  for await (const entry of entries) if (cursor === undefined || isBeyond(entry, cursor)) yield entry;
}
