import { randomUUID } from 'node:crypto';
import { sharedNow } from '../../aws/clock.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { type Call, type Command, runOnce } from '../../journal/run-once.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { journaledRecords, keepEnds } from '../keep-ends.ts';
import { lookBackFrom } from '../order.ts';
import type { CancelAllIntent, CancelAllRecord, CanceledAll, PlannedCancel, RemainingOrder } from './cancel-all.ts';
import { readCancelAll } from './cancel-all-store.ts';
import { cancelRemaining } from './cancel-remaining.ts';
import { cancelAllReconciliation } from './reconcile-cancel-all.ts';

/**
 * Cancels the orders of a wallet, or of a symbol, that are open now. The journal names the orders before the first cancellation. A retry
 * with the same key finishes or reports the same orders and never touches newer ones. The resolver finishes the remaining cancellations. If
 * the open orders cannot be read, nothing is stored and the key stays unused.
 */
export async function cancelAllOrders(intent: CancelAllIntent): Promise<CanceledAll> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  const targets: RemainingOrder[] = [];
  const call = { session, isNamed: intent.idempotencyKey !== undefined, intent, targets };
  const canceled = await runOnce(cancelAllCommand, call);
  const ended = canceled.replayed ? [] : endedAmong(targets, canceled);
  await keepEnds(session, ended, lookBackFrom(canceled.record), journaledRecords(session));
  return canceled;
}

/** Orders that ended are not open any more: canceled, or filled before the cancellation came. */
function endedAmong(targets: readonly RemainingOrder[], { record: { remaining } }: CanceledAll): RemainingOrder[] {
  return targets.filter(({ exchangeOrderId }) => !remaining.some((left) => left.exchangeOrderId === exchangeOrderId));
}

interface CancelAllCall extends Call<Session> {
  readonly intent: CancelAllIntent;
  /** The orders that this call is about, noted before the first of them is canceled. */
  readonly targets: RemainingOrder[];
}

type CancelAllDraft = Omit<CancelAllRecord, 'state' | 'remaining'>;

const cancelAllCommand: Command<CancelAllCall, CancelAllDraft, CancelAllRecord> = {
  what: 'cancellation',
  reconciliation: cancelAllReconciliation,
  conflict: 'this Idempotency-Key was used to cancel other orders; use a new one for a new request',
  draft: draftOf,
  prepare: prepareCancelAll,
  send: ({ session }, record) => cancelRemaining(session, record),
  read: ({ ref, cancelAllId }) => readCancelAll(ref, cancelAllId),
  // No cancellation is ever NOT_SENT: each repetition cancels the same orders by id.
  lookBeforeResubmit: async () => null,
  preparesFromExchange: true,
  looksOnReplay: true,
};

function draftOf({ intent, session }: CancelAllCall): CancelAllDraft {
  const { ref, marketType, symbol = null, idempotencyKey } = intent;
  const { cancelAllId, fingerprint, plan } = intent.part ?? {
    cancelAllId: requestIdFor(ref, idempotencyKey, 'cancel-all'),
    fingerprint: requestFingerprint({ marketType, symbol }),
  };
  return {
    ref,
    cancelAllId,
    marketType,
    symbol,
    fingerprint,
    ...(plan === undefined ? {} : { plan, canceledIds: [] }),
    credentialVersion: session.keyVersion,
    keyId: session.keyId,
    attempt: randomUUID(),
    sentAt: sharedNow(),
    canceled: 0,
  };
}

async function prepareCancelAll(
  { session, intent, targets }: CancelAllCall,
  draft: CancelAllDraft,
): Promise<CancelAllRecord> {
  const remaining =
    draft.plan === undefined ? await openNow(session, intent) : targetsOf(draft.plan, intent.marketType);
  targets.push(...remaining);
  return { ...draft, sentAt: sharedNow(), state: remaining.length === 0 ? 'ACCEPTED' : 'IN_FLIGHT', remaining };
}

async function openNow({ orders }: Session, { symbol: wanted }: CancelAllIntent): Promise<RemainingOrder[]> {
  const open = await orders.open(wanted);
  return open.map(({ exchangeOrderId, symbol, store }) => ({ exchangeOrderId, symbol, store }));
}

/** The orders of a market in the plan of a call. */
export function targetsOf(plan: readonly PlannedCancel[], marketType: MarketType): RemainingOrder[] {
  return plan.flatMap((each) => (each.kind === 'target' && each.marketType === marketType ? [each.order] : []));
}
