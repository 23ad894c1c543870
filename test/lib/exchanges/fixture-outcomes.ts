import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { placeOrder } from './fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues, type VenueWire } from './fixture-venues.ts';

/** Both simulators with our adapter over each, and the outcome of an order for a given answer. */
export async function openOutcomes() {
  const simulators: Venues = openVenues();
  const exchanges: Record<MarketType, MarketAdapter> = {
    spot: await openOver('spot', simulators.spot),
    swap: await openOver('swap', simulators.swap),
  };
  /** The outcome of an order that gets this answer, and the number of requests. */
  async function outcomeOf(
    marketType: MarketType,
    substitute: NonNullable<VenueWire['substitute']>,
  ): Promise<{ outcome: SubmitOutcome; requests: number }> {
    const wire = simulators[marketType];
    wire.sent.length = 0;
    wire.substitute = substitute;
    const outcome = await placeOrder(exchanges[marketType], orderOf(marketType), notAfter);
    wire.substitute = null;
    return { outcome, requests: wire.sent.length };
  }
  return { simulators, exchanges, outcomeOf };
}

export function answer(body: unknown, status = 200) {
  return { status, body };
}

/** The outcome of an order that the exchange refused with this code. Refusals before execution are no verdict on the order. */
export function kindOf(code: string, exchangeCode: string): SubmitOutcome['kind'] {
  if (/clientOrderIdAlreadyExist|cl_ord_id not unique/.test(exchangeCode)) return 'idTaken';
  const isForNow = code === 'RATE_LIMITED' || code === 'EXCHANGE_UNAVAILABLE';
  return isForNow || exchangeCode === 'wouldProcessAfterSpecifiedTime' ? 'notExecuted' : 'rejected';
}
