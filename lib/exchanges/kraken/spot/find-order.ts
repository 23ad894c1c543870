import type { Fill } from '../../model/history.ts';
import type { ExchangeOrder } from '../../model/order.ts';
import type { FindTerms } from '../../model/outcome.ts';
import type { Told } from '../../model/told.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isRecord, isTextOrNothing, type Json, notNegative, records, requiredRecord } from '../../wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../../wire/refusals.ts';
import { everyRow, orderFacts, toldRows } from '../../wire/told-rows.ts';
import { orderFromKraken } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { namesNoOrder } from './order-ids.ts';
import { readHistory } from './read-history.ts';

const title = 'Kraken Spot';

/** Symbols are the exchange's own names of the pairs. */
export function ordersIn(rows: Json): Told<ExchangeOrder> {
  return toldRows(
    records(rows),
    ([id, row]) => orderFromKraken(id, row),
    ([id, row]) => orderFacts(id, isRecord(row.descr) ? row.descr.pair : null, 'regular'),
  );
}

interface Wanted {
  readonly clientOrderId: string;
  readonly since: number;
  readonly older: FindTerms['older'];
  readonly except?: FindTerms['except'];
}

/** QueryOrders cannot look up by client id and CCXT's fetchOrder sends it as `userref`: the two lists can. */
export async function findInLists(wire: MarketWire, { since, older, ...named }: Wanted): Promise<ExchangeOrder | null> {
  const { clientOrderId } = named;
  // Open before closed: an order that ends between the two requests is then in the second list.
  for (const [path, key] of [
    ['OpenOrders', 'open'],
    ['ClosedOrders', 'closed'],
  ] as const) {
    const result = requiredRecord(
      title,
      await readHistory(wire, endpoints[path], { cl_ord_id: clientOrderId }),
      'result',
    );
    const bearers = bearersIn(requiredRecord(title, result, key), named);
    // With an open order of the id, the exchange would have refused a second order.
    const isAlone = key === 'open' && bearers.length === 1 && bearers[0]?.createdAt === null;
    const order = newestOf(bearers, isAlone || older === 'all' || older === key ? null : since);
    if (order !== null) return order;
    if (isCut(result, key)) throw new MalformedResponse(title, 200);
  }
  return null;
}

/** The list holds more orders than the answer: the wanted order may be on a later page. Only ended orders come in pages, with a count. */
function isCut(result: Json, key: string): boolean {
  const shown = records(requiredRecord(title, result, key)).length;
  return shown < Number(notNegative(result.count) ?? 0);
}

/** Throws for an order that cannot be read, and for one with an unreadable id: the order may be the wanted one. */
function bearersIn(
  rows: Json,
  { clientOrderId, except = [] }: Pick<Wanted, 'clientOrderId' | 'except'>,
): ExchangeOrder[] {
  if (!records(rows).every(([, row]) => isTextOrNothing(row.cl_ord_id))) throw new MalformedResponse(title, 200);
  return everyRow(title, ordersIn(rows)).filter(
    (one) => one.clientOrderId === clientOrderId && !except.includes(one.exchangeOrderId),
  );
}

/**
 * The order that was created last, of those created since `since`; null: of any age. The id is unique among open orders only, so older
 * orders may bear the id too, of which the last created was the last to end. An order without a readable time may be the wanted order or an
 * older one: throws, unless there is nothing to choose.
 */
function newestOf(bearers: readonly ExchangeOrder[], since: number | null): ExchangeOrder | null {
  const [only = null, ...others] = bearers;
  if (since === null && others.length === 0) return only;
  const dated = bearers.map((order) => ({ order, createdAt: createdAtOf(order) }));
  const [newest] = dated
    .filter(({ createdAt }) => since === null || createdAt >= since)
    .toSorted((a, b) => b.createdAt - a.createdAt);
  return newest?.order ?? null;
}

function createdAtOf({ createdAt }: ExchangeOrder): number {
  if (createdAt === null) throw new MalformedResponse(title, 200);
  return createdAt;
}

/** QueryOrders takes this many ids (docs.kraken.com get-orders-info). */
const idsPerQuery = 50;

/**
 * A fill names its order by the exchange's id only. QueryOrders tells the client order id of each. Throws when QueryOrders leaves an
 * order out: the missing order may be the wanted order.
 */
export async function findAmongTraded(
  { read }: MarketWire,
  { since, ...named }: Wanted,
  fills: readonly Fill[],
): Promise<ExchangeOrder | null> {
  const ids = [...new Set(fills.flatMap(({ orderId }) => orderId ?? []))];
  if (fills.some(({ orderId }) => orderId === null)) throw new MalformedResponse(title, 200);
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const asked = ids.slice(start, start + idsPerQuery);
    const rows = requiredRecord(title, await read(endpoints.QueryOrders, { txid: asked.join(',') }), 'result');
    const own = newestOf(bearersIn(rows, named), since);
    if (own !== null) return own;
    if (!asked.every((id) => Object.hasOwn(rows, id))) throw new MalformedResponse(title, 200);
  }
  return null;
}

/** Throws where the row of the order cannot be read: null would be taken for absence. */
export async function readOrder(wire: MarketWire, exchangeOrderId: string): Promise<ExchangeOrder | null> {
  const told = await readTogether(wire, [exchangeOrderId]);
  return told === null ? null : (everyRow(title, told)[0] ?? null);
}

/**
 * In the order of `ids`. An id that the exchange does not know may fail the request of all: then each order is read alone. Null also for an
 * order whose row cannot be read.
 */
export async function readOrders(wire: MarketWire, ids: readonly string[]): Promise<(ExchangeOrder | null)[]> {
  const found: ExchangeOrder[] = [];
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const asked = ids.slice(start, start + idsPerQuery);
    found.push(...((await readTogether(wire, asked))?.rows ?? (await readApart(wire, asked))));
  }
  return ids.map((id) => found.find(({ exchangeOrderId }) => exchangeOrderId === id) ?? null);
}

/** Null where the exchange knows one of the orders not. */
async function readTogether({ read }: MarketWire, ids: readonly string[]): Promise<Told<ExchangeOrder> | null> {
  try {
    const rows = requiredRecord(title, await read(endpoints.QueryOrders, { txid: ids.join(',') }), 'result');
    return ordersIn(Object.fromEntries(records(rows).filter(([id]) => ids.includes(id))));
  } catch (error) {
    return ids.some((id) => namesNoOrder(error, id)) ? null : unlessNotFound(error, null);
  }
}

/** In turns: the requests of a key share a rate limit, and nonces must not overtake each other. */
async function readApart(wire: MarketWire, ids: readonly string[]): Promise<ExchangeOrder[]> {
  const found: ExchangeOrder[] = [];
  for (const id of ids) found.push(...((await readTogether(wire, [id]))?.rows ?? []));
  return found;
}
