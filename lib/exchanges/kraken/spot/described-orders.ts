import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus, OrderType, Side } from '../../model/order.ts';
import {
  isTextOrNothing,
  type Json,
  notNegative,
  optionalText,
  positive,
  requiredRecord,
  requiredText,
  secondsMs,
} from '../../wire/readers.ts';
import { chargeOf } from './order-fees.ts';
import { type Amounts, amountsInQuote, isInQuote } from './quote-amounts.ts';
import { triggerTermsOf } from './trigger-terms.ts';

const title = 'Kraken Spot';

/** Kraken's `ordertype` for each order type (docs.kraken.com/api/docs/rest-api/add-order). */
export const orderTypeNames = {
  market: 'market',
  limit: 'limit',
  stop_loss: 'stop-loss',
  stop_loss_limit: 'stop-loss-limit',
  take_profit: 'take-profit',
  take_profit_limit: 'take-profit-limit',
  trailing_stop: 'trailing-stop',
} as const satisfies Record<OrderType, string>;

/**
 * An entry of OpenOrders, ClosedOrders or QueryOrders; the symbol is the exchange's own name of the pair. Throws for an entry without a
 * pair: such an order would be missing in the list of every symbol. Any other unreadable field is null, and fails no list.
 */
export function orderFromKraken(id: string, row: Json): ExchangeOrder {
  const descr = requiredRecord(title, row, 'descr');
  const type = typeOf(descr.ordertype);
  const amounts = isInQuote(row) ? amountsInQuote(row) : amountsInBase(row);
  const status = statusOf(row);
  return {
    exchangeOrderId: id,
    clientOrderId: optionalText(row.cl_ord_id),
    symbol: requiredText(title, descr, 'pair'),
    store: 'regular',
    side: sideOf(descr.type),
    type,
    status,
    ...amounts,
    remainingQuantity: remainingOf(status, amounts),
    ...pricesOf(type, row, descr),
    timeInForce: optionalText(row.timeinforce),
    postOnly: typeof row.oflags === 'string' ? row.oflags.split(',').includes('post') : null,
    reduceOnly: null,
    createdAt: secondsMs(row.opentm),
    ...triggerTermsOf(type, row, descr),
    ...chargeOf(row, status),
    ...endOf(row),
    ...(isInQuote(row) ? { isInQuote: true } : {}),
  };
}

/** Kraken tells no time of a change before the end. */
function endOf({ closetm }: Json): Pick<ExchangeOrder, 'updatedAt'> {
  const updatedAt = secondsMs(closetm);
  return updatedAt === null ? {} : { updatedAt };
}

/** An iceberg order is a limit order of which the book shows a part (docs.kraken.com, add-order: `iceberg` with `displayvol`). */
function typeOf(ordertype: unknown): OrderType | null {
  if (ordertype === 'iceberg') return 'limit';
  const found = Object.entries(orderTypeNames).find(([, name]) => name === ordertype);
  return found === undefined ? null : (found[0] as OrderType);
}

function sideOf(type: unknown): Side | null {
  return type === 'buy' || type === 'sell' ? type : null;
}

function amountsInBase(row: Json): Amounts {
  return {
    quantity: notNegative(row.vol),
    filledQuantity: notNegative(row.vol_exec),
    averagePrice: hasTraded(row) ? positive(row.price) : null,
  };
}

function hasTraded({ vol_exec: executed }: Json): boolean {
  return positive(executed) !== null;
}

/** Nothing of a filled order is open, also where the exchange never trades the last unit; a quantity may have been amended below. */
function remainingOf(status: OrderStatus, { quantity, filledQuantity }: Amounts): DecimalString | null {
  if (status === 'filled') return '0';
  if (quantity === null || filledQuantity === null) return null;
  return Decimal.max(0, new Decimal(quantity).minus(filledQuantity)).toFixed();
}

/** A stop's price may be described as sent, relative to the market ("-5.0000%"): then only `stopprice` can tell the price. */
function pricesOf(
  type: OrderType | null,
  { stopprice, limitprice }: Json,
  { price, price2 }: Json,
): Pick<ExchangeOrder, 'price' | 'stopPrice'> {
  if (type === 'limit') return { price: positive(price), stopPrice: null };
  if (type === 'trailing_stop') return { price: null, stopPrice: positive(stopprice) };
  if (type === null || type === 'market') return { price: null, stopPrice: null };
  return {
    price: type.endsWith('_limit') ? priceOf(price2, limitprice) : null,
    stopPrice: priceOf(price, stopprice),
  };
}

/** A signed price is relative, also without a percent sign: "+50" is a distance. */
function priceOf(described: unknown, found: unknown): DecimalString | null {
  const isRelative = typeof described === 'string' && /^[+\-#]/.test(described);
  return (isRelative ? null : positive(described)) ?? positive(found);
}

/**
 * `closed` is the exchange's word for a finished order, whatever the last digits say: it closes an order that lacks a last unit, recorded
 * 2021 and 2022 as vol_exec 0.01299999 of 0.013 with the reason "Insignificant volume remaining". A client of 2014 met the reason beside
 * `canceled`: told as canceled, the order would be bought twice. An order of which nothing was executed is never filled. A canceled order
 * that was partly filled stays canceled: filledQuantity says how much.
 */
function statusOf(row: Json): OrderStatus {
  const { status } = row;
  if (status === 'closed' || (status === 'canceled' && isInsignificant(row))) return endOfClosed(row);
  // The reason that nobody can read may be the word for a finished order.
  if (status === 'canceled' && hasTraded(row) && !isTextOrNothing(row.reason)) return 'unknown';
  if (status === 'open') return hasTraded(row) ? 'partially_filled' : 'open';
  return status === 'pending' || status === 'canceled' || status === 'expired' ? status : 'unknown';
}

/** Without the executed part nobody knows whether anything was executed, nor how much is missing. */
function endOfClosed(row: Json): OrderStatus {
  if (notNegative(row.vol_exec) === null) return 'unknown';
  return hasTraded(row) ? 'filled' : 'canceled';
}

/** The feed of the exchange names the field `cancel_reason`. */
function isInsignificant({ reason, cancel_reason: feedReason }: Json): boolean {
  return [reason, feedReason].some((words) => typeof words === 'string' && /insignificant volume/i.test(words));
}

/** The order has ended filled, as far as the exchange tells. */
export function isFilled(row: Json): boolean {
  return statusOf(row) === 'filled';
}
