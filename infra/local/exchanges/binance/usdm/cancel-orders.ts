import { openOf } from '../../engine/account.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import { required, text } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type UsdmExchange } from './exchange.ts';
import { namedIn } from './find-order.ts';
import { orderAnswer } from './render-order.ts';

type UsdmCall = SignedCall<UsdmExchange>;

const gone = { code: -2011, msg: 'Unknown order sent.' };

/** DELETE /fapi/v1/order. Orders of the algo store are not found here. */
export function cancelOrder(call: UsdmCall): object {
  const order = namedIn(call);
  return isOpen(call, order) ? cancelled(call, order) : refuse(gone.code, gone.msg);
}

function isOpen({ account }: UsdmCall, order: Order | undefined): order is Order {
  return order !== undefined && account.open.has(order.id);
}

function cancelled({ exchange, account }: UsdmCall, order: Order): object {
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return { ...orderAnswer(order), origClientOrderId: order.clientOrderId };
}

/** DELETE /fapi/v1/batchOrders: at most 10; HTTP 200 with an element each, an order or a code. Names in small letters work as well. */
export function cancelBatch(call: UsdmCall): object[] {
  const { params } = call;
  required(params, 'symbol');
  const ids = listIn(text(params, 'orderIdList') ?? text(params, 'orderidlist'));
  const clientIds = listIn(text(params, 'origClientOrderIdList') ?? text(params, 'origclientorderidlist'));
  const wanted = [
    ...ids.map((id) => ['orderId', id] as const),
    ...clientIds.map((id) => ['origClientOrderId', id] as const),
  ];
  if (wanted.length === 0)
    refuse(-1102, "Mandatory parameter 'orderIdList' was not sent, was empty/null, or malformed.");
  if (wanted.length > 10) refuse(-4082, 'Invalid number of batch orders.');
  return wanted.map(([name, id]) => cancelNamed(call, name, id));
}

function cancelNamed(call: UsdmCall, name: string, id: string): object {
  const params = new Map([
    ['symbol', call.params.get('symbol') ?? ''],
    [name, id],
  ]);
  const order = namedIn({ ...call, params });
  return isOpen(call, order) ? cancelled(call, order) : gone;
}

/** A list in JSON. Ids of 19 digits must not become doubles. */
function listIn(list: string | null): string[] {
  if (list === null) return [];
  if (!/^\[\s*("[^",\]]*"|\d+)(\s*,\s*("[^",\]]*"|\d+))*\s*\]$/.test(list))
    refuse(-1130, 'Invalid data sent for a parameter.');
  return list
    .slice(1, -1)
    .split(',')
    .map((each) => each.trim().replaceAll('"', ''));
}

/** DELETE /fapi/v1/allOpenOrders: of the book alone, without a word of how many. */
export function cancelOpenOrders({ exchange, account, params }: UsdmCall): object {
  const market = marketNamed(exchange, required(params, 'symbol'));
  for (const order of openOf(account).filter((each) => !isArmed(each) && each.market === market))
    endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}
