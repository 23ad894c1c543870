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
  const { kind, balanceAfter, change, symbol, time } = entry;
  const isClosed = kind === 'position' && balanceAfter !== null && new Decimal(balanceAfter).isZero();
  if (!isClosed || new Decimal(change).isZero() || time < since) return null;
  const record = { symbol, marketType: entryMarketType(ledger, symbol) };
  const events = [{ type: 'position_closed' }] as const;
  return newChange({ at: time, accountId: ledger.ref.accountId, events, subject: { kind: 'position', record } });
}
