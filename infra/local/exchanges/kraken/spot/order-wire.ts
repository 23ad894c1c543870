import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from './account.ts';
import { decimalsOf } from './assets.ts';
import { seconds } from './exchange.ts';
import type { Order, Trade } from './order.ts';
import { describe, has, isArmed, limitOf, orderTypes } from './order.ts';

/** An order as OpenOrders, ClosedOrders and QueryOrders give it. `descr.pair` is the altname; trades use the pair's id. */
export function orderToWire(order: Order, withTrades: boolean): Record<string, unknown> {
  const { pair } = order;
  const money = (value: Decimal) => value.toFixed(pair.costDecimals);
  const volume = (value: Decimal) => value.toFixed(pair.lotDecimals);
  const inQuote = has(order, 'viqc');
  const price = order.filled.isZero() ? money(order.filled) : order.cost.div(order.filled).toFixed(pair.pairDecimals);
  return {
    refid: null,
    userref: order.userref ?? 0,
    ...(order.clOrdId === null ? {} : { cl_ord_id: order.clOrdId }),
    status: order.status,
    ...(order.closedAt ? { reason: order.reason } : {}),
    opentm: seconds(order.openedAt),
    ...(order.closedAt ? { closetm: seconds(order.closedAt) } : {}),
    starttm: seconds(order.startAt),
    expiretm: seconds(order.expireAt),
    descr: describeToWire(order),
    vol: volume(order.volume),
    vol_exec: volume(inQuote ? order.cost : order.filled),
    cost: money(order.cost),
    fee: money(order.fee),
    price,
    ...stopToWire(order),
    misc: [...order.misc].join(','),
    oflags: order.flags.join(','),
    ...(withTrades && order.trades.length > 0 ? { trades: order.trades } : {}),
  };
}

function describeToWire(order: Order): Record<string, string> {
  return {
    pair: order.pair.altname,
    type: order.side,
    ordertype: order.type,
    price: order.priceText,
    price2: order.price2Text,
    leverage: 'none',
    order: describe(order),
    close: '',
  };
}

function stopToWire(order: Order): Record<string, string> {
  const text = (price: Decimal | null) => (price ? price.toFixed(order.pair.pairDecimals) : '0.00000');
  if (!order.trigger) return { stopprice: '0.00000', limitprice: '0.00000' };
  const trailing = orderTypes[order.type].trigger === 'trailing';
  const stop = isArmed(order) ? (trailing ? order.trigger.price : null) : order.stopPrice;
  const limit = isArmed(order) ? null : limitOf(order);
  return { stopprice: text(stop), limitprice: text(limit), trigger: order.trigger.signal };
}

export function tradeToWire(trade: Trade, withLedgers: boolean): Record<string, unknown> {
  const { order } = trade;
  const money = (value: Decimal) => value.toFixed(order.pair.costDecimals);
  return {
    ordertxid: order.id,
    postxid: trade.id,
    pair: order.pair.id,
    time: seconds(trade.at),
    type: order.side,
    ordertype: order.type,
    price: trade.price.toFixed(Math.max(5, order.pair.pairDecimals)),
    cost: money(trade.cost),
    fee: money(trade.fee),
    vol: trade.volume.toFixed(order.pair.lotDecimals),
    margin: money(order.filled.times(0)),
    leverage: '0',
    misc: '',
    ...(withLedgers ? { ledgers: trade.ledgers } : {}),
    trade_id: trade.tradeId,
    maker: trade.maker,
  };
}

export function ledgerToWire(row: LedgerEntry): Record<string, unknown> {
  const digits = decimalsOf(row.asset);
  return {
    refid: row.refid,
    time: seconds(row.at),
    type: row.type,
    subtype: row.subtype,
    aclass: 'currency',
    asset: row.asset,
    amount: row.amount.toFixed(digits),
    fee: row.fee.toFixed(digits),
    balance: row.balance.toFixed(digits),
  };
}
