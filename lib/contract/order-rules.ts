import type * as z from 'zod';

/** The parts of an order request that must fit together. */
interface OrderFields {
  readonly order_type: string;
  readonly price?: unknown;
  readonly stop_price?: unknown;
  readonly trailing_percent?: unknown;
  readonly trailing_amount?: unknown;
  readonly time_in_force?: string | undefined;
  readonly post_only: boolean;
  readonly trigger_price_type?: unknown;
}

type Fault = readonly [field: keyof OrderFields, message: string];

/** An order type takes exactly the prices that it uses. A price that would be ignored is a mistake of the client and is refused. */
export function orderRequestRules<S extends z.ZodType<OrderFields>>(schema: S): S {
  return schema.superRefine((order, context) => {
    for (const [field, message] of faults(order)) context.addIssue({ code: 'custom', path: [field], message });
  });
}

function faults(order: OrderFields): Fault[] {
  const { order_type: type } = order;
  const limit = type === 'limit' || type.endsWith('_limit');
  const stop = type.startsWith('stop_loss') || type.startsWith('take_profit');
  return [
    ...exactlyWhen(limit, 'price', order.price, type),
    ...exactlyWhen(stop, 'stop_price', order.stop_price, type),
    ...trailingFaults(order, type),
    ...(order.trigger_price_type !== undefined && !stop && type !== 'trailing_stop'
      ? [['trigger_price_type', `does not apply to ${type}`] as const]
      : []),
    ...timeInForceFaults(order, type),
  ];
}

function exactlyWhen(needed: boolean, field: 'price' | 'stop_price', value: unknown, type: string): Fault[] {
  if (needed === (value !== undefined)) return [];
  return [[field, needed ? `is required for ${type}` : `does not apply to ${type}; leave it out`]];
}

function trailingFaults(order: OrderFields, type: string): Fault[] {
  const given = [order.trailing_percent, order.trailing_amount].filter((value) => value !== undefined).length;
  if (type === 'trailing_stop')
    return given === 1 ? [] : [['trailing_percent', 'give either trailing_percent or trailing_amount']];
  const field = order.trailing_percent === undefined ? 'trailing_amount' : 'trailing_percent';
  return given === 0 ? [] : [[field, `does not apply to ${type}; leave it out`]];
}

function timeInForceFaults(order: OrderFields, type: string): Fault[] {
  const postOnly = order.post_only || order.time_in_force === 'POST_ONLY';
  if (postOnly && type !== 'limit') return [['post_only', `does not apply to ${type}: only a limit order can rest`]];
  if (order.post_only && (order.time_in_force === 'IOC' || order.time_in_force === 'FOK'))
    return [['time_in_force', 'contradicts post_only']];
  if (type === 'market' && order.time_in_force !== undefined)
    return [['time_in_force', 'does not apply to market: a market order fills at once or not at all']];
  return [];
}
