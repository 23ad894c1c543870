import type { ExchangeOrder, OrderRef, OrderStore } from '../../../../lib/exchanges/model/order.ts';
import type { CancelOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import type { Told } from '../../../../lib/exchanges/model/told.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { requiredDecimal, requiredList, requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { childOf } from './find-order.ts';

const outcomes: Readonly<Record<string, CancelOutcome>> = { canceled: 'canceled', gone: 'gone' };

/** A stop that is gone may have fired: then its order is canceled in the book. */
export async function cancelOne(wire: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const [outcome = null] = await cancelIn(wire, ref.store, [ref]);
  if (outcome === null) throw wire.rejected('system.untold');
  return outcome === 'gone' ? cancelFired(wire, ref) : outcome;
}

async function cancelFired(wire: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  if (ref.store === 'regular') return 'gone';
  const child = await childOf(wire, idOf(ref));
  return child === null ? 'gone' : cancelOne(wire, { symbol: ref.symbol, store: 'regular', exchangeOrderId: child });
}

function idOf({ exchangeOrderId, clientOrderId = '' }: OrderRef): Record<string, string> {
  return exchangeOrderId === undefined ? { clientId: clientOrderId } : { id: exchangeOrderId };
}

/** Orders and stops have a cancellation of their own: one request a store. The order of a fired stop is canceled by itself. */
export async function cancelSome(wire: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const found = new Map<OrderRef, CancelOutcome | null>();
  for (const [store, own] of Map.groupBy(refs, (ref) => ref.store)) {
    const ends = await cancelIn(wire, store, own);
    for (const [index, ref] of own.entries()) {
      const end = ends[index] ?? null;
      // A failure must not hide the ends of the remaining orders.
      found.set(ref, end === 'gone' ? await cancelFired(wire, ref).catch(() => null) : end);
    }
  }
  return refs.map((ref) => found.get(ref) ?? null);
}

async function cancelIn(
  { read, market }: MarketWire,
  store: OrderStore,
  refs: readonly OrderRef[],
): Promise<(CancelOutcome | null)[]> {
  const endpoint = store === 'trigger' ? endpoints.cancelStops : endpoints.cancelOrders;
  const rows = requiredList(market.title, await read(endpoint, { orders: refs.map(idOf) }), 'data');
  return refs.map((_ref, index) => outcomes[String(rows[index]?.end)] ?? null);
}

/** The exchange cancels all of one instrument: the instruments are those of the open orders. Throws at the end for an order without one. */
export async function cancelAll(wire: MarketWire, open: () => Promise<Told<ExchangeOrder>>): Promise<number> {
  const { rows, unread } = await open();
  const named = unread.flatMap(({ symbol, store }) =>
    symbol === undefined || store === undefined ? [] : [{ symbol, store }],
  );
  const instruments = Map.groupBy([...rows, ...named], ({ store, symbol }) => `${store} ${symbol}`);
  let count = 0;
  for (const [{ store, symbol } = { store: 'regular', symbol: '' } as const] of instruments.values()) {
    const endpoint = store === 'trigger' ? endpoints.cancelAllStops : endpoints.cancelAllOrders;
    const { title } = wire.market;
    const data = requiredRecord(title, await wire.read(endpoint, { instrument: symbol }), 'data');
    count += Number(requiredDecimal(title, data, 'count'));
  }
  if (named.length < unread.length) throw new MalformedResponse(wire.market.title, 200, 'instrument');
  return count;
}
