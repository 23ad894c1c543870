import type { Account } from '../../accounts/account.ts';
import { isHeldByRestore, lostWindowOf } from '../../accounts/restored.ts';
import { OemsError } from '../../errors.ts';
import { readsEverythingNow } from '../../session/key-times.ts';
import { lookForTransfer } from '../reconcile/find-transfer.ts';
import { foundRecord } from '../reconcile/reconcile-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf } from '../transfer-routes.ts';

/** The trading state governs no transfer, and a transfer that the restored table has lost must not be sent again. */
export function requireLifted(account: Account): void {
  if (!isHeldByRestore(account)) return;
  throw new OemsError(
    'TRADING_HALTED',
    'denied: the table was restored from a backup, and nobody has let the account trade since; compare the account with the exchange, then change the state with PUT /delegation/exchange-account/trading-state',
  );
}

/** Absent at once where the journal has lost nothing. */
export async function lookForLost(
  session: TransferSession,
  record: TransferRecord,
): Promise<TransferRecord | 'absent' | null> {
  const lost = lostWindowOf(session.account);
  if (lost === null) return 'absent';
  if (session.route.identity !== 'client-id') return lookByTerms(session, record, lost);
  const early = { ...record, sentAt: lost.from };
  const observation = (await lookForTransfer(session, early))?.observation;
  if (observation?.kind === 'found') return foundRecord(early, observation.exchangeTransferId);
  return observation?.kind === 'absent' ? 'absent' : null;
}

/** Only the terms name the transfer, and the client may want a second transfer of equal terms: a person decides. */
async function lookByTerms(
  session: TransferSession,
  record: TransferRecord,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<'absent' | null> {
  const shown = await session.transfers.find(walletsOf(record, session), from).catch(() => null);
  if (shown === null) return null;
  if (!shown.rows.some(({ time }) => time <= to))
    return shown.unread.length === 0 && (await readsEverythingNow(session, from)) ? 'absent' : null;
  throw new OemsError(
    'IDEMPOTENCY_CONFLICT',
    'the table was restored from a backup, and the exchange shows a transfer of these terms from the time that the table has lost; nothing was sent: look at the exchange, and send a further transfer without an Idempotency-Key',
  );
}
