import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus } from '../../model/order.ts';
import { type Json, notNegative, readableDecimal } from '../../wire/readers.ts';

/**
 * `fee` is the "total fee (quote currency)" (docs.kraken.com, get-open-orders), and is counted so beside `fcib` too, where the charge is in
 * the base currency (recorded 2023: 7.5 of 7500 USD for 0.25 BTC). The charge is therefore told for `fciq` alone: every order of this
 * service bears `fciq`. The documentation shows a part that has traded beside the fee 0: while the order may be open, that zero is no fact.
 */
export function chargeOf(
  { oflags, fee, vol_exec: executed }: Json,
  status: OrderStatus,
): Pick<ExchangeOrder, 'feeInQuote'> {
  const flags = typeof oflags === 'string' ? oflags.split(',') : [];
  const told = notNegative(fee);
  if (told === null || !flags.includes('fciq') || flags.includes('viqc')) return {};
  const isFact = !new Decimal(told).isZero() || ended.includes(status) || readableDecimal(executed) === '0';
  return isFact ? { feeInQuote: told } : {};
}

/** A word that nobody knows may be of an order that is open. */
const ended: readonly OrderStatus[] = ['filled', 'canceled', 'expired'];
