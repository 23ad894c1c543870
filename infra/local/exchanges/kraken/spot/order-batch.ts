import type { OrderTerms } from '../../engine/order.ts';
import type { Call } from './call.ts';
import { findPair } from './pairs.ts';
import { parseOrder } from './parse-order.ts';
import { submitOrder } from './place-order.ts';
import { countBatch } from './rate-limits.ts';
import { Refusal, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

const leastInBatch = 2;
const mostInBatch = 15;

/**
 * AddOrderBatch: 2 to 15 orders of one pair. "Validation is performed on the whole batch prior to submission to the engine. If an order
 * fails validation, the whole batch will be rejected. On submission to the engine, if an order fails pre-match checks (i.e. funding), then
 * the individual order will be rejected and remainder of the batch will be processed." https://docs.kraken.com/api-reference/trading/add-order-batch
 */
export function addOrderBatch(call: Call): unknown {
  const { exchange, account, params } = call;
  const orders = ordersOf(params);
  const pair = findPair(exchange.pairs, params.pair ?? '');
  if (pair) countBatch(exchange.limits, account.customer, pair.symbol, orders.length, exchange.world.now());
  const { deadline, asset_class: assetClass } = params;
  const shared = {
    ...{ pair: params.pair ?? '' },
    ...(deadline === undefined ? {} : { deadline }),
    ...(assetClass === undefined ? {} : { asset_class: assetClass }),
  };
  const batch = orders.map((order) => parseOrder(exchange, { ...order, ...shared }));
  return { orders: batch.map((terms) => submitOne(call, terms)) };
}

function submitOne(call: Call, terms: OrderTerms): unknown {
  try {
    const { descr, txid } = submitOrder(call, terms);
    return { ...(txid ? { txid: txid[0] } : {}), descr };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { error: error.code };
  }
}

/** The fields of each order: `orders[1][price]` is the price of the second. */
function ordersOf(params: Params): Params[] {
  const orders: Params[] = [];
  for (const [name, value] of Object.entries(params)) {
    const [, index = '', field = '', rest = ''] = /^orders\[(\d{1,3})\]\[(\w+)\](.*)$/.exec(name) ?? [];
    if (field === '') continue;
    const order = orders[Number(index)] ?? {};
    orders[Number(index)] = order;
    order[field + rest] = value;
  }
  const complete = orders.filter((order) => order !== undefined);
  if (complete.length < leastInBatch || complete.length > mostInBatch) refuseArgument('orders');
  return complete;
}
