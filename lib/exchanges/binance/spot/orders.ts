import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { JsonObject, OrderRequest, OrderType } from '../../model/order.ts';
import { deadlineTerms, sideWord } from '../terms.ts';

const words: Readonly<Record<OrderType, string>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop_loss: 'STOP_LOSS',
  stop_loss_limit: 'STOP_LOSS_LIMIT',
  take_profit: 'TAKE_PROFIT',
  take_profit_limit: 'TAKE_PROFIT_LIMIT',
  trailing_stop: 'STOP_LOSS',
};

/** `trailingDelta` counts hundredths of a percent. Without a stop price the order follows from the next trade on (spot: faqs/trailing-stop-faq). */
function deltaOf(percent: DecimalString): string {
  return new Decimal(percent).times(100).toFixed();
}

/**
 * The parameters of `POST /api/v3/order`, complete: what is not here is not sent. A market order counts the base asset; CCXT would count the
 * quote asset where a price stands beside the quantity (ccxt 4.5.84 binance.js createOrderRequest).
 */
export function spotParameters(order: OrderRequest, { id }: Market, deadline: number): JsonObject {
  const isPassive = order.type === 'limit' && order.postOnly;
  return {
    symbol: id,
    side: sideWord(order),
    type: isPassive ? 'LIMIT_MAKER' : words[order.type],
    // LIMIT_MAKER and orders without a limit take no time in force.
    ...(order.price === undefined || isPassive ? {} : { timeInForce: order.timeInForce ?? 'GTC' }),
    quantity: order.quantity,
    ...(order.price === undefined ? {} : { price: order.price }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
    ...(order.trailingPercent === undefined ? {} : { trailingDelta: deltaOf(order.trailingPercent) }),
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'FULL',
    ...deadlineTerms(deadline),
  };
}
