import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { streamsOf } from '../../../lib/exchanges/streams.ts';
import { readAccountAndCursors } from '../../../lib/ledger/store/cursor-store.ts';
import type { LedgerCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { endOfTime, readEntries } from '../../../lib/ledger/store/ledger-store.ts';
import { type AccountName, accounts } from './accounts.ts';
import type { AnyScenario } from './scenario.ts';

interface StoredLedger {
  /** Oldest first. */
  readonly entries: readonly LedgerEntry[];
  readonly cursor: LedgerCursor;
}

/** What the table holds of each ledger of an account. */
export async function storedLedgers({ exchangeId }: AnyScenario, name: AccountName): Promise<StoredLedger[]> {
  const ref = accounts[name];
  const { cursorOf } = await readAccountAndCursors(ref);
  return Promise.all(
    streamsOf(exchangeId).map(async (stream) => {
      const ledger = { ref, exchange: exchangeId, stream };
      const entries: LedgerEntry[] = [];
      for await (const page of readEntries(ledger, { from: 0, to: endOfTime })) entries.push(...page);
      return { entries, cursor: cursorOf(ledger) };
    }),
  );
}
