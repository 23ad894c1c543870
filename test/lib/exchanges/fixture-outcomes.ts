import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { placeOrder } from './fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues, type VenueWire } from './fixture-venues.ts';

/** Both venues, our adapter over each, and the fate of an order that is answered in a given way. */
export async function openOutcomes() {
  const venues: Venues = openVenues();
  const exchanges: Record<MarketType, MarketAdapter> = {
    spot: await openOver('spot', venues.spot),
    swap: await openOver('swap', venues.swap),
  };
  /** What an order becomes when the exchange answers so; and how many requests it took. */
  async function outcomeOf(
    marketType: MarketType,
    substitute: NonNullable<VenueWire['substitute']>,
  ): Promise<{ outcome: SubmitOutcome; requests: number }> {
    const wire = venues[marketType];
    wire.sent.length = 0;
    wire.substitute = substitute;
    const outcome = await placeOrder(exchanges[marketType], orderOf(marketType), notAfter);
    wire.substitute = null;
    return { outcome, requests: wire.sent.length };
  }
  return { venues, exchanges, outcomeOf };
}

export function answer(body: unknown, status = 200) {
  return { status, body };
}

/** The outcome of an order that the exchange refused in these words. Refusals before execution are no verdict on the order. */
export function kindOf(code: string, exchangeCode: string): SubmitOutcome['kind'] {
  if (/clientOrderIdAlreadyExist|cl_ord_id not unique/.test(exchangeCode)) return 'idTaken';
  return code === 'RATE_LIMITED' || exchangeCode === 'wouldProcessAfterSpecifiedTime' ? 'notExecuted' : 'rejected';
}
