import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition } from '../definition.ts';
import type { Market } from '../model/market.ts';

/**
 * Inside this service a quantity counts the base asset; of an inverse contract, whose size is in the quote asset, it counts contracts.
 * An exchange that counts contracts gets contracts, and its answers are converted back.
 */

type Unit = Pick<MarketDefinition, 'quantityUnit'>;

function isConverted({ quantityUnit }: Unit, { inverse }: Market): boolean {
  return quantityUnit === 'contracts' && !inverse;
}

/** The quantity in the exchange's unit. Throws INVALID_ORDER for a part of a contract that cannot be written as a decimal. */
export function toExchange(quantity: DecimalString, unit: Unit, market: Market): DecimalString {
  if (!isConverted(unit, market)) return quantity;
  const contracts = new Decimal(quantity).div(market.contractSize);
  // A quotient without an end is rounded, and may give the quantity back all the same: 1 in contracts of 7 is 0.142857….
  const hasEnd = contracts.precision() <= Decimal.precision / 2;
  if (hasEnd && contracts.mul(market.contractSize).eq(quantity)) return contracts.toFixed();
  const message = `is no whole number of steps: a contract of ${market.symbol} is ${market.contractSize} ${market.base}`;
  throw new OemsError('INVALID_ORDER', `quantity: ${message}`, { details: [{ field: 'quantity', message }] });
}

/** A quantity of the exchange in our unit. */
export function fromExchange(quantity: DecimalString, unit: Unit, market: Market): DecimalString {
  return isConverted(unit, market) ? new Decimal(quantity).mul(market.contractSize).toFixed() : quantity;
}

/**
 * A quantity in an answer, in our unit. Null where it counts contracts of a market that the catalogue does not know (delisted, or listed a
 * moment ago): the number of contracts would read as a number of coins.
 */
export function fromAnswer(quantity: DecimalString | null, unit: Unit, market: Market | null): DecimalString | null {
  if (quantity === null || unit.quantityUnit === 'base') return quantity;
  return market === null ? null : fromExchange(quantity, unit, market);
}

/** The market with its steps, minima and maxima in our unit. */
export function inOurUnit(market: Market, unit: Unit): Market {
  if (!isConverted(unit, market)) return market;
  const { quantityStep, minQuantity, maxQuantity, maxMarketQuantity } = market;
  const ours = (quantity: DecimalString) => fromExchange(quantity, unit, market);
  return {
    ...market,
    quantityStep: ours(quantityStep),
    minQuantity: minQuantity === null ? null : ours(minQuantity),
    ...(maxQuantity === undefined ? {} : { maxQuantity: ours(maxQuantity) }),
    ...(maxMarketQuantity === undefined ? {} : { maxMarketQuantity: ours(maxMarketQuantity) }),
  };
}
