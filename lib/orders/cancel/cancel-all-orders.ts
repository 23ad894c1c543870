import { randomUUID } from 'node:crypto';
import { sharedNow } from '../../aws/clock.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { UnreadRow } from '../../exchanges/model/told.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { type Call, type Command, runOnce } from '../../journal/run-once.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { unreadList } from '../../session/unread-lists.ts';
import { everyOpen } from '../every-open.ts';
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
  terms: ({ marketType, symbol }) => ({ marketType, symbol }),
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
  const { remaining, ...unread } =
    draft.plan === undefined
      ? await openNow(session, intent, lookBackFrom(draft))
      : { remaining: targetsOf(draft.plan, intent.marketType) };
  targets.push(...remaining);
  const state = remaining.length === 0 ? 'ACCEPTED' : 'IN_FLIGHT';
  return { ...draft, ...unread, sentAt: sharedNow(), state, remaining };
}

/** An order that cannot be read hides no other order, and is canceled where the readable part names the order. */
async function openNow(
  session: Session,
  { symbol: wanted }: CancelAllIntent,
  since: number,
): Promise<Pick<CancelAllRecord, 'remaining' | 'unread'>> {
  const { market, marketType } = session;
  const { rows, unread, unseen } = await everyOpen(session, wanted);
  const shown = rows.map(({ exchangeOrderId, symbol, store }) => ({ exchangeOrderId, symbol, store }));
  const named = unread.map((row) => namedIn(row, market, wanted));
  const left = unread.filter((_row, index) => named[index] === null);
  const lists = unreadList(marketType, market, 'open order', left).map(({ message }) => message);
  const remaining = [...shown, ...named.flatMap((order) => (order === null ? [] : [{ ...order, since }]))];
  const untold = [...lists, ...unseen];
  return { remaining, ...(untold.length === 0 ? {} : { unread: untold.join('; ') }) };
}

/** Null where the row does not name an order that the call means. */
function namedIn(
  { exchangeOrderId, store, ...row }: UnreadRow,
  { capabilities }: MarketDefinition,
  wanted: string | undefined,
): RemainingOrder | null {
  const symbol: string | null = row.symbol ?? null;
  const isMeant = wanted === undefined || symbol === wanted;
  const isNamed = symbol !== null || capabilities.ordersByIdAlone;
  if (exchangeOrderId === undefined || store === undefined || !isMeant || !isNamed) return null;
  return { exchangeOrderId, symbol, store };
}

/** The orders of a market in the plan of a call. */
export function targetsOf(plan: readonly PlannedCancel[], marketType: MarketType): RemainingOrder[] {
  return plan.flatMap((each) => (each.kind === 'target' && each.marketType === marketType ? [each.order] : []));
}
