import { randomUUID } from 'node:crypto';
import type { AccountRef } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { awaitVerdict } from '../../journal/await-verdict.ts';
import { openStates } from '../../journal/entry.ts';
import { deriveRequestId, requestFingerprint } from '../../journal/request-id.ts';
import { concludeEntry, lookAgain } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { beginCancelAll, type CancelAllRecord, readCancelAll } from './cancel-all-entry.ts';
import { cancelRemaining } from './cancel-remaining.ts';
import { cancelAllsResolving } from './resolve-cancel-alls.ts';

export interface CancelAllIntent {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  /** All symbols of the wallet when left out. */
  readonly symbol: string | undefined;
  /** The client's own key for its retries. */
  readonly idempotencyKey: string | undefined;
}

/** The journal's line, and whether it tells of an earlier call. */
export interface CanceledAll {
  readonly record: CancelAllRecord;
  readonly replayed: boolean;
}

/**
 * Cancels the orders of one wallet, or of one symbol, that are open now. The journal says which before the first of them is canceled: with
 * the same key it goes on with, or tells of, those, and what was placed since is not touched. What the call cannot finish the resolver
 * does. Where what is open cannot be read nothing is written: the key is as good as new.
 */
export async function cancelAllOrders(intent: CancelAllIntent): Promise<CanceledAll> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  let open: readonly ExchangeOrder[];
  try {
    open = await session.orders.open(intent.symbol);
  } catch (unreadable) {
    return replayOrThrow(session, intent, unreadable);
  }
  return begin(session, intent, newRecord(intent, session, open));
}

async function begin(session: Session, intent: CancelAllIntent, record: CancelAllRecord): Promise<CanceledAll> {
  const existing = await beginCancelAll(record);
  if (existing !== null) return replay(session, intent, existing);
  return { record: await run(session, record), replayed: false };
}

function newRecord(intent: CancelAllIntent, session: Session, open: readonly ExchangeOrder[]): CancelAllRecord {
  return {
    ref: intent.ref,
    cancelAllId: cancelAllIdFor(intent),
    marketType: intent.marketType,
    symbol: intent.symbol ?? null,
    fingerprint: hashOf(intent),
    credentialVersion: session.keyVersion,
    state: open.length === 0 ? 'ACCEPTED' : 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt: sharedNow(),
    canceled: 0,
    remaining: open.map(({ exchangeOrderId, symbol, store }) => ({ exchangeOrderId, symbol, store })),
  };
}

function hashOf({ marketType, symbol }: CancelAllIntent): string {
  return requestFingerprint({ marketType, symbol: symbol ?? null });
}

/** Without a key of the client's each call is a wish of its own. */
function cancelAllIdFor({ ref, idempotencyKey }: CancelAllIntent): string {
  return idempotencyKey === undefined
    ? randomUUID().replaceAll('-', '')
    : deriveRequestId('v1', 'cancel-all', ref.tenant, ref.accountId, idempotencyKey);
}

/** A replay tells what became of the wish even while what is open now cannot be read. */
async function replayOrThrow(session: Session, intent: CancelAllIntent, unreadable: unknown): Promise<CanceledAll> {
  if (intent.idempotencyKey === undefined) throw unreadable;
  const existing = await readCancelAll(intent.ref, cancelAllIdFor(intent));
  if (existing === null) throw unreadable;
  return replay(session, intent, existing);
}

/** Somebody has used this key before: tell what became of it, or wait for whoever is at it. */
async function replay(session: Session, intent: CancelAllIntent, existing: CancelAllRecord): Promise<CanceledAll> {
  if (existing.fingerprint !== hashOf(intent)) {
    const message = 'this Idempotency-Key was used to cancel other orders; use a new one for a new request';
    throw new OemsError('IDEMPOTENCY_CONFLICT', message);
  }
  const { ref, cancelAllId } = existing;
  const told =
    existing.state === 'IN_FLIGHT'
      ? await awaitVerdict('the cancellation', existing, () => readCancelAll(ref, cancelAllId))
      : existing;
  return { record: await lookAgain(cancelAllsResolving, session, told), replayed: true };
}

async function run(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  if (!openStates.includes(record.state)) return record;
  const after = await cancelRemaining(session, record);
  log({ level: 'INFO', message: 'cancel all', account: record.ref.accountId, outcome: after.state }, currentCall());
  return concludeEntry(cancelAllsResolving, session, after);
}
