import { Decimal, type DecimalString } from '../../decimal.ts';
import type { OrderBook, PriceLevel } from '../model/prices.ts';
import { readableDecimal } from './readers.ts';
import { MalformedResponse } from './refusals.ts';

/** A price of an answer. Null where the price is absent or zero, which exchanges write for "none"; anything else unreadable is garbled. */
export function priceOrNone(exchangeName: string, value: unknown): DecimalString | null {
  const found = amountOrNone(exchangeName, value);
  return found === null || new Decimal(found).isZero() ? null : found;
}

/** An amount of an answer that may be zero. Null where the amount is absent; a negative or unreadable amount is garbled. */
export function amountOrNone(exchangeName: string, value: unknown): DecimalString | null {
  if (value === undefined || value === null) return null;
  const found = readableDecimal(value);
  if (found === null || new Decimal(found).isNegative()) throw new MalformedResponse(exchangeName, 200);
  return found;
}

/** Two best prices that cross are no market: no trade at either price is possible. */
export function requireUncrossed(exchangeName: string, bid: DecimalString | null, ask: DecimalString | null): void {
  if (bid !== null && ask !== null && new Decimal(bid).gte(ask)) throw new MalformedResponse(exchangeName, 200);
}

/**
 * An order book from two lists of `[price, quantity, ...]`, in any order. The whole book is garbled where a level cannot be read, where two
 * levels have the same price, and where the sides cross.
 */
export function orderBookFrom(
  exchangeName: string,
  { bids, asks }: { readonly bids?: unknown; readonly asks?: unknown },
  depth: number,
): Omit<OrderBook, 'timestamp'> {
  const descending = levelsOf(exchangeName, bids).sort((one, other) => new Decimal(other.price).cmp(one.price));
  const ascending = levelsOf(exchangeName, asks).sort((one, other) => new Decimal(one.price).cmp(other.price));
  for (const side of [descending, ascending]) requireDistinct(exchangeName, side);
  requireUncrossed(exchangeName, descending[0]?.price ?? null, ascending[0]?.price ?? null);
  return { bids: descending.slice(0, depth), asks: ascending.slice(0, depth) };
}

function levelsOf(exchangeName: string, side: unknown): PriceLevel[] {
  if (!Array.isArray(side)) throw new MalformedResponse(exchangeName, 200);
  return side.map((level: unknown) => {
    const [price, quantity] = Array.isArray(level) ? level.map((part) => readableDecimal(part)) : [];
    if (!isAboveZero(price) || !isAboveZero(quantity)) throw new MalformedResponse(exchangeName, 200);
    return { price, quantity };
  });
}

function isAboveZero(value: DecimalString | null | undefined): value is DecimalString {
  return value !== null && value !== undefined && new Decimal(value).gt(0);
}

/** A second level at a price is a copy of the first or a part of another moment: the quantity at the price is not known. */
function requireDistinct(exchangeName: string, sorted: readonly PriceLevel[]): void {
  if (sorted.some(({ price }, index) => price === sorted[index - 1]?.price))
    throw new MalformedResponse(exchangeName, 200);
}
