import type { Account, LedgerEntry } from '../../engine/account.ts';
import { pageOf, visibility } from '../../engine/ledger-faults.ts';
import type { Order } from '../../engine/order.ts';
import { endedOrders } from '../../engine/order-history.ts';
import { written } from '../written-order.ts';
import { findAsset } from './assets.ts';
import type { Call } from './call.ts';
import { refuseUnknown } from './cancel-orders.ts';
import type { SpotExchange } from './exchange.ts';
import { readableRows } from './key-times.ts';
import { ownOf } from './order-types.ts';
import { page, usualPage } from './paging.ts';
import { parseUserref } from './parse-order-options.ts';
import { refuse, refuseArgument } from './refusal.ts';
import { renderEntry, typeOf } from './render-ledger.ts';
import { renderFill, renderOrder } from './render-order.ts';
import type { Params } from './request.ts';

export function openOrders({ exchange, account, params }: Call): unknown {
  const orders = [...account.open.values()].filter(byReference(params)).reverse();
  return {
    open: Object.fromEntries(
      written(orders, exchange.rowForms.order).map((order) => [
        order.id,
        renderOrder(order, params.trades === 'true', exchange.forms),
      ]),
    ),
  };
}

/** 50 a page, the most recently closed first. `closetime` picks the time that a range looks at. */
export function closedOrders(call: Call): unknown {
  const { exchange, account, params } = call;
  const { closetime = 'both' } = params;
  if (!['open', 'close', 'both'].includes(closetime)) refuseArgument('closetime');
  const { historyLateMs: lateMs, world } = exchange;
  const ended = endedOrders(account.orders.values(), world.now(), { lateMs });
  const closed = readableRows(call, ended, ({ endedAt }) => endedAt ?? 0)
    .filter(byReference(params))
    .toSorted((left, right) => (left.endedAt ?? 0) - (right.endedAt ?? 0));
  const { rows, count } = page(closed, params, {
    timesOf: (order) => [
      ...(closetime === 'close' ? [] : [order.placedAt]),
      ...(closetime === 'open' ? [] : [order.endedAt ?? 0]),
    ],
    // An order's id given for start or end stands for its opening time.
    boundOf: (id) => account.orders.get(id)?.placedAt,
  });
  const wire = Object.fromEntries(
    written(rows, exchange.rowForms.order).map((order) => [
      order.id,
      renderOrder(order, params.trades === 'true', exchange.forms),
    ]),
  );
  return { closed: wire, ...(params.without_count === 'true' ? {} : { count }) };
}

function byReference(params: Params): (order: Order) => boolean {
  const { cl_ord_id: clOrdId, userref } = params;
  const reference = userref === undefined ? null : String(parseUserref(userref));
  return (order) =>
    (clOrdId === undefined || order.clientOrderId === clOrdId) &&
    (reference === null || ownOf(order).userref === reference);
}

/** Up to 50 ids. Which permission is needed depends on whether the order is still open. */
export function queryOrders({ exchange, account, key, params }: Call): unknown {
  const ids = idList(params.txid, 'txid');
  const orders = ids.map((id) => account.orders.get(id) ?? refuseUnknown(id));
  for (const order of orders) {
    const needed = order.endedAt ? 'query-closed-trades' : 'query-open-trades';
    if (!key.permissions.includes(needed)) refuse('EGeneral:Permission denied');
  }
  const shown = orders.filter(byReference(params));
  return Object.fromEntries(
    shown.map((order) => [order.id, renderOrder(order, params.trades === 'true', exchange.forms)]),
  );
}

export function tradesHistory(call: Call): unknown {
  const { exchange, account, params } = call;
  const { type = 'all' } = params;
  // Further documented types select trades of margin positions. No margin positions exist here.
  const own = type === 'all' || type === 'no position' ? account.fills : [];
  const all = readableRows(call, own, ({ at }) => at);
  const index = (id: string) => all.findIndex((trade) => trade.id === id);
  const { rows, count } = page(all, params, {
    timesOf: (trade) => [trade.at],
    indexOf: index,
    pageRows: pageOf(exchange.ledgerFaults, usualPage),
  });
  const wire = written(rows, exchange.rowForms.order).map((trade) => [
    trade.id,
    renderFill(trade, params.ledgers === 'true'),
  ]);
  return { trades: Object.fromEntries(wire), ...(params.without_count === 'true' ? {} : { count }) };
}

export function queryTrades({ account, params }: Call): unknown {
  const ids = idList(params.txid, 'txid');
  const trades = ids.map((id) => account.fills.find((trade) => trade.id === id) ?? refuse('EQuery:Unknown trade'));
  return Object.fromEntries(trades.map((trade) => [trade.id, renderFill(trade, params.ledgers === 'true')]));
}

/** docs.kraken.com, get-ledgers-info: `type`. */
const ledgerTypes = [
  ...['all', 'trade', 'deposit', 'withdrawal', 'transfer', 'margin', 'adjustment', 'rollover', 'credit', 'settled'],
  ...['staking', 'dividend', 'sale', 'nft_rebate'],
];

export function ledgers(call: Call): unknown {
  const { exchange, account, params } = call;
  const { type = 'all' } = params;
  if (!ledgerTypes.includes(type)) refuseArgument('type');
  const wanted = params.asset === undefined || params.asset === 'all' ? null : params.asset.split(',').map(assetId);
  const all = readableRows(call, visibleEntries(exchange, account), ({ at }) => at).filter(
    (row) => (type === 'all' || typeOf(row).type === type) && (wanted === null || wanted.includes(row.asset)),
  );
  const index = (id: string) => all.findIndex((row) => row.id === id);
  const { rows, count } = page(all, params, {
    timesOf: (row) => [row.at],
    indexOf: index,
    pageRows: pageOf(exchange.ledgerFaults, usualPage),
  });
  const ledger = Object.fromEntries(written(rows, exchange.rowForms.order).map((row) => [row.id, renderEntry(row)]));
  return { ledger, ...(params.without_count === 'true' ? {} : { count }) };
}

/** Entries that Kraken shows the customer now. */
function visibleEntries(exchange: SpotExchange, account: Account): readonly LedgerEntry[] {
  const visible = visibility(exchange.ledgerFaults, account.hiddenEntries, exchange.world.now());
  return visible ? account.ledger.filter((row) => visible(row.id, row.at)) : account.ledger;
}

/** Up to 20 ids (docs.kraken.com, query-ledgers). */
export function queryLedgers({ exchange, account, params }: Call): unknown {
  const known = visibleEntries(exchange, account);
  const rows = idList(params.id, 'id', 20).map(
    (id) => known.find((row) => row.id === id) ?? refuse('EQuery:Unknown ledger'),
  );
  return Object.fromEntries(rows.map((row) => [row.id, renderEntry(row)]));
}

function assetId(name: string): string {
  return findAsset(name.trim())?.id ?? refuse('EQuery:Unknown asset');
}

function idList(text: string | undefined, field: string, most = 50): string[] {
  const ids = (text ?? '').split(',').map((id) => id.trim());
  if (ids.length > most || ids.includes('')) refuseArgument(field);
  return ids;
}
