import { Decimal } from 'decimal.js';

const decimalText = /^-?\d{1,18}(\.\d{1,18})?$/;

/** Why a text is no positive amount; null for an amount. */
export function decimalFault(text: string): string | null {
  if (text.includes(','))
    return 'must be a decimal number without thousands separators; use a point before the decimals';
  if (!decimalText.test(text)) return 'must be a decimal number of at most 18 digits on each side';
  return new Decimal(text).lte(0) ? 'must be greater than 0' : null;
}
