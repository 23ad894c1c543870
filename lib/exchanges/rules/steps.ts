import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import { type ErrorDetail, OemsError } from '../../errors.ts';
import { type Market, unknownStep } from '../model/market.ts';
import type { OrderChange, OrderRequest } from '../model/order.ts';
import type { PercentBounds, PercentRange } from '../model/trailing.ts';
import { isAboveMost, mostOf } from './largest-size.ts';

/**
 * Refuses an order that the exchange could only place with changed numbers: nothing is ever rounded to a number that the client did not
 * send.
 */
export function checkAgainstMarket(order: OrderRequest, market: Market, percents: PercentRange | null = null): void {
  const details = [
    ...stepFault('quantity', order.quantity, market.quantityStep, market.symbol),
    ...stepFault('price', order.price, market.priceStep, market.symbol),
    ...stepFault('stop_price', order.stopPrice, market.priceStep, market.symbol),
    ...stepFault('trailing_amount', order.trailingAmount, market.priceStep, market.symbol),
    ...percentFault(order, market, percents),
    ...minimumFault(order, market),
    ...maximumFault(order, market),
  ];
  const [first] = details;
  if (first !== undefined) throw new OemsError('INVALID_ORDER', `${first.field}: ${first.message}`, { details });
}

/** The same for an amendment. */
export function checkChange(change: OrderChange, market: Market): void {
  const details = [
    ...stepFault('quantity', change.quantity, market.quantityStep, market.symbol),
    ...stepFault('price', change.price, market.priceStep, market.symbol),
    ...stepFault('stop_price', change.stopPrice, market.priceStep, market.symbol),
  ];
  const [first] = details;
  if (first !== undefined) throw new OemsError('INVALID_ORDER', `${first.field}: ${first.message}`, { details });
}

/** An exchange may round a distance, or take the distance for a different unit: only what fits leaves. */
function percentFault(
  { trailingPercent, side }: OrderRequest,
  { symbol, trailingPercents: own }: Market,
  range: PercentRange | null,
): ErrorDetail[] {
  if (trailingPercent === undefined || range === null) return [];
  const field = 'trailing_percent';
  const bounds = own?.[side] ?? range.bounds;
  if (bounds === null || isWithin(trailingPercent, bounds))
    return stepFault(field, trailingPercent, range.step, symbol);
  const { least, most } = bounds;
  return [{ field, message: `${trailingPercent} is not within ${least} and ${most}, the bounds of ${symbol}` }];
}

function isWithin(value: DecimalString, { least, most }: PercentBounds): boolean {
  return new Decimal(value).gte(least) && new Decimal(value).lte(most);
}

function stepFault(
  field: string,
  value: DecimalString | undefined,
  step: DecimalString,
  symbol: string,
): ErrorDetail[] {
  if (value === undefined) return [];
  if (step === unknownStep) return [{ field, message: `the exchange does not tell the step of ${symbol}` }];
  const excess = new Decimal(value).mod(step);
  if (excess.isZero()) return [];
  const below = new Decimal(value).minus(excess);
  const above = below.plus(step);
  return [
    {
      field,
      message: `${value} is not a multiple of the step ${step} of ${symbol}; ${nearest(below, above)}`,
    },
  ];
}

/** No order is of 0. */
function nearest(below: Decimal, above: Decimal): string {
  return below.isZero()
    ? `the smallest is ${above.toFixed()}`
    : `the nearest are ${below.toFixed()} and ${above.toFixed()}`;
}

function minimumFault(order: OrderRequest, market: Market): ErrorDetail[] {
  if (market.minQuantity !== null && new Decimal(order.quantity).lt(market.minQuantity)) {
    return [
      {
        field: 'quantity',
        message: `${order.quantity} is below the minimum ${market.minQuantity} of ${market.symbol}`,
      },
    ];
  }
  if (market.minCost === null || order.price === undefined) return [];
  if (new Decimal(order.quantity).mul(order.price).gte(market.minCost)) return [];
  return [
    {
      field: 'quantity',
      message: `price times quantity is below the minimum ${market.minCost} ${market.quote} of ${market.symbol}`,
    },
  ];
}

/** An exchange may split a reduce-only order above the maximum into orders of which it tells one alone (Bybit: order/create-order). */
function maximumFault(order: OrderRequest, market: Market): ErrorDetail[] {
  if (!isAboveMost(order, market)) return [];
  return [{ field: 'quantity', message: `${order.quantity} is above ${mostOf(order, market)}; send several orders` }];
}
