import type { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import type { Cause, Order } from '../engine/order.ts';
import { remainingOf } from '../engine/order.ts';
import { feesOf } from './fees-paid.ts';
import { categoryOf, instrumentOf } from './instruments.ts';

/** Words of docs v5, enum: orderStatus. */
export function statusOf(order: Order): string {
  const { state, filled, trigger } = order;
  const isSpot = categoryOf(order.market) === 'spot';
  if (state === 'waiting') return 'Untriggered';
  if (state === 'open' || state === 'scheduled') return filled.gt(0) ? 'PartiallyFilled' : 'New';
  if (state === 'filled') return 'Filled';
  if (order.own.status) return order.own.status;
  if (isSpot && filled.gt(0)) return 'PartiallyFilledCanceled';
  if (isSpot && trigger && trigger.firedAt === null) return 'Deactivated';
  return state === 'rejected' && !isCancelledByEngine(order) ? 'Rejected' : 'Cancelled';
}

/** Ends of docs v5, order/create-order: "it will be cancelled". A stop that lacks margin when triggered is cancelled too. */
function isCancelledByEngine({ rejection, trigger }: Order): boolean {
  const { firedAt = null } = trigger ?? {};
  return (
    rejection === 'postOnlyWouldTrade' ||
    rejection === 'immediateWouldNotTrade' ||
    firedAt !== null ||
    rejection === 'wouldNotReduce'
  );
}

const cancelTypes: Partial<Record<Cause, string>> = {
  cancelledByCustomer: 'CancelByUser',
  wouldNotReduce: 'CancelByReduceOnly',
  notEnoughMargin: 'CancelByPrepareLiq',
  contractExpired: 'CancelByDelivery',
};

function cancelTypeOf({ cause, rejection }: Order): string {
  if (rejection === 'wouldNotReduce') return 'CancelByReduceOnly';
  return rejection === null ? (cancelTypes[cause] ?? 'UNKNOWN') : 'UNKNOWN';
}

/** Words of docs v5, enum: rejectReason. */
function reasonOf(order: Order): string {
  const { own, rejection, cause } = order;
  if (own.rejectReason) return own.rejectReason;
  if (rejection === 'postOnlyWouldTrade') return 'EC_PostOnlyWillTakeLiquidity';
  if (rejection === 'immediateWouldNotTrade') return idleReason(order);
  if (rejection !== null) return 'EC_Others';
  if (cause === 'immediateRemainder' || cause === 'noLiquidity') return idleReason(order);
  return order.state === 'cancelled' && cause === 'cancelledByCustomer' ? 'EC_PerCancelRequest' : 'EC_NoError';
}

function idleReason({ own }: Order): string {
  if (own.orderType === 'Market') return 'EC_ReachMarketPriceLimit';
  return own.timeInForce === 'FOK' ? 'EC_CancelForNoFullFill' : 'EC_NoImmediateQtyToFill';
}

const stopTypes: Readonly<Record<string, string>> = { tpslOrder: 'tpslOrder', StopOrder: 'Stop' };

export function orderJson(account: Account, order: Order): object {
  const { own, trigger, market } = order;
  const isOver = order.endedAt !== null;
  const rest = isOver ? order.quantity.times(0) : remainingOf(order);
  const fees = feesOf(account, order);
  return {
    ...{ orderId: order.id, orderLinkId: order.clientOrderId ?? '', blockTradeId: '', symbol: instrumentOf(market).id },
    ...{ side: order.side === 'buy' ? 'Buy' : 'Sell', orderType: own.orderType ?? 'Market', price: priceOf(order) },
    ...{ qty: order.quantity.toFixed(), leavesQty: rest.toFixed(), leavesValue: openValueOf(order, rest) },
    ...{ cumExecQty: order.filled.toFixed(), cumExecValue: order.cost.toFixed(), avgPrice: averageOf(order) },
    ...{ cumExecFee: totalOf(fees), cumFeeDetail: Object.fromEntries(fees), isLeverage: isSpot(order) ? '0' : '' },
    ...{ positionIdx: 0, orderStatus: statusOf(order), cancelType: isOver ? cancelTypeOf(order) : 'UNKNOWN' },
    ...{
      rejectReason: reasonOf(order),
      timeInForce: own.timeInForce ?? 'IOC',
      stopOrderType: stopTypes[own.filter ?? ''] ?? '',
    },
    ...(isSpot(order) ? { marketUnit: own.marketUnit ?? '', ocoTriggerBy: '' } : { createType: createTypeOf(order) }),
    ...{ orderIv: '', triggerPrice: trigger?.price.toFixed() ?? '', triggerBy: own.triggerBy ?? '' },
    ...{ triggerDirection: Number(own.direction ?? 0), lastPriceOnCreated: own.lastPriceOnCreated ?? '' },
    ...{
      takeProfit: '',
      stopLoss: '',
      tpslMode: '',
      tpLimitPrice: '',
      slLimitPrice: '',
      tpTriggerBy: '',
      slTriggerBy: '',
    },
    ...{ reduceOnly: order.reduceOnly, closeOnTrigger: false, placeType: '' },
    ...{ smpType: own.smpType ?? 'None', smpGroup: 0, smpOrderId: '' },
    ...{ createdTime: String(order.placedAt), updatedTime: String(order.updatedAt) },
  };
}

function isSpot({ market }: Order): boolean {
  return categoryOf(market) === 'spot';
}

function createTypeOf({ origin }: Order): string {
  return origin === 'liquidation' ? 'CreateByLiq' : 'CreateByUser';
}

function priceOf({ limitPrice }: Order): string {
  return limitPrice?.toFixed() ?? '0';
}

function openValueOf({ limitPrice, market, quantityIn }: Order, rest: Decimal): string {
  if (quantityIn === 'quote') return rest.toFixed();
  if (!limitPrice || limitPrice.isZero()) return '0';
  const value = market.terms.contract?.inverse ? rest.div(limitPrice) : rest.times(limitPrice);
  return value.toDecimalPlaces(8).toFixed();
}

/** "" for orders without an average price (docs v5, order/open-order). */
export function averageOf({ filled, cost, market }: Order): string {
  if (filled.isZero()) return '';
  const average = market.terms.contract?.inverse ? filled.div(cost) : cost.div(filled);
  return average.toDecimalPlaces(10).toFixed();
}

function totalOf(fees: readonly (readonly [coin: string, amount: string])[]): string {
  return fees.length === 1 ? (fees[0]?.[1] ?? '0') : '0';
}
