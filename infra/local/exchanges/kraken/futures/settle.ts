import { realizeFunding } from './funding.ts';
import { hourOf } from './funding-rates.ts';
import { enforceMargin } from './margin-call.ts';
import { fillResting } from './matching.ts';
import { checkTrigger } from './triggers.ts';
import type { Customer, Venue } from './venue.ts';
import { isPerpetual, marketOf } from './venue.ts';

/**
 * Brings the venue up to the present: hours of funding, triggers, resting orders, margin calls. Runs on every tick, that is
 * whenever a price may have moved; between two ticks only a customer who asks can tell, so a request settles that one alone.
 */
export function settle(venue: Venue): void {
  for (const customer of venue.customers.values()) settleCustomer(venue, customer);
}

export function settleCustomer(venue: Venue, customer: Customer): void {
  stampFundingRates(venue);
  if (customer.positions.size === 0 && customer.open.size === 0) return;
  realizeFunding(venue, customer);
  for (const order of [...customer.open.values()]) checkTrigger(venue, customer, order);
  for (const order of [...customer.open.values()]) if (order.state === 'open') fillResting(venue, customer, order);
  for (const wallet of walletsAtRisk(venue, customer)) enforceMargin(venue, customer, wallet);
}

/** A rate is that of the price at which its hour begins, whether or not anybody holds a position then. */
function stampFundingRates(venue: Venue): void {
  const hour = hourOf(venue.world.now());
  if (venue.stampedHour === hour) return;
  venue.stampedHour = hour;
  for (const { instrument } of venue.markets.values()) if (isPerpetual(instrument)) venue.funding.at(instrument, hour);
}

/** Without a position a wallet owes nothing. */
function walletsAtRisk(venue: Venue, customer: Customer) {
  return new Set([...customer.positions.keys()].map((symbol) => marketOf(venue, symbol).instrument.wallet));
}
