import { invalidField, type OemsError } from '../../errors.ts';
import type { MarketDefinition, OrderTraits } from '../../exchanges/definition.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import type { OrderIntent } from '../order.ts';

/**
 * The id of the order in the journal; the exchange may spell the id its own way. From an Idempotency-Key the id is derived (128 bits over
 * tenant, account and key), never from the order's terms, which a second order may share. The id is the same for every market: the
 * journal sees a key that is used for a second order.
 */
export function clientOrderIdFor(intent: OrderIntent, { title }: MarketDefinition, { clientId }: OrderTraits): string {
  const { clientOrderId, idempotencyKey, ref } = intent;
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
