import { randomUUID } from 'node:crypto';
import type { AccountRef } from '../accounts/account.ts';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import type { Product } from '../exchanges/exchange.ts';
import { awaitVerdict } from '../journal/await-verdict.ts';
import { openStates } from '../journal/line.ts';
import { lookAgain, lookLeaseMs, resolveLine, settleOrSay } from '../journal/resolve-lines.ts';
import { wishHash, wishId } from '../journal/wish.ts';
import { beginCancelAll, type CancelAllRecord, readCancelAll, retakeCancelAll } from './cancel-all-line.ts';
import { cancelOpenOrders, cancelWhatIsOpen } from './cancel-open-orders.ts';
import { versionOf } from './look-up.ts';
import { cancelAllsResolving } from './resolve-cancel-alls.ts';

export interface CancelAllIntent {
  readonly ref: AccountRef;
  readonly product: Product;
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
 * Cancels the orders of one wallet, or of one symbol, that are open now. With the same key it goes on with, or tells of, the same wish:
 * what was placed since is not touched. What the call cannot finish the resolver does.
 */
export const cancelAllOrders = async (intent: CancelAllIntent): Promise<CanceledAll> => {
  const opened = await openExchange(intent.ref, intent.product, { symbol: intent.symbol });
  const record = newRecord(intent, opened);
  const existing = await beginCancelAll(record);
  return existing === null
    ? { record: await run(opened, record, cancelWhatIsOpen), replayed: false }
    : replay(opened, record, existing);
};

const newRecord = (intent: CancelAllIntent, opened: OpenExchange): CancelAllRecord => {
  const { ref, product } = intent;
  const symbol = intent.symbol ?? null;
  const now = sharedNow();
  return {
    ref,
    cancelAllId: cancelAllIdFor(intent),
    product,
    symbol,
    requestHash: wishHash({ product, symbol }),
    credentialVersion: versionOf(opened, product),
    state: 'SENDING',
    attempt: randomUUID(),
    sentAt: now,
    asOf: now,
    canceled: 0,
    left: null,
    error: null,
  };
};

/** Without a key of the client's each call is a wish of its own. */
const cancelAllIdFor = ({ ref, idempotencyKey }: CancelAllIntent): string =>
  idempotencyKey === undefined
    ? randomUUID().replaceAll('-', '')
    : wishId('v1', 'cancel-all', ref.tenant, ref.accountId, idempotencyKey);

/** Somebody has used this key before: tell what became of it, or wait for whoever is at it. */
const replay = async (
  opened: OpenExchange,
  record: CancelAllRecord,
  existing: CancelAllRecord,
): Promise<CanceledAll> => {
  if (existing.requestHash !== record.requestHash) {
    const message = 'this Idempotency-Key was used to cancel other orders; use a new one for a new request';
    throw new OemsError('IDEMPOTENCY_CONFLICT', message);
  }
  if (existing.state === 'NOT_SENT') return retake(opened, { ...record, asOf: existing.asOf }, existing);
  const { ref, cancelAllId } = existing;
  const told =
    existing.state === 'SENDING'
      ? await awaitVerdict('the cancellation', existing, () => readCancelAll(ref, cancelAllId))
      : existing;
  return { record: await lookAgain(cancelAllsResolving, opened, told), replayed: true };
};

const retake = async (
  opened: OpenExchange,
  record: CancelAllRecord,
  existing: CancelAllRecord,
): Promise<CanceledAll> => {
  const taken = await retakeCancelAll(record, existing.attempt);
  return taken === null
    ? { record: await run(opened, record, cancelOpenOrders), replayed: false }
    : replay(opened, record, taken);
};

const run = async (
  opened: OpenExchange,
  record: CancelAllRecord,
  pass: typeof cancelOpenOrders,
): Promise<CancelAllRecord> => {
  const after = await pass(opened, record).catch((error: unknown) => nothingDone(record, error));
  log({ level: 'INFO', message: 'cancel all', account: record.ref.accountId, outcome: after.state }, currentCall());
  const journaled = await settleOrSay(cancelAllsResolving, after, sharedNow() + lookLeaseMs);
  if (!openStates.includes(journaled.state)) return journaled;
  return resolveLine(cancelAllsResolving, opened, journaled, currentCall()?.deadline ?? Date.now());
};

/** What is open could not be read, so nothing was canceled: the client is told, and may try again with the same key. */
const nothingDone = (record: CancelAllRecord, error: unknown): CancelAllRecord => {
  if (!(error instanceof OemsError)) throw error;
  const { code, message, details, retryAfterSeconds } = error;
  return { ...record, state: 'NOT_SENT', error: { code, message, details, retryAfterSeconds } };
};
