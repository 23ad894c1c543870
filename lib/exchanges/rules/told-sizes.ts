import { Decimal } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { Market } from '../model/market.ts';
import type { OrderRequest } from '../model/order.ts';
import type { SubmitOutcome } from '../model/outcome.ts';
import { mostOf } from './largest-size.ts';

/**
 * A refusal of the size, with the sizes that the market takes. The exchange alone knows the value of an order without a price, and may have changed
 * a size since the catalogue was read.
 */
export function withSizes(outcome: SubmitOutcome, order: OrderRequest, market: Market | null): SubmitOutcome {
  if (outcome.kind !== 'rejected' || market === null) return outcome;
  const { error } = outcome;
  const sizes = sizesFor(order, market);
  const isOfSize = error.code === 'INVALID_ORDER' && error.details.some(({ field }) => field === 'quantity');
  if (!isOfSize || sizes.length === 0) return outcome;
  const message = [error.message, ...sizes].join('; ');
  const { details, headers, retryAfterSeconds } = error;
  return {
    ...outcome,
    error: new OemsError(error.code, message, { details, headers, retryAfterSeconds, cause: error }),
  };
}

function sizesFor(order: OrderRequest, market: Market): string[] {
  const least = mayBeBelow(order, market) ? leastOf(market) : [];
  const most = mostOf(order, market);
  return [
    ...(least.length === 0 ? [] : [`the minimum of ${market.symbol} is ${least.join(' and ')}`]),
    ...(most === null ? [] : [`the size is limited by ${most}`]),
  ];
}

/** False for an order that is above both minima: the exchange has refused the order for a different size. */
function mayBeBelow({ quantity, price }: OrderRequest, { minQuantity, minCost }: Market): boolean {
  const size = new Decimal(quantity);
  if (minQuantity !== null && size.lt(minQuantity)) return true;
  return minCost !== null && (price === undefined || size.mul(price).lt(minCost));
}

function leastOf({ minQuantity, minCost, base, quote }: Market): string[] {
  return [
    ...(minQuantity === null ? [] : [`${minQuantity} ${base}`]),
    ...(minCost === null ? [] : [`${minCost} ${quote}`]),
  ];
}
