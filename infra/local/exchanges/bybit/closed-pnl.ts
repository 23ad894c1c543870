import type { Decimal } from 'decimal.js';
import type { Account, Fill } from '../engine/account.ts';
import type { Order } from '../engine/order.ts';
import type { BybitExchange } from './exchange.ts';
import { closedSizeOf, entriesOf, feeOf } from './fees-paid.ts';
import { categoryOf, instrumentOf } from './instruments.ts';
import { dayMs, pageOf, spanOf } from './pages.ts';
import { type Params, text } from './params.ts';
import { categoryIn } from './parse-order.ts';
import { averageOf } from './render-order.ts';

/**
 * GET /v5/position/closed-pnl: a row for each order that closed a part of a position, newest first. Whether closedPnl leaves out the opening fee
 * is documented nowhere: here both fees are in it.
 */
export function closedPnl(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  const { from, to } = spanOf(params, exchange.world.now(), { usual: 7 * dayMs, most: 7 * dayMs });
  const symbol = text(params, 'symbol');
  const closing = account.fills.filter(
    (fill) => categoryOf(fill.order.market) === category && closedSizeOf(account, fill).gt(0),
  );
  const rows = [...Map.groupBy(closing, ({ order }) => order)]
    .map(([order, fills]) => rowOf(account, order, fills))
    .filter(({ at, id }) => at >= from && at <= to && (!symbol || id === symbol))
    .toReversed();
  const { rows: page, nextPageCursor } = pageOf(rows, params, { most: 100, usual: 50 });
  return { category, list: page.map(({ json }) => json), nextPageCursor };
}

function rowOf(account: Account, order: Order, fills: readonly Fill[]) {
  const at = fills.at(-1)?.at ?? 0;
  const sum = (of: (fill: Fill) => Decimal) => fills.map(of).reduce((total, each) => total.add(each));
  const size = sum((fill) => closedSizeOf(account, fill));
  const entry = entryPriceOf(account, fills[0]);
  const closeFee = sum((fill) => feeOf(account, fill)?.amount ?? fill.quantity.times(0));
  const openFee = size.times(entry).times(order.feeRates.taker);
  const pnl = sum(({ realizedPnl }) => realizedPnl);
  const money = (amount: Decimal) => amount.toDecimalPlaces(8).toFixed();
  const { id } = instrumentOf(order.market);
  const json = {
    ...{ symbol: id, orderId: order.id, side: order.side === 'buy' ? 'Buy' : 'Sell', qty: order.quantity.toFixed() },
    ...{
      orderPrice: order.limitPrice?.toFixed() ?? '0',
      orderType: order.own.orderType ?? 'Market',
      execType: 'Trade',
    },
    ...{ closedSize: size.toFixed(), cumEntryValue: money(size.times(entry)), avgEntryPrice: entry.toFixed() },
    ...{ cumExitValue: order.cost.toFixed(), avgExitPrice: averageOf(order), fillCount: String(fills.length) },
    ...{ closedPnl: money(pnl.sub(openFee).sub(closeFee)), openFee: money(openFee), closeFee: money(closeFee) },
    ...{
      leverage: (account.leverage.get(order.market.terms.symbol) ?? 10).toString(),
      createdTime: String(order.placedAt),
      updatedTime: String(at),
    },
  };
  return { key: order.id, at, id, json };
}

/** The position's average before the fill. */
function entryPriceOf(account: Account, fill: Fill | undefined): Decimal {
  const position = fill && entriesOf(account, fill).find(({ of }) => of === 'position');
  const entry = position?.details.entryBefore;
  if (!entry) throw new Error('a closing fill without a position');
  return entry;
}
