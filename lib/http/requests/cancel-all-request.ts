import type { Output } from '../../contract/deferred.ts';
import type { cancelAllQuery } from '../../contract/schemas/cancel-all.ts';
import { marketTypeNamed } from '../../exchanges/model/axes.ts';
import type { CancelAllIntent } from '../../orders/cancel/cancel-all.ts';
import type { CancelNamedIntent } from '../../orders/cancel/cancel-named.ts';
import type { Call } from '../identity.ts';

/** The three kinds of the call: certain orders, the open orders of one market, or of every market of the account. */
export type CancelRequest =
  | { readonly kind: 'named'; readonly intent: CancelNamedIntent }
  | { readonly kind: 'one market'; readonly intent: CancelAllIntent }
  | { readonly kind: 'every market'; readonly intent: Pick<CancelAllIntent, 'ref' | 'idempotencyKey'> };

export function cancelRequest(call: Call, query: Output<typeof cancelAllQuery>): CancelRequest {
  const { order_ids: orderIds, client_order_ids: clientOrderIds, market_type, symbol } = query;
  const ref = { tenant: call.tenant, accountId: query.exchange_account_id };
  const { idempotencyKey } = call;
  const marketType = marketTypeNamed(market_type, symbol);
  const ids = orderIds ?? clientOrderIds;
  if (ids !== undefined) {
    const by = orderIds === undefined ? 'clientOrderId' : 'exchangeOrderId';
    return { kind: 'named', intent: { ref, idempotencyKey, by, ids, within: marketType, symbol } };
  }
  return marketType === undefined
    ? { kind: 'every market', intent: { ref, idempotencyKey } }
    : { kind: 'one market', intent: { ref, marketType, symbol, idempotencyKey } };
}
