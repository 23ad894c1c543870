import type { DecimalString } from '../../decimal.ts';
import type { Side } from './order.ts';

/** The unit of the distance of a trailing stop: percent of the price, or an amount of the quote currency. */
export type TrailingDistance = 'percent' | 'amount';

export interface PercentBounds {
  readonly least: DecimalString;
  readonly most: DecimalString;
}

/** Percents that an exchange takes: multiples of a step. `bounds` is null where the bounds are not known, or differ by symbol. */
export interface PercentRange {
  readonly step: DecimalString;
  readonly bounds: PercentBounds | null;
}

/** The bounds of one symbol, for a trailing stop that buys and for one that sells. */
export type SidedBounds = Readonly<Record<Side, PercentBounds>>;
