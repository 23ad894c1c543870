import { randomUUID } from 'node:crypto';
import { sharedNow } from '../../aws/clock.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { type Command, runOnce } from '../../journal/run-once.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import type { CancelAllIntent, CancelAllRecord, CanceledAll } from './cancel-all.ts';
import { readCancelAll } from './cancel-all-store.ts';
import { cancelRemaining } from './cancel-remaining.ts';
import { cancelAllReconciliation } from './reconcile-cancel-all.ts';

/**
 * Cancels the orders of one wallet, or of one symbol, that are open now. The journal names the orders before the first of them is canceled.
 * A retry with the same key finishes or reports the same orders and never touches newer ones. The resolver finishes what the call cannot.
 * If the open orders cannot be read, nothing is stored and the key stays unused.
 */
export async function cancelAllOrders(intent: CancelAllIntent): Promise<CanceledAll> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  return runOnce(cancelAllCommand(session, intent));
}

function cancelAllCommand(session: Session, intent: CancelAllIntent): Command<CancelAllRecord, Session> {
  const { ref, marketType, symbol, idempotencyKey } = intent;
  const cancelAllId = requestIdFor(ref, idempotencyKey, 'cancel-all');
  const names = { cancelAllId, fingerprint: requestFingerprint({ marketType, symbol: symbol ?? null }) };
  return {
    what: 'cancellation',
    session,
    reconciliation: cancelAllReconciliation,
    fingerprint: names.fingerprint,
    conflict: 'this Idempotency-Key was used to cancel other orders; use a new one for a new request',
    isNamed: idempotencyKey !== undefined,
    preparesFromExchange: true,
    looksOnReplay: true,
    read: () => readCancelAll(ref, cancelAllId),
    prepare: async () => recordOf(intent, session, names, await session.orders.open(symbol)),
    send: (record) => cancelRemaining(session, record),
    // No cancellation is ever NOT_SENT: each repetition cancels the same orders by id.
    lookBeforeResubmit: async () => null,
  };
}

function recordOf(
  { ref, marketType, symbol }: CancelAllIntent,
  { keyVersion }: Session,
  names: Pick<CancelAllRecord, 'cancelAllId' | 'fingerprint'>,
  open: readonly ExchangeOrder[],
): CancelAllRecord {
  return {
    ref,
    ...names,
    marketType,
    symbol: symbol ?? null,
    credentialVersion: keyVersion,
    state: open.length === 0 ? 'ACCEPTED' : 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt: sharedNow(),
    canceled: 0,
    remaining: open.map(({ exchangeOrderId, symbol: orderSymbol, store }) => ({
      exchangeOrderId,
      symbol: orderSymbol,
      store,
    })),
  };
}
