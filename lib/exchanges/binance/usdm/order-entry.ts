import { settleAll } from '../../../aws/all-to-the-end.ts';
import { storeOf } from '../../definition.ts';
import type { ProvidedOrders } from '../../interfaces/order-entry.ts';
import type { OrderEstimate } from '../../model/estimate.ts';
import type { ExchangeOrder, OrderRef, OrderRequest, PreparedRequest } from '../../model/order.ts';
import type { FindOutcome, FindTerms, SubmitOutcome } from '../../model/outcome.ts';
import { estimateSwap, namedPrice } from '../../rules/estimate.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText, positive } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { unlessUnread } from '../../wire/told-rows.ts';
import { bestPrice } from '../best-price.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf } from '../lists.ts';
import { isOfOther, nameOf } from '../names.ts';
import { withFees } from '../order-fees.ts';
import { clientIdIn, findOrder, readOrder, symbolOf } from '../regular-store.ts';
import { requiredId } from '../terms.ts';
import { algoFrom, algoRef, storeIdOf } from './algo-orders.ts';
import { amendOrder, prepareAmendment } from './amend.ts';
import { cancelAll, cancelOne, cancelSome } from './cancel.ts';
import { orderFromUsdm } from './described-orders.ts';
import { becomeOf, findAlgo, readAlgo } from './find-algo.ts';
import { leverageOf } from './margin.ts';
import { openOrders } from './open-orders.ts';
import { algoParameters, usdmParameters } from './orders.ts';
import { usdmSpanMs, usdmStore } from './store.ts';

const title = 'Binance USD-M';

/** Orders at Binance USD-M: ordinary orders, and conditional orders in the algo store. */
export function usdmOrders(wire: MarketWire): ProvidedOrders {
  return {
    prepare: (order, deadline) => prepare(wire, order, deadline),
    submit: ({ endpoint, body }, order) =>
      endpoint === 'placeAlgo'
        ? wire.attempt(usdmEndpoints.placeAlgo, body, (answer) => acknowledgedAlgo(answer, order))
        : wire.attempt(usdmEndpoints.placeOrder, body, (answer) => acknowledged(answer, order)),
    estimate: (order) => estimate(wire, order),
    find: (ref, since, terms = {}) => find(wire, ref, since, terms),
    read: (ref, since) => readById(wire, ref, since),
    readSome: (refs, since) => settleAll(refs.map((ref) => unlessUnread(readById(wire, ref, since)))),
    openList: (symbol) => openOrders(wire, symbol),
    cancel: (ref) => cancelOne(wire, ref),
    cancelSome: (refs) => cancelSome(wire, refs),
    cancelAll: () => cancelAll(wire),
    prepareAmend: (ref, symbol, change, deadline) => prepareAmendment(wire, ref, symbol, change, deadline),
    amend: (prepared) => amendOrder(wire, prepared),
  };
}

async function prepare(
  { market, markets }: MarketWire,
  order: OrderRequest,
  deadline: number,
): Promise<PreparedRequest> {
  const traded = await markets.market(order.symbol);
  return storeOf(market, order.type) === 'trigger'
    ? { endpoint: 'placeAlgo', body: algoParameters(order, traded, deadline), deadline }
    : { endpoint: 'placeOrder', body: usdmParameters(order, traded, deadline), deadline };
}

type Accepted = Extract<SubmitOutcome, { readonly kind: 'accepted' }>;

/** An order that has traded is read: acknowledgements tell no average price. */
function acknowledged(answer: unknown, { clientOrderId }: OrderRequest): Accepted {
  const row = rowOf(title, answer);
  const exchangeOrderId = requiredId(title, row, 'orderId');
  if (clientIdIn(row) !== clientOrderId) throw new MalformedResponse(title, 200);
  const isWhole = optionalText(row.status) !== null && optionalText(row.origQty) !== null;
  const isPriced = positive(row.executedQty) === null || positive(row.avgPrice) !== null;
  return { kind: 'accepted', exchangeOrderId, order: isWhole && isPriced ? orderFromUsdm(row) : null };
}

function acknowledgedAlgo(answer: unknown, { clientOrderId }: OrderRequest): Accepted {
  const row = rowOf(title, answer);
  const exchangeOrderId = algoRef(requiredId(title, row, 'algoId'));
  if (clientIdIn(row, 'clientAlgoId') !== clientOrderId) throw new MalformedResponse(title, 200);
  const { order } = algoFrom(row);
  return {
    kind: 'accepted',
    exchangeOrderId,
    order: order.status === 'open' && order.quantity !== null ? order : null,
  };
}

/** The initial margin is the value divided by the leverage. */
async function estimate(wire: MarketWire, order: OrderRequest): Promise<OrderEstimate> {
  const market = await wire.markets.market(order.symbol);
  const price =
    namedPrice(order) ?? bestPrice(title, await wire.read(usdmEndpoints.bestPrices, { symbol: market.id }), order.side);
  const leverage = order.reduceOnly ? null : await leverageOf(wire, order.symbol);
  return estimateSwap(order, market, price, { levels: [{ from: '0', initialMargin: '0' }], leverage });
}

async function find(
  wire: MarketWire,
  ref: OrderRef & { readonly clientOrderId: string },
  since: number,
  terms: FindTerms,
): Promise<FindOutcome> {
  const symbol = symbolOf(title, ref);
  if (isOfOther('swap', symbol)) return { kind: 'absent' };
  const name = await nameOf(wire.markets, symbol);
  return ref.store === 'trigger'
    ? findAlgo(wire, name, ref.clientOrderId, since, terms)
    : findOrder(usdmStore(wire), name, ref.clientOrderId, since, terms);
}

async function readById(
  wire: MarketWire,
  ref: OrderRef & { readonly exchangeOrderId: string },
  since: number,
): Promise<ExchangeOrder | null> {
  const { store, exchangeOrderId } = ref;
  const [symbol, own] = [symbolOf(title, ref), storeIdOf(exchangeOrderId)];
  if (own === null || (own.kind === 'regular') !== (store === 'regular') || isOfOther('swap', symbol)) return null;
  const name = await nameOf(wire.markets, symbol);
  if (own.kind === 'algo') {
    const algo = await readAlgo(wire, name, own.id, since);
    if (algo === null) return null;
    const became = await becomeOf(wire, algo);
    return algo.actualOrderId === null ? became : withTradedFees(wire, became, algo.actualOrderId);
  }
  const read = await readOrder(usdmStore(wire), name, { orderId: own.id });
  const order = read === null ? null : await withTradedFees(wire, read, own.id);
  return order === null || own.kind === 'regular'
    ? order
    : { ...order, exchangeOrderId, store, hasFired: true, firedAs: own.id };
}

/** Without a range the trades of the last seven days alone are told (USD-M: Account Trade List). */
function withTradedFees(wire: MarketWire, order: ExchangeOrder, orderId: string): Promise<ExchangeOrder> {
  const { createdAt, updatedAt } = order;
  const isShort = createdAt !== null && updatedAt !== undefined && updatedAt - createdAt < usdmSpanMs;
  const range = isShort ? { startTime: String(createdAt), endTime: String(updatedAt + 1) } : {};
  return withFees(usdmStore(wire), order, orderId, range);
}
