import { randomUUID } from 'node:crypto';
import type { TradingState } from '../../accounts/account.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField, type OemsError } from '../../errors.ts';
import { type MarketDefinition, type OrderTraits, storeOf, traitsOf } from '../../exchanges/definition.ts';
import type { OrderRequest } from '../../exchanges/model/order.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import type { Call } from '../../journal/run-once.ts';
import type { Session } from '../../session/open-session.ts';
import { requireTradingKey } from '../../session/trading-key.ts';
import { arrivalOf, exchangeDeadline } from '../arrival.ts';
import type { OrderIntent, OrderRecord } from '../order.ts';

/** A call that places an order. */
export interface OrderCall extends Call<Session> {
  readonly intent: OrderIntent;
  /** Null for orders that close positions, which no trading state and no unchecked key denies. */
  readonly enforce: ((state: TradingState, market: MarketDefinition, order: OrderRequest) => void) | null;
}

export type OrderDraft = Omit<OrderRecord, 'prepared'>;

/** The order's entry, but for the exact request. */
export function draftOrder({ intent, session: { market, keyVersion, keyId, clock } }: OrderCall): OrderDraft {
  const sentAt = sharedNow();
  const store = storeOf(market, intent.type);
  const traits = traitsOf(market, store);
  const clientOrderId = clientOrderIdFor(intent, market, traits);
  return {
    ref: intent.ref,
    clientOrderId,
    ...(intent.clientOrderId === undefined ? { isOwnId: true } : {}),
    marketType: intent.marketType,
    exchange: market.ccxtId,
    request: requestOf(intent, clientOrderId),
    store,
    credentialVersion: keyVersion,
    keyId,
    fingerprint: fingerprint(intent),
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt,
    ...arrivalOf(traits, sentAt, clock.offsetMs()),
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

/** The exact request is built once: journaled, shown by a dry run, sent as journaled. */
export async function prepareOrder({ session, enforce }: OrderCall, draft: OrderDraft): Promise<OrderRecord> {
  if (enforce !== null) {
    enforce(session.account.tradingState, session.market, draft.request);
    await requireTradingKey(session);
  }
  return { ...draft, prepared: await session.orders.prepare(draft.request, exchangeDeadline(draft)) };
}

interface GivenName {
  readonly ref: OrderIntent['ref'];
  readonly clientOrderId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/**
 * The id of the order in the journal; the exchange may spell the id its own way. From an Idempotency-Key the id is derived (128 bits over
 * tenant, account and key), never from the order's terms, which a second order may share. The id is the same for every market: the
 * journal sees a key that is used for a second order.
 */
export function clientOrderIdFor(name: GivenName, { title }: MarketDefinition, { clientId }: OrderTraits): string {
  const { clientOrderId, idempotencyKey, ref } = name;
  if (clientOrderId === undefined) return requestIdFor(ref, idempotencyKey);
  if (idempotencyKey !== undefined)
    throw notAccepted('send either an Idempotency-Key header or client_order_id: both name the order');
  if (clientId === null) throw notAccepted(`${title} takes no client order id for this order type`);
  if (!clientId.accepts.test(clientOrderId)) throw notAccepted(`${title} takes ${clientId.rule}`);
  return clientOrderId;
}

/** Equal for equal orders: the same key with another fingerprint is a conflict. */
export function fingerprint({ ref: _ref, idempotencyKey: _key, ...terms }: OrderIntent): string {
  return requestFingerprint(terms);
}

function notAccepted(message: string): OemsError {
  return invalidField('client_order_id', message);
}
