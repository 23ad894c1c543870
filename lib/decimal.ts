import { Decimal as Base } from 'decimal.js';

/**
 * Decimal with room for any sum of money: amounts carry up to 36 digits, and Decimal's own 20 would round a balance, a difference or
 * a fault away. Decimal's own construction and comparison are exact; with this precision plus, minus, times and mod are exact too.
 */
export const Decimal = Base.clone({ precision: 100 });
export type Decimal = Base;

/** A decimal number as text, without exponent. */
export type DecimalString = string;

/** A decimal as text without exponent or trailing zeros; null for null, undefined and empty. */
export function decimalText(value: unknown): DecimalString | null {
  return value === null || value === undefined || value === '' ? null : new Decimal(String(value)).toFixed();
}

/** The exchange's own text with the exchange's own digits: 1.50 stays 1.50, and 6.264e-7 becomes 0.0000006264. Null stays null. */
export function withoutExponent<T extends DecimalString | null>(text: T): T {
  return (text !== null && /e/i.test(text) ? new Decimal(text).toFixed() : text) as T;
}
