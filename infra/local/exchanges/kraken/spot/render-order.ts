import type { Decimal } from 'decimal.js';
import type { Fill } from '../../engine/account.ts';
import type { Cause, Order, OrderState } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import { seconds } from './exchange.ts';
import type { OrderForms } from './order-forms.ts';
import { describe, orderTypes, ownOf } from './order-types.ts';
import { pairOf } from './pairs.ts';

const statuses: Record<OrderState, string> = {
  scheduled: 'pending',
  waiting: 'open',
  open: 'open',
  filled: 'closed',
  cancelled: 'canceled',
  expired: 'expired',
  rejected: 'canceled',
};

/** Kraken's words for an order's end. */
const reasons: Partial<Record<Cause, string>> = {
  amended: 'Amended',
  cancelledByCustomer: 'User requested',
  immediateRemainder: 'IOC order',
  noLiquidity: 'No liquidity',
  notEnoughFunds: 'Insufficient funds',
  // Recorded on the exchange's own feed as cancel_reason (2021, 2022; status closed) and in ccxt issue 8816.
  insignificantRemainder: 'Insignificant volume remaining',
  expired: 'Order expired',
};

/** An order as OpenOrders, ClosedOrders and QueryOrders give it. `descr.pair` is the altname; trades use the pair's id. */
export function renderOrder(order: Order, withTrades: boolean, forms: OrderForms): Record<string, unknown> {
  const { lotDecimals } = pairOf(order.market);
  const { userref, oflags } = ownOf(order);
  return {
    refid: null,
    userref: userref === '' ? 0 : Number(userref),
    ...(order.clientOrderId === null ? {} : { cl_ord_id: order.clientOrderId }),
    status: statuses[order.state],
    ...(order.endedAt ? { reason: reasons[order.cause] ?? null } : {}),
    opentm: seconds(order.placedAt),
    ...(order.endedAt ? { closetm: seconds(order.endedAt) } : {}),
    starttm: seconds(order.startAt),
    expiretm: seconds(order.expireAt),
    descr: renderDescription(order),
    vol: order.quantity.toFixed(lotDecimals),
    ...renderExecuted(order, forms),
    ...renderStop(order),
    misc: [...order.marks].map((mark) => markName(order, mark)).join(','),
    oflags,
    ...(withTrades && order.fills.length > 0 ? { trades: order.fills } : {}),
  };
}

function renderExecuted(order: Order, { viqc }: OrderForms): Record<string, string> {
  const { costDecimals, lotDecimals, pairDecimals } = pairOf(order.market);
  const { filled, cost } = order;
  const counts = order.quantityIn === 'quote' ? viqc : 'base';
  const isSwapped = counts === 'swapped';
  const zero = filled.toFixed(costDecimals);
  const average = isSwapped ? filled.div(cost).toFixed(lotDecimals) : cost.div(filled).toFixed(pairDecimals);
  return {
    vol_exec: (counts === 'base' ? filled : cost).toFixed(lotDecimals),
    cost: isSwapped ? filled.toFixed(lotDecimals) : cost.toFixed(costDecimals),
    fee: order.fee.toFixed(costDecimals),
    price: filled.isZero() ? zero : average,
  };
}

function renderDescription(order: Order): Record<string, string> {
  const { ordertype, price, price2 } = ownOf(order);
  const { altname } = pairOf(order.market);
  // `aclass` is recorded since 2025.
  const names = { pair: altname, aclass: 'forex', type: order.side, ordertype, price, price2 };
  return { ...names, leverage: 'none', order: describe(order), close: '' };
}

function markName({ trigger }: Order, mark: 'fired' | 'amended' | 'cutShort'): string {
  const fired = trigger?.kind === 'target' ? 'touched' : 'stopped';
  return { fired, amended: 'amended', cutShort: 'partial' }[mark];
}

function renderStop(order: Order): Record<string, string> {
  const { trigger, limitPrice } = order;
  const text = (price: Decimal | null) => (price ? price.toFixed(pairOf(order.market).pairDecimals) : '0.00000');
  if (!trigger) return { stopprice: '0.00000', limitprice: '0.00000' };
  const armed = isArmed(order);
  const stop = armed && orderTypes[ownOf(order).ordertype].trigger !== 'trailing' ? null : trigger.price;
  const signal = ownOf(order).trigger;
  // `last` is left out (recorded 2025 of a trailing stop); the documentation: "last is the implied trigger if field is not set".
  const told = signal === 'last' ? {} : { trigger: signal };
  return { stopprice: text(stop), limitprice: text(armed ? null : limitPrice), ...told };
}

export function renderFill(fill: Fill, withLedgers: boolean): Record<string, unknown> {
  const { order } = fill;
  const { costDecimals, lotDecimals, pairDecimals, symbol } = pairOf(order.market);
  const money = (value: Decimal) => value.toFixed(costDecimals);
  return {
    ordertxid: order.id,
    postxid: fill.id,
    pair: symbol,
    time: seconds(fill.at),
    type: order.side,
    ordertype: ownOf(order).ordertype,
    price: fill.price.toFixed(Math.max(5, pairDecimals)),
    cost: money(fill.cost),
    fee: money(fill.fee),
    vol: fill.quantity.toFixed(lotDecimals),
    margin: money(order.filled.times(0)),
    leverage: '0',
    misc: '',
    ...(withLedgers ? { ledgers: fill.entries } : {}),
    trade_id: fill.number,
    maker: fill.role === 'maker',
  };
}
