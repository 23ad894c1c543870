import { sharedNow } from '../../../aws/clock.ts';
import type { ExchangeOrder } from '../../model/order.ts';
import type { FindOutcome, FindTerms } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText } from '../../wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { findOrder, isOfTime, isRejected, ownIn, readOrder } from '../regular-store.ts';
import { mostRows, rowsBetween } from '../windows.ts';
import { type AlgoOrder, algoFrom, algoRef, firedOrder, firedRef, storeIdOf } from './algo-orders.ts';
import { usdmSpanMs, usdmStore } from './store.ts';

const title = 'Binance USD-M';

/** The exchange's clock may be ahead of ours. */
const aheadMs = 60_000;
/** Further back than the history of the algo store is kept for certain, nothing is asked for. */
const longestMs = 8 * usdmSpanMs;

/**
 * By client order id, in the algo store. `GET algoOrder` has answered -2013 for a live order (recorded by a third party, 2026-09): it finds, and
 * proves no absence; the lists do. A complete look also asks for an ordinary order under the id, which is what a fired order has become.
 */
export async function findAlgo(
  wire: MarketWire,
  symbol: string,
  clientOrderId: string,
  since: number,
  terms: FindTerms,
): Promise<FindOutcome> {
  const { except = [] } = terms;
  const isWanted = ({ order }: AlgoOrder) =>
    order.clientOrderId === clientOrderId &&
    order.symbol === symbol &&
    !except.includes(order.exchangeOrderId) &&
    isOfTime(title, order, since, terms.older);
  const single = await singleAlgo(wire, { clientAlgoId: clientOrderId });
  if (single !== null && isWanted(single) && !isRefused(single))
    return { kind: 'found', order: await becomeOf(wire, single) };
  const rows = await listedAlgos(wire, symbol, since);
  const listed = ownIn(title, rows, clientOrderId, { read: algoFrom, isWanted, isRejected: isRefused }, 'clientAlgoId');
  const newest = listed.toSorted((one, other) => (other.order.createdAt ?? 0) - (one.order.createdAt ?? 0));
  const accepted = newest.find((algo) => !isRefused(algo));
  if (accepted !== undefined) return { kind: 'found', order: await becomeOf(wire, accepted) };
  const firedTerms = { ...terms, except: passedOver(rows, single, except) };
  const fired = terms.inFills ? await findFired(wire, symbol, clientOrderId, since, firedTerms) : null;
  if (fired?.kind === 'found') return fired;
  const [refused = single !== null && isWanted(single) ? single : null] = newest;
  return refused === null ? { kind: 'absent' } : { kind: 'found', order: await becomeOf(wire, refused) };
}

function isRefused({ order }: AlgoOrder): boolean {
  return isRejected(order);
}

/** The ordinary orders that are not wanted: what an unwanted algo order has become is not wanted either. */
function passedOver(rows: readonly Json[], single: AlgoOrder | null, except: readonly string[]): string[] {
  const unwanted = rows.filter(({ algoId }) => except.includes(algoRef(optionalText(algoId) ?? '')));
  const became = unwanted.map(({ actualOrderId }) => optionalText(actualOrderId));
  if (single !== null && except.includes(single.order.exchangeOrderId)) became.push(single.actualOrderId);
  const named = except.map(storeIdOf).filter((own) => own !== null && own.kind !== 'algo');
  return [...became, ...named.map((own) => own?.id)].filter((id) => typeof id === 'string');
}

async function findFired(
  wire: MarketWire,
  symbol: string,
  clientOrderId: string,
  since: number,
  terms: FindTerms,
): Promise<FindOutcome> {
  const found = await findOrder(usdmStore(wire), symbol, clientOrderId, since, terms);
  if (found.kind === 'absent') return found;
  const { exchangeOrderId } = found.order;
  return {
    kind: 'found',
    order: {
      ...found.order,
      ...{ exchangeOrderId: firedRef(exchangeOrderId), store: 'trigger', hasFired: true, firedAs: exchangeOrderId },
    },
  };
}

/** By the id of the algo store; null where no list shows the order. */
export async function readAlgo(
  wire: MarketWire,
  symbol: string,
  algoId: string,
  since: number,
): Promise<AlgoOrder | null> {
  const isThis = ({ order }: AlgoOrder) => order.exchangeOrderId === algoRef(algoId);
  const single = await singleAlgo(wire, { algoId });
  if (single !== null && isThis(single)) return single;
  const terms = { read: algoFrom, isWanted: isThis, isRejected: () => false };
  return ownIn(title, await listedAlgos(wire, symbol, since), algoId, terms, 'algoId')[0] ?? null;
}

export async function singleAlgo(
  { read }: MarketWire,
  name: { readonly algoId: string } | { readonly clientAlgoId: string },
): Promise<AlgoOrder | null> {
  try {
    const found = algoFrom(rowOf(title, await read(usdmEndpoints.algoOrder, name)));
    if (found.order.clientOrderId === null) throw new MalformedResponse(title, 200, 'clientAlgoId');
    return found;
  } catch (error) {
    return unlessNotFound(error, null);
  }
}

/** Waiting orders first: an order that fires between the two requests is in the history then. */
async function listedAlgos(wire: MarketWire, symbol: string, since: number): Promise<Json[]> {
  const open = rowsOf(title, await wire.read(usdmEndpoints.openAlgos, { symbol }));
  const now = sharedNow();
  const read = async (from: number, to: number) => {
    const range = { startTime: String(from), endTime: String(to), limit: String(mostRows) };
    return rowsOf(title, await wire.read(usdmEndpoints.allAlgos, { symbol, ...range }));
  };
  const range = { from: Math.max(since, now - longestMs), to: now + aheadMs, spanMs: usdmSpanMs };
  const past = await rowsBetween(title, read, range);
  const toldLater = new Set(past.map(({ algoId }) => optionalText(algoId)));
  return [
    ...past,
    ...open.filter(({ algoId }) => optionalText(algoId) === null || !toldLater.has(optionalText(algoId))),
  ];
}

/** The ordinary order that a fired order became tells the state and the fills. */
export async function becomeOf(wire: MarketWire, algo: AlgoOrder): Promise<ExchangeOrder> {
  const { order, actualOrderId } = algo;
  if (actualOrderId === null) return order;
  const became = await readOrder(usdmStore(wire), order.symbol, { orderId: actualOrderId });
  // An order with a different client id would tell the fills of a foreign order.
  if (became !== null && became.clientOrderId !== order.clientOrderId) throw new MalformedResponse(title, 200);
  return became === null
    ? { ...order, status: 'unknown', filledQuantity: null, remainingQuantity: null }
    : firedOrder(algo, became);
}
