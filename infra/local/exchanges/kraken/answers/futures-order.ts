import { clientIdOf } from '../../../../../lib/exchanges/kraken/futures/described-orders.ts';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { isRecord, type Json, positive } from '../../../../../lib/exchanges/wire/readers.ts';
import type { Named } from '../../answer-table.ts';

/** The order that sendorder's first event describes: an execution tells the order before it. */
export function orderNamed(sendStatus: Json): Named {
  const [event] = Array.isArray(sendStatus.orderEvents) ? sendStatus.orderEvents.filter(isRecord) : [];
  const told = [event?.orderPriorExecution, event?.order, event?.orderTrigger, event?.new].find(isRecord);
  return told === undefined ? {} : { order: termsOf(told) };
}

function termsOf(told: Json): Partial<OrderRequest> {
  const [price, stopPrice, quantity] = [told.limitPrice, told.triggerPrice ?? told.stopPrice, told.quantity].map(
    positive,
  );
  const clientOrderId = clientIdOf(told);
  return {
    symbol: String(told.symbol),
    side: told.side === 'sell' ? 'sell' : 'buy',
    ...kindOf(String(told.type), price !== null, stopPrice !== null),
    ...(quantity === null || quantity === undefined ? {} : { quantity }),
    ...(price === null || price === undefined ? {} : { price }),
    ...(stopPrice === null || stopPrice === undefined ? {} : { stopPrice }),
    ...(clientOrderId === null ? {} : { clientOrderId }),
    reduceOnly: told.reduceOnly === true,
  };
}

/** The request that an event belongs to: `ioc` with a price is a limit order, or a market order with its protection price. */
function kindOf(type: string, hasPrice: boolean, isTriggered: boolean): Partial<OrderRequest> {
  if (type === 'trailing_stop') return { type: 'trailing_stop' };
  if (type === 'take_profit') return { type: hasPrice ? 'take_profit_limit' : 'take_profit' };
  if (isTriggered) return { type: hasPrice ? 'stop_loss_limit' : 'stop_loss' };
  if (type === 'mkt') return { type: 'market' };
  if (type === 'ioc') return { type: 'limit', timeInForce: 'IOC' };
  if (type === 'fok') return { type: 'limit', timeInForce: 'FOK' };
  return { type: 'limit', postOnly: type === 'post' };
}
