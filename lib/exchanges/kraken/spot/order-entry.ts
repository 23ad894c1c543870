import type { ProvidedOrders } from '../../interfaces/order-entry.ts';
import type { Market } from '../../model/market.ts';
import type { OrderChange, OrderRef, OrderRequest } from '../../model/order.ts';
import type { CancelOutcome } from '../../model/outcome.ts';
import { estimateSpot, namedPrice } from '../../rules/estimate.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { requiredCount, requiredRecord, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { spotBestPrice } from '../estimates.ts';
import { canceledCount, cancelInOneRequest, isPending } from './cancel.ts';
import { orderTypeNames } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { findAmongTraded, findInLists, ordersIn, readOrder, readOrders } from './find-order.ts';
import { fillsSince } from './market-data.ts';
import { isReference, namesNoOrder, noSuchOrder } from './order-ids.ts';

const title = 'Kraken Spot';

/** Orders at Kraken Spot. */
export function spotOrders(wire: MarketWire): ProvidedOrders {
  const { read, attempt, markets } = wire;
  return {
    prepare: async (order, deadline) => ({
      endpoint: 'AddOrder',
      body: parametersForKraken(order, await markets.market(order.symbol), deadline),
      deadline,
    }),
    submit: ({ body }) =>
      attempt(endpoints.AddOrder, body, (answer) => ({
        kind: 'accepted' as const,
        exchangeOrderId: acknowledgedId(answer),
        order: null,
      })),
    estimate: async (order) => {
      const market = await markets.market(order.symbol);
      const price = namedPrice(order) ?? spotBestPrice(await read(endpoints.Ticker, { pair: market.id }), order.side);
      return estimateSpot(order, market, price);
    },
    find: async ({ clientOrderId }, since, { older, inFills, except } = {}) => {
      const wanted = { clientOrderId, since, older, except };
      const listed = await findInLists(wire, wanted);
      const order =
        listed === null && inFills ? await findAmongTraded(wire, wanted, await fillsSince(wire, since)) : listed;
      return order === null ? { kind: 'absent' } : { kind: 'found', order };
    },
    read: ({ exchangeOrderId }) => readOrder(wire, exchangeOrderId),
    readSome: (refs) =>
      readOrders(
        wire,
        refs.map(({ exchangeOrderId }) => exchangeOrderId),
      ),
    openList: async () => {
      const result = requiredRecord(title, await read(endpoints.OpenOrders), 'result');
      return ordersIn(requiredRecord(title, result, 'open'));
    },
    cancel: (ref) => cancelOrder(wire, ref),
    cancelSome: (refs) => {
      const ids = refs.map(({ exchangeOrderId = '' }) => exchangeOrderId);
      return cancelInOneRequest(
        ids,
        () => read(endpoints.CancelOrderBatch, { orders: ids }),
        (txid) => read(endpoints.QueryOrders, { txid }),
      );
    },
    cancelAll: async () => canceledCount(await read(endpoints.CancelAll)),
    prepareAmend: async (ref, _symbol, change, deadline) => ({
      endpoint: 'AmendOrder',
      body: amendParametersForKraken(idOf(ref), change, deadline),
      deadline,
    }),
    amend: async ({ body }, { exchangeOrderId }) => {
      const outcome = await attempt(endpoints.AmendOrder, body, (answer) => {
        requiredText(title, requiredRecord(title, answer, 'result'), 'amend_id');
        return { kind: 'accepted' as const, exchangeOrderId: exchangeOrderId ?? null, order: null };
      });
      const isNoId = outcome.kind === 'rejected' && namesNoOrder(outcome.error, exchangeOrderId);
      return isNoId ? { ...outcome, error: noSuchOrder(outcome.error) } : outcome;
    },
  };
}

/**
 * AddOrder's parameters, complete: what is not here is not sent. `price` is the limit of a limit order, the trigger of a
 * triggered one (whose limit is `price2`) and the offset of a trailing stop.
 */
function parametersForKraken(order: OrderRequest, market: Market, notAfter: number): Record<string, string> {
  return {
    pair: market.id,
    type: order.side,
    ordertype: orderTypeNames[order.type],
    volume: order.quantity,
    ...prices(order),
    ...(order.triggerPriceType === undefined ? {} : { trigger: order.triggerPriceType }),
    ...(order.timeInForce === undefined ? {} : { timeinforce: order.timeInForce }),
    ...(order.postOnly ? { oflags: 'post' } : {}),
    cl_ord_id: order.clientOrderId,
    deadline: new Date(notAfter).toISOString(),
  };
}

/**
 * AmendOrder's parameters (docs.kraken.com/api-reference/trading/amend-order): ids and fills stay, what is not named stays. But not that
 * the order is post-only: unless the amendment says so too, a new limit that crosses trades as a taker.
 */
function amendParametersForKraken(
  id: Record<string, string>,
  change: OrderChange,
  notAfter: number,
): Record<string, string> {
  return {
    ...id,
    ...(change.quantity === undefined ? {} : { order_qty: change.quantity }),
    ...(change.price === undefined
      ? {}
      : { limit_price: change.price, ...(change.postOnly ? { post_only: 'true' } : {}) }),
    ...(change.stopPrice === undefined ? {} : { trigger_price: change.stopPrice }),
    deadline: new Date(notAfter).toISOString(),
  };
}

function prices(order: OrderRequest): Record<string, string> {
  if (order.trailingPercent !== undefined) return { price: `+${order.trailingPercent}%` };
  if (order.trailingAmount !== undefined) return { price: `+${order.trailingAmount}` };
  if (order.stopPrice === undefined) return order.price === undefined ? {} : { price: order.price };
  return { price: order.stopPrice, ...(order.price === undefined ? {} : { price2: order.price }) };
}

function idOf({ exchangeOrderId, clientOrderId = '' }: OrderRef): Record<string, string> {
  return exchangeOrderId === undefined ? { cl_ord_id: clientOrderId } : { txid: exchangeOrderId };
}

/** No id means no proof: a truncated or foreign answer must not read as success. */
function acknowledgedId(answer: unknown): string {
  const { txid } = requiredRecord(title, answer, 'result');
  const [id] = Array.isArray(txid) && txid.length === 1 ? txid : [];
  if (typeof id !== 'string' || id === '') throw new MalformedResponse(title, 200);
  return id;
}

async function cancelOrder({ cancel }: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const { exchangeOrderId } = ref;
  if (isReference(exchangeOrderId)) return 'gone';
  try {
    return await cancel(endpoints.CancelOrder, idOf(ref), canceledBy);
  } catch (error) {
    if (namesNoOrder(error, exchangeOrderId)) return 'gone';
    throw error;
  }
}

function canceledBy(answer: unknown): CancelOutcome {
  const result = requiredRecord(title, answer, 'result');
  if (isPending(result)) return 'pending';
  return requiredCount(title, result, 'count') > 0 ? 'canceled' : 'gone';
}
