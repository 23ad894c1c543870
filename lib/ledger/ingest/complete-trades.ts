import type { Session } from '../../session/open-session.ts';
import { judgeClosings } from '../closings/judge-closings.ts';
import { nameOrders } from '../orders/name-orders.ts';
import { saveCursor } from '../store/cursor-store.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';

interface PulledLedger {
  readonly ledger: LedgerName;
  /** As stored. */
  readonly cursor: LedgerCursor;
}

/**
 * What the ledger does not tell of its trades: orders, fills, and what is left of positions. The ledger is stored and counts whatever becomes of
 * them: another pull that was faster completes the trades as well. `requests`: what the pull has left.
 */
export async function completeTrades(
  session: Session,
  { ledger, cursor }: PulledLedger,
  requests: number,
): Promise<void> {
  const named = { session, ledger, owner: cursor.owner };
  const orders = await nameOrders(named, cursor.orders, requests);
  const closings = await judgeClosings(named, cursor.closings, requests);
  const progress = { ...(orders === null ? {} : { orders }), ...(closings === null ? {} : { closings }) };
  if (orders !== null || closings !== null) await saveCursor(ledger, { ...cursor, ...progress });
}
