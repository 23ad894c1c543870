import { Decimal } from 'decimal.js';
import type { MarginRules } from './rules.ts';
import type { World } from './world.ts';

/** USD value of one unit. */
export function usdPrice(world: World, { collaterals }: MarginRules, asset: string): Decimal {
  return world.price(collaterals.get(asset)?.asset ?? asset.toUpperCase());
}

/** USD that one unit counts for as margin: (1 - haircut) x (1 - conversion fee). An asset that is no collateral counts for nothing. */
export function marginValue(world: World, rules: MarginRules, asset: string): Decimal {
  const collateral = rules.collaterals.get(asset);
  if (!collateral) return new Decimal(0);
  const { haircut, conversionFee } = collateral;
  return usdPrice(world, rules, asset).mul(haircut.neg().add(1)).mul(conversionFee.neg().add(1));
}
