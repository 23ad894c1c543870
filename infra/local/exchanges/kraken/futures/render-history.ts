import type { Account } from '../../engine/account.ts';
import type { Offset, Order, Trigger } from '../../engine/order.ts';
import { remainingOf } from '../../engine/order.ts';
import type { Kind } from './order-words.ts';
import { kindOf } from './order-words.ts';

const historyTypes: Record<Kind, string> = {
  lmt: 'Limit',
  post: 'Post',
  ioc: 'IoC',
  fok: 'FillOrKill',
  liquidation: 'Liquidation',
};

/**
 * The order of a history event. `quantity` is still open there: a filled order shows 0 (recorded answers in CCXT's comments). The time of an
 * order that came from a trigger is the moment of firing (recorded 2026-01).
 */
export function historyOrder({ uid }: Account, order: Order) {
  return {
    uid: order.id,
    accountUid: uid,
    tradeable: order.market.terms.symbol,
    direction: order.side === 'buy' ? 'Buy' : 'Sell',
    quantity: remainingOf(order).toFixed(),
    filled: order.filled.toFixed(),
    timestamp: order.trigger?.firedAt ?? order.placedAt,
    limitPrice: order.limitPrice?.toFixed() ?? '0',
    orderType: historyTypes[kindOf(order)],
    clientId: order.clientOrderId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updatedAt,
    spotData: null,
  };
}

/**
 * A trigger is told as the order that the trigger will become: `IoC` without a limit price, `Limit` with one, and nothing but the options
 * says what waits (recorded 2026-01). The values of `origin` and `algoId` are guesses.
 */
export function historyTrigger(account: Account, order: Order) {
  const { quantity, filled: _filled, spotData: _spotData, ...rest } = historyOrder(account, order);
  const { trigger, limitPrice } = order;
  if (!trigger) return rest;
  const hasLimit = limitPrice !== null || trigger.limitOffset !== null;
  return {
    ...rest,
    timestamp: order.placedAt,
    limitPrice: limitPrice?.toFixed() ?? '',
    accountId: 1,
    quantity,
    orderType: hasLimit ? 'Limit' : 'IoC',
    triggerOptions: triggerOptions(trigger),
    origin: '',
    algoId: '',
  };
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
