import type { CancelOutcome } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import type { Json } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf } from '../lists.ts';

const title = 'Binance USD-M';

/** -2011: the order is over, or was never there. */
export function cancelRegular(
  wire: MarketWire,
  symbol: string,
  name: { readonly orderId: string } | { readonly origClientOrderId: string },
): Promise<CancelOutcome> {
  return wire.cancel(usdmEndpoints.cancelOrder, { symbol, ...name }, (answer): CancelOutcome => {
    if (!isCanceled(rowOf(title, answer))) throw new MalformedResponse(title, 200);
    return 'canceled';
  });
}

/** Any other word is no cancellation: the order may live. */
export function isCanceled({ status }: Json): boolean {
  return status === 'CANCELED';
}
