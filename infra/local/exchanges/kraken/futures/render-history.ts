import type { Account } from '../../engine/account.ts';
import type { Offset, Order, Trigger } from '../../engine/order.ts';
import { remainingOf } from '../../engine/order.ts';
import type { Kind } from './order-words.ts';
import { kindOf } from './order-words.ts';

const historyTypes: Record<Kind, string> = {
  lmt: 'Limit',
  post: 'Post',
  ioc: 'IoC',
  fok: 'IoC',
  liquidation: 'Liquidation',
};

/** The order of a history event. `quantity` is still open there: a filled order shows 0 (recorded answers in CCXT's comments). */
export function historyOrder({ uid }: Account, order: Order) {
  return {
    uid: order.id,
    accountUid: uid,
    tradeable: order.market.terms.symbol,
    direction: order.side === 'buy' ? 'Buy' : 'Sell',
    quantity: remainingOf(order).toFixed(),
    filled: order.filled.toFixed(),
    timestamp: order.placedAt,
    limitPrice: order.limitPrice?.toFixed() ?? '0',
    orderType: historyTypes[kindOf(order)],
    clientId: order.clientOrderId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updatedAt,
    spotData: null,
  };
}

export function historyTrigger(account: Account, order: Order) {
  const { quantity, filled: _filled, spotData: _spotData, ...rest } = historyOrder(account, order);
  const { trigger } = order;
  if (!trigger) return rest;
  const orderType = { stop: 'Stop', target: 'TakeProfit', trailing: 'TrailingStop' }[trigger.kind];
  return { ...rest, accountId: 1, quantity, orderType, triggerOptions: triggerOptions(trigger) };
}

function triggerOptions({ price, signal, fires, trailing, limitOffset }: Trigger) {
  return {
    triggerPrice: price.toFixed(),
    triggerSignal: { mark: 'MarkPrice', index: 'SpotPrice', last: 'LastPrice' }[signal],
    triggerSide: fires === 'above' ? 'Above' : 'Below',
    ...(trailing ? { trailingStopOptions: { maxDeviation: offsetText(trailing), unit: unitName(trailing) } } : {}),
    ...(limitOffset ? { limitPriceOffset: { priceOffset: offsetText(limitOffset), unit: unitName(limitOffset) } } : {}),
  };
}

function offsetText({ amount, isFraction }: Offset): string {
  return (isFraction ? amount.mul(100) : amount).toFixed();
}

function unitName({ isFraction }: Offset): string {
  return isFraction ? 'Percent' : 'QuoteCurrency';
}
