import { realizeFunding } from './funding.ts';
import { enforceMargin } from './margin-call.ts';
import { fillResting } from './matching.ts';
import { checkTrigger } from './triggers.ts';
import type { Venue } from './venue.ts';
import { isPerpetual } from './venue.ts';

/**
 * Brings the venue up to the present: hours of funding, expiries, triggers, resting orders, margin calls.
 * Runs on every tick and before every request, so no answer shows a state that time has overtaken.
 */
export function settle(venue: Venue): void {
  for (const market of venue.markets.values())
    if (isPerpetual(market.instrument)) venue.funding.at(market.instrument, venue.world.now());
  for (const customer of venue.customers.values()) {
    if (customer.positions.size === 0 && customer.open.size === 0) continue;
    realizeFunding(venue, customer);
    for (const order of [...customer.open.values()]) checkTrigger(venue, customer, order);
    for (const order of [...customer.open.values()]) if (order.state === 'open') fillResting(venue, customer, order);
    for (const wallet of customer.wallets.keys()) enforceMargin(venue, customer, wallet);
  }
}
