import { Decimal } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType } from '../../exchanges/streams.ts';
import type { Change } from '../../outbox/change.ts';
import { newChange } from '../../outbox/outbox.ts';
import type { LedgerName } from '../store/ledger-name.ts';

/**
 * The change of an entry that leaves nothing of a position; null for every other entry, and for an entry from before `since` (epoch ms): the
 * history that the first pull reads is no news. Fills alone would not tell: a liquidation and a settlement close positions as well.
 */
export function positionClosed(ledger: LedgerName, entry: LedgerEntry, since: number): Change | null {
  const { symbol, time } = entry;
  if (!leavesNothing(entry) || time < since) return null;
  const record = { symbol, marketType: entryMarketType(ledger, symbol) };
  const events = [{ type: 'position_closed' }] as const;
  return newChange({ at: time, accountId: ledger.ref.accountId, events, subject: { kind: 'position', record } });
}

/** An exchange books contracts as entries of their own, or tells with the entry of a trade how many contracts are left. */
function leavesNothing({ kind, balanceAfter, change, positionAfter }: LedgerEntry): boolean {
  if (kind !== 'position') return positionAfter !== undefined && new Decimal(positionAfter).isZero();
  return balanceAfter !== null && new Decimal(balanceAfter).isZero() && !new Decimal(change).isZero();
}
