import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ExchangeOrder } from '../../model/order.ts';
import { isRecord, type Json, notNegative, positive, readableDecimal } from '../../wire/readers.ts';

/** In base units; null where the exchange does not tell an amount, or tells the amount in words that nobody can read. */
export type Amounts = Pick<ExchangeOrder, 'quantity' | 'filledQuantity' | 'averagePrice'>;

/** The order's volume counts the quote currency ("base currency unless viqc set in oflags"). This service places no order with `viqc`. */
export function isInQuote({ oflags }: Json): boolean {
  return typeof oflags === 'string' && oflags.split(',').includes('viqc');
}

/**
 * The amounts of an order with `viqc` in base units, as far as the amounts are certain. No record of an executed order was found. The
 * documentation counts the executed volume in quote, and may count cost and price in base ("quote currency unless viqc set in oflags");
 * clients of 2024 to 2026 read the executed volume in base. The row itself shows the currency, or the amount is null.
 */
export function amountsInQuote(row: Json): Amounts {
  if (positive(row.vol_exec) === null)
    return { quantity: wantedInBase(row), filledQuantity: notNegative(row.vol_exec), averagePrice: null };
  const executed = isExecutedInBase(row) ? readableDecimal(row.vol_exec) : null;
  const isPriceInQuote = executed !== null || isSame(row.vol_exec, row.cost);
  return {
    quantity: wantedInBase(row),
    filledQuantity: executed,
    averagePrice: isPriceInQuote ? positive(row.price) : null,
  };
}

/** A limit order is for at least volume / price of the base asset. Null where the quotient has no end, and for an order at any price. */
function wantedInBase({ vol, descr }: Json): DecimalString | null {
  const [volume, price] = [
    positive(vol),
    isRecord(descr) && descr.ordertype === 'limit' ? positive(descr.price) : null,
  ];
  if (volume === null || price === null) return null;
  const quotient = new Decimal(volume).div(price);
  return quotient.precision() <= Decimal.precision / 2 ? quotient.toFixed() : null;
}

/**
 * A closed order has spent the whole volume. Where cost and volume agree, and the executed volume at the price comes to the cost, the executed volume
 * is base.
 */
function isExecutedInBase(row: Json): boolean {
  const [vol, executed, cost, price] = [row.vol, row.vol_exec, row.cost, row.price].map(positive);
  if (row.status !== 'closed' || !vol || !executed || !cost || !price) return false;
  return isNear(cost, vol) && isNear(new Decimal(executed).times(price).toFixed(), cost) && !isNear(executed, vol);
}

/** Within a hundredth: far more than roundings, and far less than a rate between two currencies that matters here. */
function isNear(one: DecimalString, other: DecimalString): boolean {
  return new Decimal(one).minus(other).abs().times(100).lte(other);
}

function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [readableDecimal(one), readableDecimal(other)];
  return a !== null && b !== null && new Decimal(a).eq(b);
}
