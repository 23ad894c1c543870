import { randomUUID } from 'node:crypto';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition, OrderTraits } from '../../exchanges/definition.ts';
import { deriveRequestId, requestFingerprint } from '../../journal/request-id.ts';
import type { OrderIntent } from '../order.ts';

/**
 * The id an order goes by at the exchange. From an idempotency key it is derived (128 bits over tenant, account and key), so that a
 * resolver can compute it again and no two tenants can meet; never from the order's terms, which a second order may share. It is the same
 * on every product: the journal sees a key that is used for a second order. 32 hex digits, which every product of Kraken takes.
 */
export function clientOrderIdFor(intent: OrderIntent, { title }: MarketDefinition, { clientId }: OrderTraits): string {
  const { clientOrderId, idempotencyKey, ref } = intent;
  if (clientOrderId !== undefined && idempotencyKey !== undefined) throw bothGiven();
  if (idempotencyKey !== undefined) return deriveRequestId('v1', ref.tenant, ref.accountId, idempotencyKey);
  if (clientOrderId === undefined) return randomUUID().replaceAll('-', '');
  if (clientId?.accepts.test(clientOrderId)) return clientOrderId;
  const message =
    clientId === null ? `${title} takes no client order id for this order type` : `${title} takes ${clientId.rule}`;
  throw new OemsError('INVALID_REQUEST', `client_order_id: ${message}`, {
    details: [{ field: 'client_order_id', message }],
  });
}

/** Equal for equal wishes: the same key with another hash is a conflict. */
export function fingerprint({ ref: _ref, idempotencyKey: _key, ...wish }: OrderIntent): string {
  return requestFingerprint(wish);
}

function bothGiven(): OemsError {
  const message = 'send either an Idempotency-Key header or client_order_id: both name the order';
  return new OemsError('INVALID_REQUEST', `client_order_id: ${message}`, {
    details: [{ field: 'client_order_id', message }],
  });
}
