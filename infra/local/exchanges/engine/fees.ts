import type { Decimal } from 'decimal.js';
import { exact } from './decimals.ts';

/** Fractions of a trade's value. */
export interface FeeRates {
  readonly maker: Decimal;
  readonly taker: Decimal;
  readonly liquidation: Decimal;
}

/** Steps of `[least traded value, percent]`, ascending. */
export type FeeLadder = readonly (readonly [from: number, percent: number])[];

/** The step of a ladder that a traded value has reached, and the next one. */
export function feeStep(ladder: FeeLadder, traded: Decimal): { current: FeeLadder[number]; next?: FeeLadder[number] } {
  const index = ladder.findLastIndex(([from]) => traded.gte(from));
  const current = ladder[Math.max(index, 0)] ?? [0, 0];
  const next = ladder[index + 1];
  return next ? { current, next } : { current };
}

/** A fraction (0.004), not a percentage. */
export function feeRate(ladder: FeeLadder, traded: Decimal): Decimal {
  return exact(feeStep(ladder, traded).current[1]).div(100);
}

/** Value of fills since a moment, in dollars. The sum decides the step of a ladder. `fills` are oldest first. */
export function tradedSince(
  fills: readonly { readonly at: number; readonly usdValue: Decimal }[],
  from: number,
): Decimal {
  let traded = exact(0);
  for (let index = fills.length - 1; index >= 0; index -= 1) {
    const fill = fills[index];
    if (!fill || fill.at < from) break;
    traded = traded.plus(fill.usdValue);
  }
  return traded;
}
