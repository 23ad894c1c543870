import { isClientOrderIdTaken } from '../../engine/client-order-ids.ts';
import type { Rejection } from '../../engine/order.ts';
import { placeOrder } from '../../engine/place-order.ts';
import type { Call } from './call.ts';
import { describe } from './order-types.ts';
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
  const pair = exchange.pairs.find(params.pair ?? '');
  if (pair) countTransaction(exchange.limits, account.customer, pair.symbol, 'add', 0, now);
  const terms = parseOrder(exchange, params);
  const descr = { order: describe(terms) };
  if (params.validate === 'true') return { descr };
  const inMarket = [...account.open.values()].filter(({ market }) => market === terms.market);
  // A used client order id is refused before the number of open orders is looked at.
  if (!isClientOrderIdTaken(exchange, account, terms.clientOrderId)) checkOpenOrders(exchange.limits, inMarket.length);
  const { order, rejection } = placeOrder(exchange, account, terms);
  if (rejection) refuse(refusals[rejection] ?? rejection);
  return { descr, txid: [order.id] };
}
