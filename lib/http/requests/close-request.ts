import type { Output } from '../../contract/deferred.ts';
import type { closePositionRequest } from '../../contract/schemas/close-position.ts';
import { marketTypeFor } from '../../exchanges/model/axes.ts';
import type { CloseRequest } from '../../orders/close/close-position.ts';
import type { Call } from '../identity.ts';

export function closeRequest(call: Call, body: Output<typeof closePositionRequest>): CloseRequest {
  return {
    ref: { tenant: call.tenant, accountId: body.exchange_account_id },
    marketType: marketTypeFor(body.market_type, body.symbol),
    symbol: body.symbol,
    clientOrderId: body.client_order_id,
    idempotencyKey: call.idempotencyKey,
  };
}
