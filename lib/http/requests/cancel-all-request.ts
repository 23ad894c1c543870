import type { Output } from '../../contract/deferred.ts';
import type { openOrdersQuery } from '../../contract/schemas/orders.ts';
import { marketTypeFor } from '../../exchanges/model/axes.ts';
import type { CancelAllIntent } from '../../orders/cancel/cancel-all.ts';
import type { Call } from '../identity.ts';

export function cancelAllIntent(call: Call, query: Output<typeof openOrdersQuery>): CancelAllIntent {
  return {
    ref: { tenant: call.tenant, accountId: query.exchange_account_id },
    marketType: marketTypeFor(query.market_type, query.symbol),
    symbol: query.symbol,
    idempotencyKey: call.idempotencyKey,
  };
}
