import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { required } from '../rest/params.ts';
import { Refusal, refuse } from '../rest/refusal.ts';
import type { UsdmExchange } from './exchange.ts';
import { placeOrder } from './place-order.ts';

/** POST /fapi/v1/batchOrders: at most 5; each element is an order or a code, and the status is 200. */
export function placeBatch(call: SignedCall<UsdmExchange>): object[] {
  return ordersIn(call.params).map((params) => {
    try {
      return placeOrder({ ...call, params });
    } catch (error) {
      if (error instanceof Refusal) return { code: error.code, msg: error.message };
      throw error;
    }
  });
}

export function batchSize(params: Params): number {
  return ordersIn(params).length;
}

function ordersIn(params: Params): Params[] {
  const listed = parsed(required(params, 'batchOrders'));
  if (!Array.isArray(listed)) return refuse(-1130, "Data sent for parameter 'batchOrders' is not valid.");
  if (listed.length === 0 || listed.length > 5) refuse(-4082, 'Invalid number of batch orders.');
  return listed.map((each: object) => new Map(Object.entries(each).map(([name, value]) => [name, String(value)])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(-1130, "Data sent for parameter 'batchOrders' is not valid.");
  }
}
