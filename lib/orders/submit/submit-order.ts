import { randomUUID } from 'node:crypto';
import type { TradingState } from '../../accounts/account.ts';
import { sharedNow } from '../../aws/clock.ts';
import { type MarketDefinition, storeOf, traitsOf } from '../../exchanges/definition.ts';
import type { OrderEstimate } from '../../exchanges/model/estimate.ts';
import type { JsonObject, OrderRequest } from '../../exchanges/model/order.ts';
import { type Command, type Execution, runOnce } from '../../journal/run-once.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { arrivalOf } from '../arrival.ts';
import { findSentOrder } from '../find-order.ts';
import { type Order, type OrderIntent, type OrderRecord, orderFromRecord } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { afterLook, orderReconciliation } from '../reconcile-order.ts';
import { deniedMeanwhile, enforceTradingState } from '../send-guard.ts';
import { clientOrderIdFor, fingerprint } from './client-order-id.ts';
import { sendOrder } from './send-order.ts';

export type Submission = Execution<OrderRecord>;

/** A dry run: the exact parameters of the order, and the estimated cost. */
export interface DryRun {
  readonly order: Order;
  readonly parameters: JsonObject;
  readonly estimate: OrderEstimate;
}

/** Nonces taken with the account's record: one to place the order, one to read the order back. */
const noncesPerOrder = 2;

/** Places one order, once, whatever fails: see `runOnce`. */
export function submitOrder(intent: OrderIntent): Promise<Submission> {
  return submit(intent, enforceTradingState);
}

/** For the halt, which closes positions of an account that the halt has just halted. */
export async function submitReducing(intent: OrderIntent & { readonly reduceOnly: true }): Promise<OrderRecord> {
  return (await submit(intent, null)).record;
}

/** Everything that `submitOrder` does, but for journaling and sending. */
export async function dryRunOrder(intent: OrderIntent): Promise<DryRun> {
  const session = await openSession(intent.ref, intent.marketType, { symbol: intent.symbol });
  const draft = draftOf(intent, session);
  enforceTradingState(session.account.tradingState, session.market, intent);
  const prepared = await session.orders.prepare(draft.request, draft.notAfter);
  const estimate = await session.orders.estimate(draft.request);
  const order = orderFromRecord({ ...draft, prepared, state: 'NOT_SENT' });
  return { order, parameters: prepared.body, estimate };
}

type Enforce = (state: TradingState, market: MarketDefinition, order: OrderRequest) => void;

async function submit(intent: OrderIntent, enforce: Enforce | null): Promise<Submission> {
  const session = await openSession(intent.ref, intent.marketType, { nonces: noncesPerOrder, symbol: intent.symbol });
  return runOnce(orderCommand(session, intent, enforce));
}

function orderCommand(session: Session, intent: OrderIntent, enforce: Enforce | null): Command<OrderRecord, Session> {
  const { account, market, orders } = session;
  const draft = draftOf(intent, session);
  const { request, notAfter, clientOrderId } = draft;
  const guard = async () => enforce && deniedMeanwhile(account, (state) => enforce(state, market, request));
  return {
    what: 'order',
    session,
    reconciliation: orderReconciliation,
    fingerprint: draft.fingerprint,
    conflict: 'this idempotency key or client_order_id was used for another order; use a new one for a new order',
    isNamed: intent.clientOrderId !== undefined || intent.idempotencyKey !== undefined,
    looksOnReplay: false,
    read: () => readOrderRecord(intent.ref, clientOrderId),
    prepare: async () => {
      enforce?.(account.tradingState, market, request);
      return { ...draft, prepared: await orders.prepare(request, notAfter) };
    },
    send: (record) => sendOrder(session, record, guard),
    lookBeforeResubmit: (existing) => lookBeforeResubmit(session, existing),
  };
}

/** The order's entry, but for the exact request. */
function draftOf(intent: OrderIntent, { market, keyVersion }: Session): Omit<OrderRecord, 'prepared'> {
  const sentAt = sharedNow();
  const store = storeOf(market, intent.type);
  const traits = traitsOf(market, store);
  const clientOrderId = clientOrderIdFor(intent, market, traits);
  return {
    ref: intent.ref,
    clientOrderId,
    marketType: intent.marketType,
    exchange: market.ccxtId,
    request: requestOf(intent, clientOrderId),
    store,
    credentialVersion: keyVersion,
    fingerprint: fingerprint(intent),
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt,
    ...arrivalOf(traits, sentAt),
    exchangeOrderId: null,
    described: null,
    error: null,
    absentSince: null,
  };
}

function requestOf(
  { ref: _ref, marketType: _marketType, idempotencyKey: _key, ...terms }: OrderIntent,
  clientOrderId: string,
): OrderRequest {
  return { ...terms, clientOrderId };
}

async function lookBeforeResubmit(session: Session, existing: OrderRecord): Promise<OrderRecord | 'absent' | null> {
  const found = await findSentOrder(session, existing, true);
  if (found?.kind !== 'found') return found?.kind ?? null;
  return afterLook({ ...existing, state: 'UNKNOWN' }, found, sharedNow(), sharedNow());
}
