import type { DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import { type MarketDefinition, type OrderTraits, storeOf, traitsOf } from '../definition.ts';
import type { Margin } from '../interfaces/margin.ts';
import type { MarketAdapter, ProvidedAdapter } from '../interfaces/market-adapter.ts';
import type { MarketData } from '../interfaces/market-data.ts';
import type { Markets } from '../interfaces/markets.ts';
import type { OrderEntry } from '../interfaces/order-entry.ts';
import type { Wallets } from '../interfaces/wallets.ts';
import type { Fill } from '../model/history.ts';
import type { Market } from '../model/market.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest } from '../model/order.ts';
import type { Position } from '../model/position.ts';
import { denyUnsupported, supported } from './capabilities.ts';
import { fromExchange, inOurUnit, toExchange } from './quantity.ts';
import { checkAgainstMarket, checkChange } from './steps.ts';

/**
 * An exchange's adapter as the service uses it: whatever the definition says the market lacks is denied, symbols are known, prices and
 * quantities keep the exchange's steps, and quantities count the base asset. All of it happens before a byte leaves.
 */
export function restricted(provided: ProvidedAdapter, market: MarketDefinition, markets: Markets): MarketAdapter {
  const requireKnown = async (symbol: string | undefined): Promise<void> => {
    if (symbol !== undefined) await markets.market(symbol);
  };
  const terms: Terms = { market, markets, requireKnown };
  return {
    ...provided,
    orders: restrictedOrders(provided.orders, terms),
    wallets: restrictedWallets(provided.wallets, terms),
    margin: restrictedMargin(provided.margin, terms),
    data: restrictedData(provided.data, terms),
  };
}

interface Terms {
  readonly market: MarketDefinition;
  readonly markets: Markets;
  readonly requireKnown: (symbol: string | undefined) => Promise<void>;
}

function restrictedOrders(orders: OrderEntry, { market, markets, requireKnown }: Terms): OrderEntry {
  const checked = async (order: OrderRequest): Promise<OrderRequest> => {
    const traded = await markets.market(order.symbol);
    denyUnsupported(order, market);
    checkAgainstMarket(order, inOurUnit(traded, market));
    return inExchangeTerms(order, market, traded);
  };
  const ours = async (found: readonly ExchangeOrder[]): Promise<ExchangeOrder[]> => {
    const named = (await markets.named(found)).map((order) => withOurId(order, market));
    if (market.quantityUnit === 'base') return named;
    return Promise.all(named.map(async (order) => inOurUnits(order, market, await markets.find(order.symbol))));
  };
  const encoded = <R extends OrderRef>(ref: R): R =>
    ref.clientOrderId === undefined
      ? ref
      : { ...ref, clientOrderId: encodedId(ref.clientOrderId, traitsOf(market, ref.store)) };
  return {
    ...orders,
    prepare: async (order, deadline) => orders.prepare(await checked(order), deadline),
    estimate: async (order) => orders.estimate(await checked(order)),
    prepareAmend: async (ref, symbol, change, deadline) => {
      if (traitsOf(market, ref.store).amend === null) throw amendsNone(ref, market);
      const traded = await markets.market(symbol);
      checkChange(change, inOurUnit(traded, market));
      return orders.prepareAmend(encoded(ref), symbol, inExchangeUnits(change, market, traded), deadline);
    },
    submit: async (prepared, order) => {
      const traded = market.quantityUnit === 'base' ? null : await markets.find(order.symbol);
      const outcome = await orders.submit(prepared, inExchangeTerms(order, market, traded));
      if (outcome.kind !== 'accepted' || outcome.order === null) return outcome;
      const [told = null] = await ours([outcome.order]);
      return { ...outcome, order: told };
    },
    find: async (ref, since, query) => {
      const found = await orders.find(encoded(ref), since, query);
      if (found.kind === 'absent') return found;
      const [order = found.order] = await ours([found.order]);
      return { kind: 'found', order };
    },
    read: async (ref, since, withTrigger) => {
      const found = await orders.read(ref, since, withTrigger);
      return found === null ? null : ((await ours([found]))[0] ?? null);
    },
    cancel: (ref) => orders.cancel(encoded(ref)),
    cancelSome: (refs) => orders.cancelSome(refs.map(encoded)),
    open: async (symbol) => {
      await requireKnown(symbol);
      const all = await ours(await orders.open(symbol));
      return symbol === undefined ? all : all.filter((order) => order.symbol === symbol);
    },
  };
}

/** The order with its id as the exchange spells it and its quantity as the exchange counts it; null: quantities count the base asset. */
function inExchangeTerms(order: OrderRequest, market: MarketDefinition, traded: Market | null): OrderRequest {
  const clientOrderId = encodedId(order.clientOrderId, traitsOf(market, storeOf(market, order.type)));
  const quantity = traded === null ? order.quantity : toExchange(order.quantity, market, traded);
  return { ...order, clientOrderId, quantity };
}

function amendsNone({ store }: OrderRef, { title }: MarketDefinition): OemsError {
  return new OemsError('NOT_SUPPORTED', `${title} amends no ${store === 'trigger' ? 'stop orders' : 'orders'}`);
}

function encodedId(id: string, { clientId }: OrderTraits): string {
  return clientId === null ? id : clientId.encode(id);
}

function withOurId(order: ExchangeOrder, market: MarketDefinition): ExchangeOrder {
  return { ...order, clientOrderId: ourId(order.clientOrderId, traitsOf(market, order.store)) };
}

function ourId(text: string | null, { clientId }: OrderTraits): string | null {
  return text === null || clientId === null ? text : clientId.decode(text);
}

function inExchangeUnits(change: OrderChange, market: MarketDefinition, traded: Market): OrderChange {
  return change.quantity === undefined ? change : { ...change, quantity: toExchange(change.quantity, market, traded) };
}

function inOurUnits(order: ExchangeOrder, market: MarketDefinition, traded: Market | null): ExchangeOrder {
  if (traded === null) return order;
  const converted = (quantity: DecimalString | null) =>
    quantity === null ? null : fromExchange(quantity, market, traded);
  return {
    ...order,
    quantity: converted(order.quantity),
    filledQuantity: converted(order.filledQuantity),
    remainingQuantity: converted(order.remainingQuantity),
  };
}

function restrictedWallets(wallets: ProvidedAdapter['wallets'], { market, markets, requireKnown }: Terms): Wallets {
  const inOurs = async (position: Position): Promise<Position> => {
    const traded = market.quantityUnit === 'base' ? null : await markets.find(position.symbol);
    return traded === null ? position : { ...position, contracts: fromExchange(position.contracts, market, traded) };
  };
  return {
    balances: () => wallets.balances(),
    positions: async (symbol) => {
      const positions = supported(wallets.positions, market.capabilities.positions, market, 'positions');
      await requireKnown(symbol);
      const all = await Promise.all((await positions(symbol)).map(inOurs));
      return symbol === undefined ? all : all.filter((position) => position.symbol === symbol);
    },
  };
}

function restrictedMargin(margin: Margin | null, { market }: Terms): Margin {
  const { leverage, marginModes } = market.capabilities;
  const withLeverage = () => supported(margin, leverage, market, 'leverage');
  return {
    leverage: async (symbol) => withLeverage().leverage(symbol),
    setLeverage: async (symbol, value) => withLeverage().setLeverage(symbol, value),
    setCrossMargin: async (symbol) =>
      supported(margin, marginModes.includes('cross'), market, 'margin mode').setCrossMargin(symbol),
  };
}

function restrictedData(data: ProvidedAdapter['data'], { market, markets, requireKnown }: Terms): MarketData {
  const { funding, realizedPnl } = market.capabilities;
  const inOurs = async (fill: Fill): Promise<Fill> => {
    const traded = market.quantityUnit === 'base' ? null : await markets.find(fill.symbol);
    const quantity = traded === null ? fill.quantity : fromExchange(fill.quantity, market, traded);
    return { ...fill, quantity, clientOrderId: ourId(fill.clientOrderId, market.regular) };
  };
  return {
    requireKnown,
    fills: async (request) => {
      await requireKnown(request.symbol);
      const page = await data.fills(request);
      return { ...page, items: await Promise.all(page.items.map(inOurs)) };
    },
    fundingRates: async (symbol, range) =>
      supported(data.fundingRates, funding, market, 'funding rates')(symbol, range),
    fundingPayments: async (request) => {
      const payments = supported(data.fundingPayments, funding, market, 'funding payments');
      await requireKnown(request.symbol);
      return payments(request);
    },
    realizedPnl: async (request) => {
      const events = supported(data.realizedPnl, realizedPnl, market, 'realized PnL');
      await requireKnown(request.symbol);
      return events(request);
    },
  };
}
