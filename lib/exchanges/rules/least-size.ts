import { OemsError } from '../../errors.ts';
import type { Market } from '../model/market.ts';
import type { SubmitOutcome } from '../model/outcome.ts';

/** A refusal of the size, with the least size of the market: an order without a price was not held against the least cost. */
export function withLeastSize(outcome: SubmitOutcome, market: Market | null): SubmitOutcome {
  if (outcome.kind !== 'rejected' || market === null) return outcome;
  const { error } = outcome;
  const least = leastOf(market);
  const isOfSize = error.code === 'INVALID_ORDER' && error.details.some(({ field }) => field === 'quantity');
  if (!isOfSize || least.length === 0) return outcome;
  const message = `${error.message}; the minimum of ${market.symbol} is ${least.join(' and ')}`;
  const { details, headers, retryAfterSeconds } = error;
  return {
    ...outcome,
    error: new OemsError(error.code, message, { details, headers, retryAfterSeconds, cause: error }),
  };
}

function leastOf({ minQuantity, minCost, base, quote }: Market): string[] {
  return [
    ...(minQuantity === null ? [] : [`${minQuantity} ${base}`]),
    ...(minCost === null ? [] : [`${minCost} ${quote}`]),
  ];
}
