import { Decimal } from 'decimal.js';

/**
 * Decimal with room for every digit of money: the package's default of 20 significant digits would round
 * a large volume times a small price. Values made here keep the wider precision through their operations.
 */
const Wide = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 40 });

/** Whether operations with the value keep the wider precision. */
export function isExact(value: Decimal): boolean {
  return value.constructor === Wide;
}

export const zero: Decimal = new Wide(0);

/** A value that arithmetic will not round. */
export function exact(value: Decimal | string | number): Decimal {
  return new Wide(value);
}

/** A plain decimal ("0.5", "12", "-3.10"); null for anything else: exponents, blanks, NaN, hexadecimal. */
export function plainDecimal(text: string): Decimal | null {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? exact(text) : null;
}

/** Whether `value` is a whole number of steps, as with a tick or a lot. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
  return exact(value).mod(step).isZero();
}

/** The nearest whole number of steps at or below / at or above the value. */
export function floorTo(value: Decimal, step: Decimal): Decimal {
  return exact(value).div(step).floor().times(step);
}

export function ceilTo(value: Decimal, step: Decimal): Decimal {
  return exact(value).div(step).ceil().times(step);
}

/** Cut to `places` digits after the point. Never rounds up, so that parts never add up to more than the whole. */
export function cut(value: Decimal, places: number): Decimal {
  return exact(value).toDecimalPlaces(places, Decimal.ROUND_DOWN);
}

/** Raised to `places` digits after the point: a reserve that every possible charge fits into. */
export function raise(value: Decimal, places: number): Decimal {
  return exact(value).toDecimalPlaces(places, Decimal.ROUND_UP);
}

/** The nearest tick, at least a whole tick. Keeps the precision of the price. */
export function onTick(price: Decimal, tick: Decimal, rounding: Decimal.Rounding = Decimal.ROUND_HALF_UP): Decimal {
  const nearest = price.toNearest(tick, rounding);
  return nearest.lt(tick) ? price.times(0).plus(tick) : nearest;
}
