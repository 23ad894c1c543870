import * as z from 'zod';
import { text as inputText, parseInput } from '../server/control-input.ts';
import { type Params, text } from './params.ts';
import { badParameter, refuse } from './refusal.ts';

/** An order of options that the owner has placed elsewhere: this simulator has no market of options. */
const optionOrder = z.strictObject({
  symbol: inputText,
  orderId: inputText,
  side: z.enum(['Buy', 'Sell']).default('Buy'),
  price: inputText.default('100'),
  qty: inputText.default('1'),
});
const optionPosition = z.strictObject({
  symbol: inputText,
  side: z.enum(['Buy', 'Sell']).default('Buy'),
  size: inputText.default('1'),
});

export interface Options {
  readonly orders: readonly z.output<typeof optionOrder>[];
  readonly positions: readonly z.output<typeof optionPosition>[];
}

/** By customer. */
interface WithOptions {
  readonly options: Map<string, Options>;
}

const input = z.strictObject({
  customer: inputText.default('sandbox'),
  orders: z.array(optionOrder).optional(),
  positions: z.array(optionPosition).optional(),
});

/** `options {customer?, orders?, positions?}`: replaces the open orders and positions in options. An empty body only asks. */
export function controlOptions(exchange: WithOptions, body: Record<string, unknown>): unknown {
  const { customer, ...given } = parseInput(input, body);
  const before = exchange.options.get(customer) ?? none;
  const held = { orders: given.orders ?? before.orders, positions: given.positions ?? before.positions };
  exchange.options.set(customer, held);
  return { customer, ...held };
}

const none: Options = { orders: [], positions: [] };

export function isOption({ category }: Params): boolean {
  return category === 'option';
}

interface Asked {
  readonly exchange: WithOptions;
  readonly customer: string;
  readonly params: Params;
}

function heldBy({ exchange, customer }: Asked): Options {
  return exchange.options.get(customer) ?? none;
}

/** "option: it returns all option open orders by default" (docs v5, order/open-order). An order that was canceled is kept nowhere. */
export function optionOrders(asked: Asked): object {
  const [id, symbol] = [text(asked.params, 'orderId'), text(asked.params, 'symbol')];
  const rows = heldBy(asked).orders.filter((order) =>
    id === null ? symbol === null || order.symbol === symbol : order.orderId === id,
  );
  return { category: 'option', nextPageCursor: '', list: rows.map(orderJson) };
}

/** Spot and option have no `createType`; `tpslMode` is always empty (docs v5, order/open-order). */
function orderJson(order: Options['orders'][number]): object {
  return {
    ...order,
    ...{ orderLinkId: `elsewhere-${order.orderId}`, orderType: 'Limit', orderStatus: 'New', timeInForce: 'GTC' },
    ...{ leavesQty: order.qty, cumExecQty: '0', cumExecValue: '0', cumExecFee: '0', avgPrice: '' },
    ...{ cancelType: 'UNKNOWN', rejectReason: 'EC_NoError', stopOrderType: '', triggerPrice: '', triggerDirection: 0 },
    ...{ triggerBy: '', reduceOnly: false, closeOnTrigger: false, positionIdx: 0, marketUnit: '', tpslMode: '' },
    ...{ orderIv: '', placeType: 'price', createdTime: '1684738540559', updatedTime: '1684738540561' },
  };
}

/** "Return all option positions if not passed", of `baseCoin` (docs v5, position). */
export function optionPositions(asked: Asked): object {
  const list = heldBy(asked).positions.map((position) => ({
    ...position,
    ...{ positionIdx: 0, avgPrice: '100', leverage: '', markPrice: '100', liqPrice: '', unrealisedPnl: '0' },
  }));
  return { category: 'option', nextPageCursor: '', list };
}

/** POST /v5/order/cancel, and with `all` POST /v5/order/cancel-all: "you can cancel all option open orders without passing any". */
export function cancelOptions(asked: Asked, all: boolean): object {
  const { exchange, customer, params } = asked;
  const { orders, positions } = heldBy(asked);
  const [id, symbol] = [text(params, 'orderId'), text(params, 'symbol')];
  if (!all && (id === null || symbol === null)) return badParameter('symbol and orderId are required');
  const meant = orders.filter((order) => (all || order.orderId === id) && (symbol === null || order.symbol === symbol));
  const [first] = meant;
  if (!all && first === undefined) return refuse(110001, 'order not exists or too late to cancel');
  exchange.options.set(customer, { positions, orders: orders.filter((order) => !meant.includes(order)) });
  const list = meant.map(({ orderId }) => ({ orderId, orderLinkId: `elsewhere-${orderId}` }));
  return all ? { list, success: '1' } : (list[0] ?? {});
}
