import { settleAll } from '../../../aws/all-to-the-end.ts';
import type { ProvidedOrders } from '../../interfaces/order-entry.ts';
import type { ExchangeOrder, OrderRef, OrderRequest } from '../../model/order.ts';
import type { SubmitOutcome } from '../../model/outcome.ts';
import type { Told } from '../../model/told.ts';
import { estimateSpot, namedPrice } from '../../rules/estimate.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { orderFacts, toldRows, unlessUnread } from '../../wire/told-rows.ts';
import { bestPrice } from '../best-price.ts';
import { spotEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { isOfOther, nameOf } from '../names.ts';
import { withFees } from '../order-fees.ts';
import { clientIdIn, findOrder, readOrder, symbolOf } from '../regular-store.ts';
import { requiredId } from '../terms.ts';
import { amendOrder, prepareAmendment } from './amend.ts';
import { cancelAll, cancelOne, cancelSome } from './cancel.ts';
import { orderFromSpot } from './described-orders.ts';
import { spotParameters } from './orders.ts';
import { spotStore } from './store.ts';

const title = 'Binance Spot';

/** Orders at Binance Spot. Stops lie in the same store as limit orders, and a fired stop keeps both ids. */
export function spotOrders(wire: MarketWire): ProvidedOrders {
  const { attempt, markets, read } = wire;
  return {
    prepare: async (order, deadline) => ({
      endpoint: 'placeOrder',
      body: spotParameters(order, await markets.market(order.symbol), deadline),
      deadline,
    }),
    submit: ({ body }, order) => attempt(spotEndpoints.placeOrder, body, (answer) => acknowledged(answer, order)),
    estimate: async (order) => {
      const market = await markets.market(order.symbol);
      const price =
        namedPrice(order) ?? bestPrice(title, await read(spotEndpoints.bestPrices, { symbol: market.id }), order.side);
      return estimateSpot(order, market, price);
    },
    find: async (ref, since, terms = {}) => {
      const symbol = symbolOf(title, ref);
      if (isOfOther('spot', symbol)) return { kind: 'absent' };
      return findOrder(spotStore(wire), await nameOf(markets, symbol), ref.clientOrderId, since, terms);
    },
    read: (ref) => readById(wire, ref),
    readSome: (refs) => settleAll(refs.map((ref) => unlessUnread(readById(wire, ref)))),
    openList: (symbol) => openOrders(wire, symbol),
    cancel: (ref) => cancelOne(wire, ref),
    cancelSome: (refs) => cancelSome(wire, refs),
    cancelAll: () => cancelAll(wire, () => openOrders(wire)),
    prepareAmend: (ref, symbol, change, deadline) => prepareAmendment(wire, ref, symbol, change, deadline),
    amend: (prepared) => amendOrder(wire, prepared),
  };
}

/** A stop is acknowledged without its terms, as of type ACK: the order is read then. */
function acknowledged(answer: unknown, { clientOrderId }: OrderRequest): Extract<SubmitOutcome, { kind: 'accepted' }> {
  const row = rowOf(title, answer);
  const exchangeOrderId = requiredId(title, row, 'orderId');
  if (clientIdIn(row) !== clientOrderId) throw new MalformedResponse(title, 200);
  const isWhole = optionalText(row.status) !== null && optionalText(row.origQty) !== null;
  return { kind: 'accepted', exchangeOrderId, order: isWhole ? orderFromSpot(row) : null };
}

async function readById(
  wire: MarketWire,
  ref: OrderRef & { readonly exchangeOrderId: string },
): Promise<ExchangeOrder | null> {
  const [symbol, orderId] = [symbolOf(title, ref), ref.exchangeOrderId];
  // The ids of USD-M orders count on their own: the same number is another order here.
  if (!/^\d{1,20}$/.test(orderId) || isOfOther('spot', symbol)) return null;
  const order = await readOrder(spotStore(wire), await nameOf(wire.markets, symbol), { orderId });
  return order === null ? null : withFees(spotStore(wire), order, orderId);
}

async function openOrders({ read, markets }: MarketWire, symbol?: string): Promise<Told<ExchangeOrder>> {
  const query = symbol === undefined ? {} : { symbol: await nameOf(markets, symbol) };
  const rows = rowsOf(title, await read(spotEndpoints.openOrders, query));
  return toldRows(rows, orderFromSpot, (row) => orderFacts(row.orderId, row.symbol, 'regular'));
}
