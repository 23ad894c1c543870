import { isClientOrderIdTaken } from '../../engine/client-order-ids.ts';
import type { OrderTerms, Rejection } from '../../engine/order.ts';
import { placeOrder } from '../../engine/place-order.ts';
import type { Call } from './call.ts';
import { describe } from './order-types.ts';
import { findPair } from './pairs.ts';
import { parseOrder } from './parse-order.ts';
import { checkOpenOrders, countTransaction } from './rate-limits.ts';
import { refuse } from './refusal.ts';

const refusals: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'EGeneral:Invalid arguments:cl_ord_id not unique',
  postOnlyWouldTrade: 'EOrder:Post only order',
  notEnoughFunds: 'EOrder:Insufficient funds',
};

export function addOrder({ exchange, account, params }: Call): unknown {
  const now = exchange.world.now();
  const pair = findPair(exchange.pairs, params.pair ?? '');
  if (pair) countTransaction(exchange.limits, account.customer, pair.symbol, 'add', 0, now);
  return submitOrder({ exchange, account, params }, parseOrder(exchange, params));
}

/** Hands a checked order to the engine, unless the request asks for the check alone (`validate`). */
export function submitOrder(
  { exchange, account, params }: Pick<Call, 'exchange' | 'account' | 'params'>,
  terms: OrderTerms,
): { readonly descr: { readonly order: string }; readonly txid?: readonly [string] } {
  const descr = { order: describe(terms) };
  if (params.validate === 'true') return { descr };
  const inMarket = [...account.open.values()].filter(({ market }) => market === terms.market);
  // A used client order id is refused before the number of open orders is looked at.
  if (!isClientOrderIdTaken(exchange, account, terms.clientOrderId)) checkOpenOrders(exchange.limits, inMarket.length);
  const { order, rejection } = placeOrder(exchange, account, terms);
  if (rejection) refuseRejection(rejection);
  return { descr, txid: [order.id] };
}

export function refuseRejection(rejection: Rejection): never {
  return refuse(refusals[rejection] ?? rejection);
}
