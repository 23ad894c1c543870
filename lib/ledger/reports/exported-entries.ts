import type { LedgerRange } from '../store/ledger-store.ts';
import { entriesSince, isBeyond } from '../store/merged-entries.ts';
import { keptRange, type StoredLedger } from '../store/stored-ledger.ts';
import { storedSpotPairs } from './spot-pairs.ts';
import { type TradedEntry, tradeSpreadMs, withTrades } from './trade-facts.ts';

/**
 * The entries of an account with their trades, oldest first, from the start of the range or after a cursor. A page, and the range, can part the entries
 * of a trade, so what is read begins before and ends after.
 */
export function exportedEntries(
  ledgers: readonly StoredLedger[],
  range: LedgerRange,
  cursor: string | undefined,
): AsyncGenerator<TradedEntry> {
  const asked = keptRange(range);
  const wider = { from: asked.from - tradeSpreadMs, to: asked.to + tradeSpreadMs };
  const entries = entriesSince(ledgers, wider, cursor, tradeSpreadMs);
  return within(withTrades(entries, storedSpotPairs()), asked, cursor);
}

async function* within(
  entries: AsyncIterable<TradedEntry>,
  { from, to }: LedgerRange,
  cursor: string | undefined,
): AsyncGenerator<TradedEntry> {
  for await (const traded of entries) {
    const { time } = traded.entry;
    if (time >= from && time < to && (cursor === undefined || isBeyond(traded, cursor))) yield traded;
  }
}
