import { settleAll } from '../../../lib/aws/all-to-the-end.ts';
import { OemsError } from '../../../lib/errors.ts';
import { storesOf } from '../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { ExchangeOrder, OrderRef, OrderRequest } from '../../../lib/exchanges/model/order.ts';
import type { CancelOutcome, SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import type { Operation } from '../exchanges/answer-table.ts';
import { type Desk, noId, noOrderId, type Reader, type Reading, reading, readingBeside } from './desk.ts';
import { orderValue } from './wire-value.ts';

/** Questions about orders, over every exchange. */
export const orderReaders = {
  submitOrder: async (desk) => {
    const order = await requestOf(desk);
    const prepared = { endpoint: '', body: {}, deadline: null };
    return changed(desk, await desk.call(({ orders }) => orders.submit(prepared, order)));
  },
  amendOrder: async (desk) => {
    const prepared = { endpoint: '', body: {}, deadline: null };
    const ref = await refTo(desk, desk.named.orderIds?.[0]);
    const body = { orderId: ref.exchangeOrderId ?? null, ...desk.named.amendment };
    return changed(desk, await desk.call(({ orders }) => orders.amend({ ...prepared, body }, ref)));
  },
  cancelOrder: async (desk) => {
    const ref = await refTo(desk, desk.named.orderIds?.[0]);
    return canceled(await desk.call(({ orders }) => orders.cancel(ref)));
  },
  cancelOrders: async (desk) => {
    const { orderIds = [], count = 0 } = desk.named;
    const ids =
      orderIds.length > 0 ? orderIds : Array.from({ length: Math.max(count, 1) }, (_, index) => `${noOrderId}${index}`);
    const refs = await settleAll(ids.map((id) => refTo(desk, id)));
    const outcomes = await desk.call(({ orders }) => orders.cancelSome(refs));
    return accepted(outcomes.map((cancellation, index) => ({ order_id: orderIds[index] ?? null, cancellation })));
  },
  cancelAll: async ({ call }) => accepted({ canceled: await call(({ orders }) => orders.cancelAll()) }),
  readOrder: async (desk) => {
    const orders = await eachOrder(desk);
    const { orderIds = [] } = desk.named;
    return reading(orderIds.length > 1 ? orders : (orders[0] ?? null));
  },
  findOrder: async (desk) => {
    const found = await find(desk);
    return reading(found.kind === 'absent' ? null : orderValue(desk.name, found.order));
  },
  listOrders: async (desk) => {
    const open = await desk.call(({ orders }) => orders.openList());
    const orders = open.rows.map((order) => orderValue(desk.name, order));
    if (desk.wasSampleRead()) return readingBeside(orders, open.unread);
    // A list of ended orders: the adapter looks in the list for a client order id, and reads the orders by their ids.
    await find(desk);
    return reading(await eachOrder(desk));
  },
} as const satisfies Partial<Record<Operation, Reader>>;

type Ref = OrderRef & { readonly exchangeOrderId: string };

async function refTo(desk: Desk, exchangeOrderId: string | undefined): Promise<Ref> {
  return { ...(await placeOf(desk)), exchangeOrderId: exchangeOrderId ?? noOrderId };
}

/** An exchange that names an order by its symbol too is asked with the symbol that the answer names. */
async function placeOf({ name, named, markets, catalogue }: Desk): Promise<Pick<OrderRef, 'symbol' | 'store'>> {
  const market = marketOf(name);
  const isTrigger = storesOf(market).length > 1 && named.orderIds?.some((id) => !/^\d+$/.test(id));
  const store = market.capabilities.ordersByIdAlone || !isTrigger ? 'regular' : 'trigger';
  if (market.capabilities.ordersByIdAlone) return { symbol: null, store };
  const [told] = named.markets ?? [];
  const naming = await markets.naming();
  return { symbol: told === undefined ? (catalogue.markets[0]?.symbol ?? '') : naming(told), store };
}

/** A list of ended orders is read by a complete look alone. */
async function find(desk: Desk) {
  const clientOrderId = desk.named.clientOrderIds?.[0] ?? noId;
  const ref = { ...(await placeOf(desk)), clientOrderId };
  const look = (inFills: boolean) => desk.call(({ orders }) => orders.find(ref, 0, { older: 'all', inFills }));
  const found = await look(false);
  return desk.wasSampleRead() || desk.named.markets === undefined ? found : look(true);
}

async function eachOrder(desk: Desk): Promise<object[]> {
  const { name, call, named } = desk;
  const { orderIds = [] } = named;
  const found: ExchangeOrder[] = [];
  for (const id of orderIds.length > 0 ? orderIds : [noOrderId]) {
    const ref = await refTo(desk, id);
    const order = await call(({ orders }) => orders.read(ref, 0));
    if (order !== null) found.push(order);
  }
  return found.map((order) => orderValue(name, order));
}

/** The request that the answer belongs to: as the answer describes it, else a small limit order. */
async function requestOf({ catalogue, markets, named }: Desk): Promise<OrderRequest> {
  const { symbol, ...told } = named.order ?? {};
  const naming = await markets.naming();
  return {
    clientOrderId: noId,
    symbol: symbol === undefined ? (catalogue.markets[0]?.symbol ?? '') : naming(symbol),
    side: 'buy',
    type: 'limit',
    quantity: '1',
    postOnly: false,
    reduceOnly: false,
    ...told,
  };
}

/** An acknowledgement without a description tells the id alone. Ids of the question are no part of the answer. */
function changed({ name }: Desk, outcome: SubmitOutcome): Reading {
  if (outcome.kind !== 'accepted') return failed(outcome);
  const { order, exchangeOrderId } = outcome;
  if (order === null) return accepted({ order_id: told(exchangeOrderId) });
  return accepted(orderValue(name, { ...order, clientOrderId: told(order.clientOrderId) }));
}

function told(id: string | null): string | null {
  return id === noId || id === noOrderId ? null : id;
}

export function failed({ kind, error }: Exclude<SubmitOutcome, { readonly kind: 'accepted' }>): Reading {
  // An order under a taken id is refused. Whether the bearer of the id is this very order, a look tells.
  return { outcome: kind === 'idTaken' ? 'rejected' : kind, error };
}

export function accepted(value: unknown): Reading {
  return { outcome: 'accepted', value };
}

/** A cancellation that found no open order has canceled nothing. */
function canceled(cancellation: CancelOutcome): Reading {
  if (cancellation !== 'gone') return accepted({ cancellation });
  const error = new OemsError('NOT_FOUND', 'the exchange canceled nothing: the order is over, or was never there');
  return { outcome: 'rejected', error, value: { cancellation } };
}
