import { settleAll } from '../../../../lib/aws/all-to-the-end.ts';
import { storeOf } from '../../../../lib/exchanges/definition.ts';
import type { ProvidedOrders } from '../../../../lib/exchanges/interfaces/order-entry.ts';
import type { OrderEstimate } from '../../../../lib/exchanges/model/estimate.ts';
import type {
  ExchangeOrder,
  OrderRequest,
  OrderStore,
  PreparedRequest,
} from '../../../../lib/exchanges/model/order.ts';
import type { Told } from '../../../../lib/exchanges/model/told.ts';
import { estimateSpot, estimateSwap, namedPrice } from '../../../../lib/exchanges/rules/estimate.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { type Json, requiredDecimal, requiredList, requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { orderFacts, toldRows } from '../../../../lib/exchanges/wire/told-rows.ts';
import { cancelAll, cancelOne, cancelSome } from './cancel.ts';
import { endpoints } from './endpoints.ts';
import { findOrder, readOrder } from './find-order.ts';
import { leverageOf } from './margin.ts';
import { marketName } from './market-name.ts';
import { orderBody, orderFrom, stopBody, stopFrom } from './orders.ts';

export function orderEntry(wire: MarketWire): ProvidedOrders {
  const { read, attempt, market } = wire;
  const { title } = market;
  const accepted = (order: ExchangeOrder) => ({
    kind: 'accepted' as const,
    exchangeOrderId: order.exchangeOrderId,
    order,
  });
  return {
    prepare: (order, deadline) => prepare(wire, order, deadline),
    submit: ({ endpoint, body, headers }) =>
      attempt(
        endpoint === 'placeStop' ? endpoints.placeStop : endpoints.placeOrder,
        body,
        (answer) => {
          const row = requiredRecord(title, answer, 'data');
          return accepted(endpoint === 'placeStop' ? stopFrom(title, row) : orderFrom(title, row));
        },
        headers,
      ),
    estimate: (order) => estimate(wire, order),
    find: (ref, since, terms) => findOrder(wire, ref, since, terms),
    read: ({ store, exchangeOrderId }) => readOrder(wire, store, { id: exchangeOrderId }),
    readSome: (refs) =>
      settleAll(refs.map(({ store, exchangeOrderId }) => readOrder(wire, store, { id: exchangeOrderId }))),
    openList: () => openOrders(wire),
    cancel: (ref) => cancelOne(wire, ref),
    cancelSome: (refs) => cancelSome(wire, refs),
    cancelAll: () => cancelAll(wire, () => openOrders(wire)),
    prepareAmend: async ({ exchangeOrderId, clientOrderId = '' }, _symbol, { quantity, price }, deadline) => ({
      endpoint: 'amendOrder',
      body: {
        ...(exchangeOrderId === undefined ? { clientId: clientOrderId } : { id: exchangeOrderId }),
        ...(quantity === undefined ? {} : { quantity }),
        ...(price === undefined ? {} : { price }),
      },
      headers: deadlineHeader(deadline),
      deadline,
    }),
    amend: ({ body, headers }) =>
      attempt(
        endpoints.amendOrder,
        body,
        (answer) => accepted(orderFrom(title, requiredRecord(title, answer, 'data'))),
        headers,
      ),
  };
  function openOrders(from: MarketWire): Promise<Told<ExchangeOrder>> {
    return settleAll([
      read(endpoints.openOrders, { market: marketName(from) }),
      read(endpoints.openStops, { market: marketName(from) }),
    ]).then(([orders, stops]) => {
      const facts = (store: OrderStore) => (row: Json) => orderFacts(row.id, row.instrument, store);
      const regular = toldRows(requiredList(title, orders, 'data'), (row) => orderFrom(title, row), facts('regular'));
      const waiting = toldRows(requiredList(title, stops, 'data'), (row) => stopFrom(title, row), facts('trigger'));
      return { rows: [...regular.rows, ...waiting.rows], unread: [...regular.unread, ...waiting.unread] };
    });
  }
}

async function prepare(wire: MarketWire, order: OrderRequest, deadline: number): Promise<PreparedRequest> {
  const traded = await wire.markets.market(order.symbol);
  return storeOf(wire.market, order.type) === 'trigger'
    ? { endpoint: 'placeStop', body: stopBody(order, traded), deadline: null }
    : { endpoint: 'placeOrder', body: orderBody(order, traded), headers: deadlineHeader(deadline), deadline };
}

function deadlineHeader(deadline: number): Record<string, string> {
  return { 'x-mu-deadline': String(deadline) };
}

async function estimate(wire: MarketWire, order: OrderRequest): Promise<OrderEstimate> {
  const traded = await wire.markets.market(order.symbol);
  const price = namedPrice(order) ?? (await priceOf(wire, traded.id));
  if (marketName(wire) === 'spot') return estimateSpot(order, traded, price);
  const leverage = await leverageOf(wire, order.symbol);
  return estimateSwap(order, traded, price, { levels: traded.marginLevels, leverage });
}

async function priceOf({ read, market }: MarketWire, instrument: string): Promise<string> {
  const data = requiredRecord(market.title, await read(endpoints.price, { instrument }), 'data');
  return requiredDecimal(market.title, data, 'price');
}
