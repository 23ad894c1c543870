import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus } from '../../model/order.ts';
import { type Json, notNegative } from '../../wire/readers.ts';

/**
 * `fee` is the "total fee (quote currency)" (docs.kraken.com, get-open-orders), and is counted so beside `fcib` too, where the charge is in
 * the base currency (recorded 2023: 7.5 of 7500 USD for 0.25 BTC). The charge is therefore told for `fciq` alone: every order of this
 * service bears `fciq`. The documentation shows a part that has traded beside the fee 0: while the order is open, that zero is no fact.
 */
export function chargeOf({ oflags, fee }: Json, status: OrderStatus): Pick<ExchangeOrder, 'feeInQuote'> {
  const flags = typeof oflags === 'string' ? oflags.split(',') : [];
  const told = notNegative(fee);
  if (told === null || !flags.includes('fciq') || flags.includes('viqc')) return {};
  return status === 'partially_filled' && new Decimal(told).isZero() ? {} : { feeInQuote: told };
}
