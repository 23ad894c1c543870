import { settleAll } from '../../../aws/all-to-the-end.ts';
import type { ExchangeOrder, OrderRef } from '../../model/order.ts';
import type { CancelOutcome } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { spotEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { isOfOther, nameOf } from '../names.ts';

const title = 'Binance Spot';

type Open = () => Promise<readonly ExchangeOrder[]>;

/** -2011: the order is over, or was never there. */
export async function cancelOne(wire: MarketWire, ref: OrderRef, open: Open): Promise<CancelOutcome> {
  if (ref.symbol !== null && isOfOther('spot', ref.symbol)) return 'gone';
  const symbol = ref.symbol === null ? await symbolOf(ref, open) : await nameOf(wire.markets, ref.symbol);
  if (symbol === null) return 'gone';
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const name = exchangeOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: exchangeOrderId };
  return wire.cancel(spotEndpoints.cancelOrder, { symbol, ...name }, (answer) => canceled(answer));
}

/** Any other word is no cancellation: the order may live. */
function canceled(answer: unknown): CancelOutcome {
  if (optionalText(rowOf(title, answer).status) !== 'CANCELED') throw new MalformedResponse(title, 200);
  return 'canceled';
}

/** Of an order without a symbol the list of open orders tells it; an order that is in no list is not open. */
async function symbolOf({ exchangeOrderId, clientOrderId }: OrderRef, open: Open): Promise<string | null> {
  const found = (await open()).find((order) =>
    exchangeOrderId === undefined ? order.clientOrderId === clientOrderId : order.exchangeOrderId === exchangeOrderId,
  );
  return found?.symbol ?? null;
}

/** No request cancels several named orders. A failure must not hide the ends of the remaining orders. */
export function cancelSome(wire: MarketWire, refs: readonly OrderRef[], open: Open): Promise<(CancelOutcome | null)[]> {
  const alone = refs.length === 1;
  return settleAll(
    refs.map((ref) =>
      cancelOne(wire, ref, open).catch((error: unknown) => {
        if (alone) throw error;
        return null;
      }),
    ),
  );
}

/**
 * All orders of one symbol go at once: the symbols are those of the open orders. -2011: none is left. The report of an order list holds the
 * reports of its orders.
 */
export async function cancelAll(wire: MarketWire, open: Open): Promise<number> {
  const symbols = new Set((await open()).map(({ symbol }) => symbol));
  let count = 0;
  for (const symbol of symbols) {
    const reports = await wire.cancel(spotEndpoints.cancelOpenOrders, { symbol }, (answer) => rowsOf(title, answer));
    if (typeof reports !== 'string')
      count += reports.flatMap(({ orderReports = null }) => orderReports ?? [null]).length;
  }
  return count;
}
