import type { ExchangeOrder, TriggerPriceType } from '../../model/order.ts';
import { epochMs, isoMs, isRecord, type Json, optionalText, positive } from '../../wire/readers.ts';

const signals: Readonly<Record<string, TriggerPriceType>> = {
  last: 'last',
  mark: 'mark',
  // The price of the index is called spot here.
  spot: 'index',
};

/**
 * The price that fires a trigger. `mark` in `openorders` (recorded 2023), `MARK_PRICE` in orders/status, `mark_price` in an acknowledgement,
 * `MarkPrice` in the history; any other word, such as `unknown` (recorded 2026), tells nothing.
 */
export function signalOf(word: unknown): Pick<ExchangeOrder, 'triggerPriceType'> {
  const name = typeof word === 'string' ? word.toLowerCase().replace(/_?price$/, '') : '';
  const triggerPriceType = signals[name];
  return triggerPriceType === undefined ? {} : { triggerPriceType };
}

/** The distance of a trailing stop, as the events of triggers tell the options. A distance in another unit is not told. */
export function distanceOf(options: Json): Pick<ExchangeOrder, 'trailingPercent' | 'trailingAmount'> {
  if (!isRecord(options.trailingStopOptions)) return {};
  const distance = positive(options.trailingStopOptions.maxDeviation);
  const unit = optionalText(options.trailingStopOptions.unit)?.toLowerCase().replaceAll('_', '');
  if (distance === null) return {};
  if (unit === 'percent') return { trailingPercent: distance };
  return unit === 'quotecurrency' ? { trailingAmount: distance } : {};
}

/** ISO 8601, or epoch ms in the history. */
export function changedAt(time: unknown): Pick<ExchangeOrder, 'updatedAt'> {
  const updatedAt = isoMs(time) ?? epochMs(time);
  return updatedAt === null ? {} : { updatedAt };
}
