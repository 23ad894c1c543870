import type { ExchangeOrder, OrderRef, OrderStore } from '../../../../lib/exchanges/model/order.ts';
import type { CancelOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { requiredDecimal, requiredList, requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { endpoints } from './endpoints.ts';

const outcomes: Readonly<Record<string, CancelOutcome>> = { canceled: 'canceled', gone: 'gone' };

export async function cancelOne(wire: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const [outcome = null] = await cancelIn(wire, ref.store, [ref]);
  if (outcome === null) throw wire.rejected('system.untold');
  return outcome;
}

/** Orders and stops have a cancellation of their own: one request a store. */
export async function cancelSome(wire: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const found = new Map<OrderRef, CancelOutcome | null>();
  for (const [store, own] of Map.groupBy(refs, (ref) => ref.store)) {
    const ends = await cancelIn(wire, store, own);
    for (const [index, ref] of own.entries()) found.set(ref, ends[index] ?? null);
  }
  return refs.map((ref) => found.get(ref) ?? null);
}

async function cancelIn(
  { read, market }: MarketWire,
  store: OrderStore,
  refs: readonly OrderRef[],
): Promise<(CancelOutcome | null)[]> {
  const endpoint = store === 'trigger' ? endpoints.cancelStops : endpoints.cancelOrders;
  const orders = refs.map(({ exchangeOrderId, clientOrderId = '' }) =>
    exchangeOrderId === undefined ? { clientId: clientOrderId } : { id: exchangeOrderId },
  );
  const rows = requiredList(market.title, await read(endpoint, { orders }), 'data');
  return refs.map((_ref, index) => outcomes[String(rows[index]?.end)] ?? null);
}

/** The exchange cancels all of one instrument: the instruments are those of the open orders. */
export async function cancelAll(wire: MarketWire, open: () => Promise<readonly ExchangeOrder[]>): Promise<number> {
  const instruments = Map.groupBy(await open(), ({ store, symbol }) => `${store} ${symbol}`);
  let count = 0;
  for (const [{ store, symbol } = { store: 'regular', symbol: '' } as const] of instruments.values()) {
    const endpoint = store === 'trigger' ? endpoints.cancelAllStops : endpoints.cancelAllOrders;
    const { title } = wire.market;
    const data = requiredRecord(title, await wire.read(endpoint, { instrument: symbol }), 'data');
    count += Number(requiredDecimal(title, data, 'count'));
  }
  return count;
}
