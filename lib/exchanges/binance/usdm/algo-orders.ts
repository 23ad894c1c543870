import type { ExchangeOrder, OrderStatus, OrderType, TriggerPriceType } from '../../model/order.ts';
import { epochMs, type Json, optionalText, positive, requiredText } from '../../wire/readers.ts';
import { clientIdIn } from '../regular-store.ts';
import { requiredId, sideIn } from '../terms.ts';
import { timeInForceIn } from './described-orders.ts';

const title = 'Binance USD-M';

/**
 * The algo store has numbers of its own, so its ids are marked: `a-` an algo order, `f-` the ordinary order of an algo order that has fired,
 * where the exchange does not show the algo order.
 */
export function algoRef(algoId: string): string {
  return `a-${algoId}`;
}
export function firedRef(orderId: string): string {
  return `f-${orderId}`;
}

export interface StoreId {
  readonly kind: 'regular' | 'algo' | 'fired';
  readonly id: string;
}

/** Null for a text that is no id of an order. */
export function storeIdOf(exchangeOrderId: string): StoreId | null {
  const [, mark, id] = /^([af]-)?(\d{1,20})$/.exec(exchangeOrderId) ?? [];
  if (id === undefined) return null;
  return { kind: mark === undefined ? 'regular' : mark === 'a-' ? 'algo' : 'fired', id };
}

/** An entry of the algo store, and the order that it has become; null where it has become none, or none that is told. */
export interface AlgoOrder {
  readonly order: ExchangeOrder;
  readonly actualOrderId: string | null;
}

/**
 * A conditional order that waits, or has ended without firing. FINISHED does not say filled: the fate of a fired stop stands in the new order
 * alone.
 */
export function algoFrom(row: Json): AlgoOrder {
  const quantity = positive(row.quantity);
  const status = statuses[String(row.algoStatus)] ?? 'unknown';
  const actual = optionalText(row.actualOrderId);
  const order: ExchangeOrder = {
    exchangeOrderId: algoRef(requiredId(title, row, 'algoId')),
    clientOrderId: clientIdIn(row, 'clientAlgoId'),
    symbol: requiredText(title, row, 'symbol'),
    store: 'trigger',
    side: sideIn(row),
    type: types[String(row.orderType ?? row.type)] ?? null,
    status,
    quantity,
    filledQuantity: status === 'unknown' ? null : '0',
    remainingQuantity: status === 'unknown' ? null : quantity,
    averagePrice: null,
    price: positive(row.price),
    stopPrice: positive(row.triggerPrice),
    timeInForce: timeInForceIn(row),
    postOnly: null,
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: epochMs(row.createTime),
    ...triggeredBy(row),
    ...distanceOf(row),
  };
  return { order, actualOrderId: actual === null || actual === '0' ? null : actual };
}

/** TRIGGERING: the trigger has fired, and the order is about to be placed. */
const statuses: Readonly<Record<string, OrderStatus>> = {
  NEW: 'open',
  TRIGGERING: 'open',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
  REJECTED: 'rejected',
};

const types: Readonly<Record<string, OrderType>> = {
  STOP_MARKET: 'stop_loss',
  STOP: 'stop_loss_limit',
  TAKE_PROFIT_MARKET: 'take_profit',
  TAKE_PROFIT: 'take_profit_limit',
  TRAILING_STOP_MARKET: 'trailing_stop',
};

/** In percent. Some lists leave the distance out (recorded by a third party, 2026). */
function distanceOf({ callbackRate }: Json): Pick<ExchangeOrder, 'trailingPercent'> {
  const trailingPercent = positive(callbackRate);
  return trailingPercent === null ? {} : { trailingPercent };
}

function triggeredBy({ workingType }: Json): { readonly triggerPriceType?: TriggerPriceType } {
  if (workingType === 'MARK_PRICE') return { triggerPriceType: 'mark' };
  return workingType === 'CONTRACT_PRICE' ? { triggerPriceType: 'last' } : {};
}

/** A fired conditional order: what became of it, under the ids and terms of the order that was placed. */
export function firedOrder({ order: placed }: Pick<AlgoOrder, 'order'>, became: ExchangeOrder): ExchangeOrder {
  const { exchangeOrderId, clientOrderId, store, type, stopPrice, createdAt } = placed;
  const { triggerPriceType, trailingPercent } = placed;
  return {
    ...became,
    ...{ exchangeOrderId, clientOrderId, store, type, stopPrice, createdAt },
    price: became.price ?? placed.price,
    ...(triggerPriceType === undefined ? {} : { triggerPriceType }),
    ...(trailingPercent === undefined ? {} : { trailingPercent }),
    hasFired: true,
    firedAs: became.exchangeOrderId,
  };
}
