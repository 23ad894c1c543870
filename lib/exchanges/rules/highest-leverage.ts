import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { Market } from '../model/market.ts';

const field = 'leverage';

/** The highest leverage that the market lists: of its smallest position. Null where the exchange publishes no margin schedule. */
export function highestLeverage({ marginLevels }: Market): DecimalString | null {
  if (marginLevels.length === 0) return null;
  const least = Decimal.min(...marginLevels.map(({ initialMargin }) => initialMargin));
  return new Decimal(1).div(least).toDecimalPlaces(2).toFixed();
}

/** The refusal of a leverage, with the highest leverage that the market lists where the leverage is higher; else the refusal as it is. */
export function withHighest(error: unknown, asked: DecimalString, market: Market): unknown {
  const highest = highestLeverage(market);
  const isAbout = error instanceof OemsError && error.details.some((detail) => detail.field === field);
  if (!isAbout || highest === null || new Decimal(asked).lte(highest)) return error;
  const { code, message, retryAfterSeconds } = error;
  const told = `${message}; the highest leverage that the exchange lists for ${market.symbol} is ${highest}`;
  const details = error.details.map((detail) => (detail.field === field ? { ...detail, message: told } : detail));
  return new OemsError(code, told, { details, retryAfterSeconds, cause: error });
}
