import { randomUUID } from 'node:crypto';
import type { TradingState } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import { deadlineMs, storeOf, traitsOf } from '../../exchanges/definition.ts';
import type { OrderEstimate } from '../../exchanges/model/estimate.ts';
import type { JsonObject, OrderRequest } from '../../exchanges/model/order.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import { awaitVerdict } from '../../journal/await-verdict.ts';
import { openStates } from '../../journal/entry.ts';
import { concludeEntry, reportEntry } from '../../journal/resolve.ts';
import { cannotResubmit } from '../../journal/resubmit.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { type Order, type OrderIntent, type OrderRecord, orderFromRecord } from '../order.ts';
import { beginOrder, readOrderRecord, resubmitOrder } from '../order-store.ts';
import { afterLook, findSentOrder, isSameKey } from '../reconcile-order.ts';
import { ordersResolving } from '../resolve-orders.ts';
import { deniedMeanwhile } from '../trading-state.ts';
import { clientOrderIdFor, fingerprint } from './client-order-id.ts';
import { recordOf, sendOrder } from './send-order.ts';

/** The end of a submission: the journal's line, and whether it tells of an earlier call. */
export interface Submission {
  readonly record: OrderRecord;
  readonly replayed: boolean;
}

/** A dry run: the exact parameters the order would leave with, and what it would cost. */
export interface DryRun {
  readonly order: Order;
  readonly parameters: JsonObject;
  readonly estimate: OrderEstimate;
}

/** Nonces taken with the account's record: one to place, one to read back. */
const noncesPerOrder = 2;

/**
 * Places one order, once, whatever fails. The order of the writes is the safety: the journal says IN_FLIGHT before the first byte
 * leaves, and from then on this client order id is never sent again but after a refused nonce or a rate limit, which refuse before
 * execution, and a look.
 * A crash after IN_FLIGHT leaves a line the resolver finds; a crash before it has sent nothing.
 */
export function submitOrder(intent: OrderIntent): Promise<Submission> {
  return submit(intent, enforceTradingState);
}

/** For the halt itself, which closes positions of an account that it has just halted. Reduce-only or denied. */
export async function submitReducing(intent: OrderIntent & { readonly reduceOnly: true }): Promise<OrderRecord> {
  return (await submit(intent, null)).record;
}

type Enforce = (state: TradingState, order: Pick<OrderIntent, 'marketType' | 'side' | 'reduceOnly'>) => void;

async function submit(intent: OrderIntent, enforce: Enforce | null): Promise<Submission> {
  const session = await openSession(intent.ref, intent.marketType, { nonces: noncesPerOrder, symbol: intent.symbol });
  const unprepared = newRecord(intent, session);
  let record: OrderRecord;
  try {
    enforce?.(session.account.tradingState, intent);
    record = await prepared(session, unprepared);
  } catch (denied) {
    return replayOrThrow(intent, unprepared, denied);
  }
  const existing = await beginOrder(record);
  if (existing !== null) return replay(session, record, existing);
  return { record: await send(session, record, enforce), replayed: false };
}

/** Everything submitOrder does but journal and send. */
export async function dryRunOrder(intent: OrderIntent): Promise<DryRun> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  const record = newRecord(intent, session);
  enforceTradingState(session.account.tradingState, intent);
  const request = await session.orders.prepare(record.request, record.notAfter);
  const estimate = await session.orders.estimate(record.request);
  return {
    order: orderFromRecord({ ...record, prepared: request, state: 'NOT_SENT' }),
    parameters: request.body,
    estimate,
  };
}

function requestOf(
  { ref: _ref, marketType: _marketType, idempotencyKey: _key, ...terms }: OrderIntent,
  clientOrderId: string,
): OrderRequest {
  return { ...terms, clientOrderId };
}

type Unprepared = Omit<OrderRecord, 'prepared'>;

async function prepared({ orders }: Session, record: Unprepared): Promise<OrderRecord> {
  return { ...record, prepared: await orders.prepare(record.request, record.notAfter) };
}

function newRecord(intent: OrderIntent, { market, keyVersion }: Session): Unprepared {
  const sentAt = sharedNow();
  const store = storeOf(market, intent.type);
  const traits = traitsOf(market, store);
  const request = requestOf(intent, clientOrderIdFor(intent, market, traits));
  return {
    ref: intent.ref,
    clientOrderId: request.clientOrderId,
    marketType: intent.marketType,
    exchange: market.ccxtId,
    request,
    store,
    credentialVersion: keyVersion,
    fingerprint: fingerprint(intent),
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt,
    notAfter: sentAt + deadlineMs(traits),
    exchangeOrderId: null,
    described: null,
    error: null,
    absentSince: null,
  };
}

/** From the record that was read anyway: a halt holds from the very next order on. */
const enforceTradingState: Enforce = (state, { marketType, side, reduceOnly }) => {
  if (state === 'ACTIVE') return;
  const reduces = marketType === 'swap' ? reduceOnly : side === 'sell';
  if (state === 'REDUCE_ONLY' && reduces) return;
  const allowed = state === 'HALTED' ? 'no new orders' : 'only reduce_only orders on futures and sells on spot';
  throw new OemsError(
    'ORDER_REJECTED',
    `denied: the account is ${state}, which allows ${allowed}; change it with PUT /delegation/exchange-account/trading-state`,
  );
};

/** A replay tells what became of the order even when a new one like it would be denied by now. */
async function replayOrThrow(intent: OrderIntent, record: Unprepared, denied: unknown): Promise<Submission> {
  if (intent.clientOrderId === undefined && intent.idempotencyKey === undefined) throw denied;
  const existing = await readOrderRecord(intent.ref, record.clientOrderId);
  if (existing === null || existing.fingerprint !== record.fingerprint || existing.state === 'NOT_SENT') throw denied;
  return { record: existing, replayed: true };
}

/** Somebody has used this id before: tell what became of it, or wait for whoever is at it. */
async function replay(session: Session, record: OrderRecord, existing: OrderRecord): Promise<Submission> {
  if (existing.fingerprint !== record.fingerprint) {
    throw new OemsError(
      'IDEMPOTENCY_CONFLICT',
      'this idempotency key or client_order_id was used for another order; use a new one for a new order',
    );
  }
  if (existing.state === 'NOT_SENT') return resubmit(session, record, existing);
  return { record: openStates.includes(existing.state) ? await verdictOn(existing) : existing, replayed: true };
}

function verdictOn(open: OrderRecord): Promise<OrderRecord> {
  return awaitVerdict('the order', open, () => readOrderRecord(open.ref, open.clientOrderId));
}

async function resubmit(session: Session, record: OrderRecord, existing: OrderRecord): Promise<Submission> {
  const arrived = await lookBeforeResubmit(session, existing);
  const taken = await resubmitOrder(arrived ?? record, existing.attempt);
  if (taken !== null) return replay(session, record, taken);
  if (arrived === null) return { record: await send(session, record), replayed: false };
  reportEntry(ordersResolving, arrived);
  return { record: arrived, replayed: true };
}

/** That no copy was executed is known of the copies we saw answered; a network layer may have delivered another one. So look first. */
async function lookBeforeResubmit(session: Session, existing: OrderRecord): Promise<OrderRecord | null> {
  const found = await findSentOrder(session, existing, true);
  if (found === null) throw cannotResubmit('order', isSameKey(session, existing));
  return found.kind === 'absent' ? null : afterLook({ ...existing, state: 'UNKNOWN' }, found, sharedNow(), sharedNow());
}

/**
 * From here on every end is written down; an error on the way leaves the order open, never forgotten. A replay is never the halt's own
 * order, whose id is always new.
 */
async function send(
  session: Session,
  record: OrderRecord,
  enforce: Enforce | null = enforceTradingState,
): Promise<OrderRecord> {
  const { marketType, request } = record;
  const denied = async () =>
    enforce && (await deniedMeanwhile(session.account, (state) => enforce(state, { ...request, marketType })));
  const outcome = await sendOrder(session, record, denied);
  return conclude(session, record, outcome);
}

async function conclude(session: Session, record: OrderRecord, outcome: SubmitOutcome): Promise<OrderRecord> {
  log({ level: 'INFO', message: 'order', account: record.ref.accountId, outcome: outcome.kind }, currentCall());
  const after = await recordOf(session, record, outcome);
  return concludeEntry(ordersResolving, session, after);
}
