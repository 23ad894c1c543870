import { settleAll } from '../../../aws/all-to-the-end.ts';
import type { ExchangeOrder, OrderRef } from '../../model/order.ts';
import type { CancelOutcome } from '../../model/outcome.ts';
import type { Told } from '../../model/told.ts';
import { eachInTurn } from '../../rules/each-in-turn.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { spotEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { isOfOther, nameOf } from '../names.ts';
import { symbolOf } from '../regular-store.ts';
import { requireSymbols, symbolsIn } from '../unread-orders.ts';

const title = 'Binance Spot';

/** -2011 about an unknown order: the order is over, or was never there. */
export async function cancelOne(wire: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const symbol = symbolOf(title, ref);
  if (isOfOther('spot', symbol)) return 'gone';
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const name = exchangeOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: exchangeOrderId };
  const query = { symbol: await nameOf(wire.markets, symbol), ...name };
  return wire.cancel(spotEndpoints.cancelOrder, query, (answer) => canceled(answer));
}

/** Any other word is no cancellation: the order may live. */
function canceled(answer: unknown): CancelOutcome {
  if (optionalText(rowOf(title, answer).status) !== 'CANCELED') throw new MalformedResponse(title, 200);
  return 'canceled';
}

/** No request cancels several named orders. A failure must not hide the ends of the remaining orders. */
export function cancelSome(wire: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const alone = refs.length === 1;
  return settleAll(
    refs.map((ref) =>
      cancelOne(wire, ref).catch((error: unknown) => {
        if (alone) throw error;
        return null;
      }),
    ),
  );
}

/**
 * All orders of one symbol go at once: the symbols are those of the open orders. -2011: none is left. The report of an order list holds the
 * reports of its orders. An order without a readable symbol stops no cancellation.
 */
export async function cancelAll(wire: MarketWire, open: () => Promise<Told<ExchangeOrder>>): Promise<number> {
  const listed = await open();
  const symbols = symbolsIn(listed);
  let count = 0;
  const cancelIn = async (symbol: string) => {
    const reports = await wire.cancel(spotEndpoints.cancelOpenOrders, { symbol }, (answer) => rowsOf(title, answer));
    if (typeof reports !== 'string')
      count += reports.flatMap(({ orderReports = null }) => orderReports ?? [null]).length;
  };
  await eachInTurn(symbols.map((symbol) => () => cancelIn(symbol)));
  requireSymbols(title, listed);
  return count;
}
