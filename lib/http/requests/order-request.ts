import type { Output } from '../../contract/deferred.ts';
import type { orderQuery, orderRequest } from '../../contract/schemas/orders.ts';
import { marketTypeFor } from '../../exchanges/model/axes.ts';
import type { OrderIntent } from '../../orders/order.ts';
import type { OrderName } from '../../orders/read/name-order.ts';
import type { Call } from '../identity.ts';

/** POST_ONLY is a time in force on the wire and a flag everywhere else. */
export function orderIntent(call: Call, body: Output<typeof orderRequest>): OrderIntent {
  const { time_in_force: timeInForce } = body;
  return {
    ref: { tenant: call.tenant, accountId: body.exchange_account_id },
    marketType: marketTypeFor(body.market_type, body.symbol),
    symbol: body.symbol,
    side: body.side,
    type: body.order_type,
    quantity: body.quantity,
    ...given('price', body.price),
    ...given('stopPrice', body.stop_price),
    ...given('trailingPercent', body.trailing_percent),
    ...given('trailingAmount', body.trailing_amount),
    ...given('timeInForce', timeInForce === 'POST_ONLY' ? undefined : timeInForce),
    ...given('triggerPriceType', body.trigger_price_type),
    ...given('clientOrderId', body.client_order_id),
    ...given('idempotencyKey', call.idempotencyKey),
    postOnly: body.post_only || timeInForce === 'POST_ONLY',
    reduceOnly: body.reduce_only,
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

export function orderName(
  { tenant }: Pick<Call, 'tenant'>,
  ref: Pick<
    Output<typeof orderQuery>,
    'exchange_account_id' | 'market_type' | 'order_id' | 'client_order_id' | 'symbol'
  >,
): OrderName {
  return {
    ref: { tenant, accountId: ref.exchange_account_id },
    marketType: ref.market_type,
    exchangeOrderId: ref.order_id,
    clientOrderId: ref.client_order_id,
    symbol: ref.symbol,
  };
}
