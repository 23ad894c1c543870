import { Decimal, type DecimalString } from '../../decimal.ts';
import type { Market } from '../../exchanges/model/market.ts';

export type PartSizes = Pick<Market, 'quantityStep' | 'minQuantity' | 'maxMarketQuantity'>;

/**
 * The size of the next market order over what is left: all of it, or as much as the exchange takes in one order. No part leaves a rest below the
 * minimum behind. Null: the exchange's sizes are not known.
 */
export function partSize(left: DecimalString, sizes: PartSizes | null): DecimalString {
  const most = sizes === null ? null : largest(sizes);
  if (sizes === null || most === null || most.gte(left)) return left;
  const least = new Decimal(sizes.minQuantity ?? 0);
  const leavesTooLittle = new Decimal(left).minus(most).lt(least);
  const size = leavesTooLittle ? downToStep(new Decimal(left).minus(least), sizes) : most;
  return size.gt(0) ? size.toFixed() : left;
}

/** Null where the exchange tells no maximum, or none that a step fits into. */
function largest({ maxMarketQuantity, ...sizes }: PartSizes): Decimal | null {
  if (maxMarketQuantity === undefined || new Decimal(sizes.quantityStep).isZero()) return null;
  const most = downToStep(new Decimal(maxMarketQuantity), sizes);
  return most.gt(0) ? most : null;
}

function downToStep(size: Decimal, { quantityStep }: Pick<PartSizes, 'quantityStep'>): Decimal {
  return size.minus(size.mod(quantityStep));
}
