import { settleAll } from '../../aws/all-to-the-end.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import { type MarketDefinition, type OrderTraits, storeOf, traitsOf } from '../definition.ts';
import type { OrderEntry, ProvidedOrders } from '../interfaces/order-entry.ts';
import type { Market } from '../model/market.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest } from '../model/order.ts';
import type { SubmitOutcome } from '../model/outcome.ts';
import type { Told, UnreadRow, UntradedOrders } from '../model/told.ts';
import { amendsNone, denyUnsupported, denyUnsupportedChange } from './capabilities.ts';
import { fromAnswer, inOurUnit, toExchange } from './quantity.ts';
import type { Terms } from './restriction-terms.ts';
import { checkAgainstMarket, checkChange } from './steps.ts';
import { withSizes } from './told-sizes.ts';
import { noteUnread, wholeList } from './unread-rows.ts';

/**
 * Order entry as the service uses it: unsupported orders are denied, prices and quantities keep the exchange's steps, ids have the
 * exchange's spelling on the wire and ours here, and quantities count the base asset.
 */
export function restrictedOrders(orders: ProvidedOrders, { market, markets, requireKnown }: Terms): OrderEntry {
  const checked = async (order: OrderRequest): Promise<OrderRequest> => {
    const traded = await markets.market(order.symbol);
    denyUnsupported(order, market);
    checkAgainstMarket(order, inOurUnit(traded, market), market.capabilities.trailingPercents);
    return inExchangeTerms(order, market, traded);
  };
  const ours = async (found: readonly ExchangeOrder[]): Promise<ExchangeOrder[]> => {
    const shown = (await markets.named(found)).map((order) => withOurId(withFees(order), market));
    if (market.quantityUnit === 'base') return shown;
    return settleAll(shown.map(async (order) => inOurUnits(order, market, await markets.find(order.symbol))));
  };
  const oursOrNull = async (found: ExchangeOrder | null): Promise<ExchangeOrder | null> =>
    found === null ? null : ((await ours([found]))[0] ?? null);
  const encoded = <R extends OrderRef>(ref: R): R =>
    ref.clientOrderId === undefined
      ? ref
      : { ...ref, clientOrderId: encodedId(ref.clientOrderId, traitsOf(market, ref.store)) };
  const reported = async (outcome: SubmitOutcome): Promise<SubmitOutcome> => {
    if (outcome.kind !== 'accepted' || outcome.order === null) return outcome;
    const [order = null] = await ours([outcome.order]);
    return { ...outcome, order };
  };
  const named = <R extends OrderRef>(ref: R): R => {
    if (ref.symbol === null && !market.capabilities.ordersByIdAlone) throw withoutSymbol(market);
    return encoded(ref);
  };
  const openList = async (symbol?: string): Promise<Told<ExchangeOrder>> => {
    await requireKnown(symbol);
    const { rows, unread } = await orders.openList(symbol);
    const symbolOf = unread.length === 0 ? null : await markets.naming();
    const told = unread.map((row) => ({
      ...row,
      ...(row.symbol === undefined ? {} : { symbol: symbolOf?.(row.symbol) }),
    }));
    const all = { rows: await ours(rows), unread: told as UnreadRow[] };
    const list = symbol === undefined ? all : within(all, symbol);
    noteUnread(list, openOrder, market);
    return list;
  };
  const listed = async (symbol: string): Promise<Market | null> => {
    const found = await markets.find(symbol);
    return found === null ? null : inOurUnit(found, market);
  };
  return {
    ...orders,
    listed,
    prepare: async (order, deadline) => orders.prepare(await checked(order), deadline),
    estimate: async (order) => orders.estimate(await checked(order)),
    prepareAmend: async (ref, symbol, change, deadline) => {
      const traits = traitsOf(market, ref.store);
      if (traits.amend === null) throw amendsNone([ref.store], market);
      denyUnsupportedChange(change, traits, market);
      const traded = await markets.market(symbol);
      checkChange(change, inOurUnit(traded, market));
      return orders.prepareAmend(encoded(ref), symbol, inExchangeUnits(change, market, traded), deadline);
    },
    submit: async (prepared, order) => {
      const traded = market.quantityUnit === 'base' ? null : await markets.find(order.symbol);
      if (market.quantityUnit === 'contracts' && traded === null) return { kind: 'notSent', error: unlisted(order) };
      const outcome = await orders.submit(prepared, inExchangeTerms(order, market, traded));
      if (outcome.kind !== 'rejected') return reported(outcome);
      return withSizes(outcome, order, await listed(order.symbol).catch(() => null));
    },
    amend: async (prepared, ref) => reported(await orders.amend(prepared, encoded(ref))),
    find: async (ref, since, query) => {
      const found = await orders.find(named(ref), since, query);
      if (found.kind === 'absent') return found;
      const [order = found.order] = await ours([found.order]);
      return { kind: 'found', order };
    },
    read: async (ref, since, withTrigger) => oursOrNull(await orders.read(named(ref), since, withTrigger)),
    readSome: async (refs, since, justEnded) =>
      settleAll((await orders.readSome(refs, since, justEnded)).map(oursOrNull)),
    cancel: async (ref) => orders.cancel(named(ref)),
    cancelSome: (refs) => orders.cancelSome(refs.map(encoded)),
    open: async (symbol) => wholeList(await openList(symbol), openOrder, market),
    openList,
    untraded: async () => {
      if (!market.capabilities.untradedOrders || orders.untraded === undefined) return noUntraded;
      const list = await orders.untraded();
      noteUnread(list, untradedOrder, market);
      return list;
    },
  };
}

const untradedOrder = 'open order of a kind that is not traded here';
const noUntraded: UntradedOrders = { rows: [], unread: [], unseen: [], hidden: [] };

const openOrder = 'open order';

/** An unread order whose symbol cannot be read may be in the wanted symbol. */
function within({ rows, unread }: Told<ExchangeOrder>, wanted: string): Told<ExchangeOrder> {
  return {
    rows: rows.filter(({ symbol }) => symbol === wanted),
    unread: unread.filter(({ symbol = wanted }) => symbol === wanted),
  };
}

/** The order with the exchange's spelling of the id and the exchange's unit of quantity. Null: quantities count the base asset. */
function inExchangeTerms(order: OrderRequest, market: MarketDefinition, traded: Market | null): OrderRequest {
  const clientOrderId = encodedId(order.clientOrderId, traitsOf(market, storeOf(market, order.type)));
  const quantity = traded === null ? order.quantity : toExchange(order.quantity, market, traded);
  return { ...order, clientOrderId, quantity };
}

/** An order that leaves describes the answer to it, and its contracts could not be counted any more. */
function unlisted({ symbol }: OrderRequest): OemsError {
  return new OemsError('INVALID_SYMBOL', `${symbol} is not listed any more; nothing was sent`);
}

/** After a cancellation the end of the order is read, so the cancellation needs the symbol too. */
function withoutSymbol({ title }: MarketDefinition): OemsError {
  const message = `${title} names an order by its symbol too; send the symbol of an order that was not placed through this service`;
  return new OemsError('NOT_SUPPORTED', `symbol: ${message}`, { details: [{ field: 'symbol', message }] });
}

/** An exchange's own name of a symbol does not tell the asset: the charge stays untold. */
function withFees({ feeInQuote, ...order }: ExchangeOrder): ExchangeOrder {
  const [, asset] = /^[^/]+\/([^:]+)/.exec(order.symbol) ?? [];
  if (feeInQuote === undefined || asset === undefined) return order;
  return { ...order, fees: new Decimal(feeInQuote).isZero() ? [] : [{ asset, amount: feeInQuote }] };
}

function encodedId(id: string, { clientId }: OrderTraits): string {
  return clientId === null ? id : clientId.encode(id);
}

function withOurId(order: ExchangeOrder, market: MarketDefinition): ExchangeOrder {
  return { ...order, clientOrderId: ourId(order.clientOrderId, traitsOf(market, order.store)) };
}

/** Our id from the exchange's spelling. */
export function ourId(text: string | null, { clientId }: OrderTraits): string | null {
  return text === null || clientId === null ? text : clientId.decode(text);
}

function inExchangeUnits(change: OrderChange, market: MarketDefinition, traded: Market): OrderChange {
  return change.quantity === undefined ? change : { ...change, quantity: toExchange(change.quantity, market, traded) };
}

function inOurUnits(order: ExchangeOrder, market: MarketDefinition, traded: Market | null): ExchangeOrder {
  const converted = (quantity: DecimalString | null) => fromAnswer(quantity, market, traded);
  return {
    ...order,
    quantity: converted(order.quantity),
    filledQuantity: converted(order.filledQuantity),
    remainingQuantity: converted(order.remainingQuantity),
  };
}
