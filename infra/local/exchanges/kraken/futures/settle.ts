import type { Customer, Exchange } from './exchange.ts';
import { isPerpetual, marketOf } from './exchange.ts';
import { realizeFunding } from './funding.ts';
import { hourOf } from './funding-rates.ts';
import { enforceMargin } from './margin-call.ts';
import { fillResting } from './matching.ts';
import { checkTrigger } from './triggers.ts';

/**
 * Brings Kraken up to the present: hours of funding, triggers, resting orders, margin calls. Runs on every tick, that is
 * whenever a price may have moved; between two ticks only a customer who asks can tell, so a request settles that one alone.
 */
export function settle(exchange: Exchange): void {
  for (const customer of exchange.customers.values()) settleCustomer(exchange, customer);
}

export function settleCustomer(exchange: Exchange, customer: Customer): void {
  stampFundingRates(exchange);
  if (customer.positions.size === 0 && customer.open.size === 0) return;
  realizeFunding(exchange, customer);
  for (const order of [...customer.open.values()]) checkTrigger(exchange, customer, order);
  for (const order of [...customer.open.values()]) if (order.state === 'open') fillResting(exchange, customer, order);
  for (const wallet of walletsAtRisk(exchange, customer)) enforceMargin(exchange, customer, wallet);
}

/** A rate is that of the price at which its hour begins, whether or not anybody holds a position then. */
function stampFundingRates(exchange: Exchange): void {
  const hour = hourOf(exchange.world.now());
  if (exchange.stampedHour === hour) return;
  exchange.stampedHour = hour;
  for (const { instrument } of exchange.markets.values())
    if (isPerpetual(instrument)) exchange.funding.at(instrument, hour);
}

/** Without a position a wallet owes nothing. */
function walletsAtRisk(exchange: Exchange, customer: Customer) {
  return new Set([...customer.positions.keys()].map((symbol) => marketOf(exchange, symbol).instrument.wallet));
}
