import { marketTypeOf } from '../../../../lib/exchanges/model/axes.ts';
import type { ExchangeOrder, OrderRef } from '../../../../lib/exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../../../../lib/exchanges/model/outcome.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { optionalText, requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { marketName } from './market-name.ts';
import { orderFrom, stopFrom } from './orders.ts';
import { symbolFromName } from './symbols.ts';

/** By client order id, in the store that the order was sent to. */
export async function findOrder(
  wire: MarketWire,
  { store, clientOrderId }: OrderRef & { readonly clientOrderId: string },
  since: number,
  { older, except = [] }: FindTerms = {},
): Promise<FindOutcome> {
  const order = await readOrder(wire, store, {
    clientId: clientOrderId,
    ...(except.length === 0 ? {} : { except: except.join(',') }),
  });
  if (order === null) return { kind: 'absent' };
  const isOpen = order.status === 'open' || order.status === 'partially_filled';
  const isOfAnyAge = older === 'all' || (older === 'open' && isOpen);
  // Ids are used again: an order without a time may be the wanted order, or an older one.
  if (!isOfAnyAge && order.createdAt === null) throw new MalformedResponse(wire.market.title, 200);
  return isOfAnyAge || (order.createdAt ?? 0) >= since ? { kind: 'found', order } : { kind: 'absent' };
}

/**
 * Null for an order that the store does not have. The exchange answers an id of either market under the one key, and a quantity of the
 * other market would be read in the wrong unit.
 */
export async function readOrder(
  wire: MarketWire,
  store: OrderRef['store'],
  query: { readonly id: string } | { readonly clientId: string; readonly except?: string },
): Promise<ExchangeOrder | null> {
  try {
    const order = store === 'trigger' ? await readStop(wire, query) : await readRegular(wire, query);
    return marketTypeOf(symbolFromName(order.symbol)) === marketName(wire) ? order : null;
  } catch (error) {
    return unlessNotFound(error, null);
  }
}

async function readRegular({ read, market }: MarketWire, query: Record<string, string>): Promise<ExchangeOrder> {
  return orderFrom(market.title, requiredRecord(market.title, await read(endpoints.order, query), 'data'));
}

/**
 * A fired stop has a child: an order of the book with an id of its own, which does not bear our id. The child is told under the ids and in
 * the store of the stop, so that the references of the order that was placed stay valid.
 */
async function readStop(wire: MarketWire, query: Record<string, string>): Promise<ExchangeOrder> {
  const { title } = wire.market;
  const row = requiredRecord(title, await wire.read(endpoints.stop, query), 'data');
  const stop = stopFrom(title, row);
  const child = optionalText(row.child);
  if (child === null) return stop;
  const { exchangeOrderId, store, clientOrderId, type, stopPrice, createdAt } = stop;
  const own = { exchangeOrderId, store, clientOrderId, type, stopPrice, createdAt };
  return { ...(await readRegular(wire, { id: child })), ...own };
}

/** The order that a fired stop has become; null for a stop that waits, was canceled or is not known. */
export async function childOf({ read, market }: MarketWire, query: Record<string, string>): Promise<string | null> {
  try {
    return optionalText(requiredRecord(market.title, await read(endpoints.stop, query), 'data').child);
  } catch (error) {
    return unlessNotFound(error, null);
  }
}
