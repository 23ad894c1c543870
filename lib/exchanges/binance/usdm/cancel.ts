import { settleAll } from '../../../aws/all-to-the-end.ts';
import type { OrderRef } from '../../model/order.ts';
import type { CancelOutcome } from '../../model/outcome.ts';
import { eachInTurn } from '../../rules/each-in-turn.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { isOfOther, nameOf } from '../names.ts';
import { symbolOf } from '../regular-store.ts';
import { requireSymbols, symbolsIn } from '../unread-orders.ts';
import { storeIdOf } from './algo-orders.ts';
import { cancelAlgo } from './cancel-algo.ts';
import { cancelRegular, isCanceled } from './cancel-regular.ts';
import { openOrders } from './open-orders.ts';

const title = 'Binance USD-M';

export async function cancelOne(wire: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const wanted = symbolOf(title, ref);
  const { exchangeOrderId, clientOrderId } = ref;
  const own = exchangeOrderId === undefined ? null : storeIdOf(exchangeOrderId);
  if (isOfOther('swap', wanted) || (exchangeOrderId !== undefined && own === null)) return 'gone';
  const isAlgo = own === null ? ref.store === 'trigger' : own.kind === 'algo';
  const symbol = await nameOf(wire.markets, wanted);
  if (isAlgo) return cancelAlgo(wire, { symbol, algoId: own?.id ?? null, clientOrderId });
  const name = own === null ? { origClientOrderId: clientOrderId ?? '' } : { orderId: own.id };
  return cancelRegular(wire, symbol, name);
}

/** Ordinary orders of one symbol share a request; conditional orders have none for several. */
export async function cancelSome(wire: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const [first] = refs;
  if (first !== undefined && refs.length === 1) return [await cancelOne(wire, first)];
  const outcomes = new Map<OrderRef, CancelOutcome | null>();
  const groups = Map.groupBy(refs, (ref) => (isBatched(ref) ? ref.symbol : null));
  for (const [symbol, own] of groups) {
    const ends =
      symbol === null || own.length === 1 ? await eachAlone(wire, own) : await cancelBatch(wire, symbol, own);
    for (const [index, ref] of own.entries()) outcomes.set(ref, ends[index] ?? null);
  }
  return refs.map((ref) => outcomes.get(ref) ?? null);
}

function isBatched({ symbol, exchangeOrderId = '' }: OrderRef): boolean {
  return symbol !== null && !isOfOther('swap', symbol) && storeIdOf(exchangeOrderId)?.kind === 'regular';
}

/** A failure must not hide the ends of the remaining orders. */
function eachAlone(wire: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  return settleAll(refs.map((ref) => cancelOne(wire, ref).catch(() => null)));
}

/**
 * The elements of the answer stand in the order of the ids, an order or a refusal each, under HTTP 200 (USD-M: Cancel Multiple Orders). CCXT would
 * drop the refusals. The list is encoded here: CCXT leaves the brackets of a cancellation as they are, and Binance refuses such bytes (-1022).
 */
async function cancelBatch(
  wire: MarketWire,
  symbol: string,
  refs: readonly OrderRef[],
): Promise<(CancelOutcome | null)[]> {
  const ids = refs.map(({ exchangeOrderId = '' }) => exchangeOrderId);
  const query = { symbol: await nameOf(wire.markets, symbol), orderIdList: encodeURIComponent(`[${ids.join(',')}]`) };
  const rows = rowsOf(title, await wire.read(usdmEndpoints.cancelOrders, query));
  if (rows.length !== ids.length) return ids.map(() => null);
  return rows.map((row, index) => endIn(row, ids[index] ?? ''));
}

function endIn(row: Json, orderId: string): CancelOutcome | null {
  if (String(row.code) === '-2011') return 'gone';
  return optionalText(row.orderId) === orderId && isCanceled(row) ? 'canceled' : null;
}

/**
 * All orders of a symbol and store go at once, and the answer tells no number: the orders are counted in the list that was read before.
 * Conditional orders first: a conditional order that fires meanwhile is an ordinary order when the ordinary orders are canceled. An order
 * without a readable symbol stops no cancellation.
 */
export async function cancelAll(wire: MarketWire): Promise<number> {
  const open = await openOrders(wire);
  const symbols = symbolsIn(open);
  const stores = [usdmEndpoints.cancelOpenAlgos, usdmEndpoints.cancelOpenOrders];
  await eachInTurn(
    symbols.flatMap((symbol) => stores.map((store) => () => wire.cancel(store, { symbol }, requireDone))),
  );
  requireSymbols(title, open);
  return open.rows.length + open.unread.length;
}

/** `{"code":200,"msg":"The operation of cancel all open order is done."}` */
function requireDone(answer: unknown): void {
  if (String(rowOf(title, answer).code) !== '200') throw new MalformedResponse(title, 200);
}
