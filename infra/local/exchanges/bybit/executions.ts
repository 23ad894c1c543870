import type { Account, Fill, LedgerEntry } from '../engine/account.ts';
import type { BybitExchange } from './exchange.ts';
import { closedSizeOf, feeOf } from './fees-paid.ts';
import { type Category, categoryOf, type Instrument, instrumentOf } from './instruments.ts';
import { dayMs, pageOf, spanOf } from './pages.ts';
import { type Params, text } from './params.ts';
import { categoryIn } from './parse-order.ts';

interface ExecutionRow {
  readonly key: string;
  readonly at: number;
  readonly terms: Instrument;
  readonly orderId: string;
  readonly linkId: string;
  readonly execType: string;
  readonly json: object;
}

/** GET /v5/execution/list, newest first: trades, liquidations and funding, 2 years (docs v5, order/execution). */
export function executionList(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  const now = exchange.world.now();
  const { from, to } = spanOf(params, now, { usual: 7 * dayMs, most: 7 * dayMs });
  const isMeant = selector(params);
  const rows = sorted(rowsOf(exchange, account, category), to)
    .filter(({ at }) => at >= from && at <= to && at >= now - 730 * dayMs && at <= now - exchange.historyLateMs)
    .filter(isMeant);
  const { rows: page, nextPageCursor } = pageOf(rows, params, { most: 100, usual: 50 });
  return { list: page.map(({ json }) => json), nextPageCursor, category };
}

function selector(params: Params): (row: ExecutionRow) => boolean {
  const [id, linkId, symbol] = ['orderId', 'orderLinkId', 'symbol'].map((name) => text(params, name));
  const [base, execType] = ['baseCoin', 'execType'].map((name) => text(params, name));
  return ({ orderId, linkId: own, terms, execType: type }) =>
    (!execType || type === execType) &&
    (id ? orderId === id : linkId ? own === linkId : symbol ? terms.id === symbol : !base || terms.baseCoin === base);
}

function rowsOf(exchange: BybitExchange, account: Account, category: Category): ExecutionRow[] {
  const trades = account.fills
    .filter(({ order }) => categoryOf(order.market) === category)
    .map((fill) => tradeRow(account, fill));
  const paid = category === 'spot' ? [] : fundingRows(exchange, account, category);
  return [...trades, ...paid];
}

/** "Response items will have sorting issues when execTime is the same" (docs v5, order/execution): another question, another order of them. */
function sorted(rows: readonly ExecutionRow[], to: number): ExecutionRow[] {
  return (to % 2 === 0 ? rows.toReversed() : rows).toSorted((one, other) => other.at - one.at);
}

function tradeRow(account: Account, fill: Fill): ExecutionRow {
  const { order, before, price, quantity, role } = fill;
  const terms = instrumentOf(order.market);
  const fee = feeOf(account, fill);
  const execType = role === 'liquidation' ? 'BustTrade' : 'Trade';
  const linkId = order.clientOrderId ?? '';
  const leaves = before.quantity.minus(before.filled).minus(quantity);
  const json = {
    ...{ symbol: terms.id, orderId: order.id, orderLinkId: linkId, side: order.side === 'buy' ? 'Buy' : 'Sell' },
    ...{ orderPrice: before.limitPrice?.toFixed() ?? '0', orderQty: before.quantity.toFixed() },
    ...{ leavesQty: leaves.isNegative() ? '0' : leaves.toFixed(), orderType: order.own.orderType ?? 'Market' },
    ...{ stopOrderType: stopTypeOf(order.own.filter), createType: 'CreateByUser', execId: fill.id },
    ...{ execFee: fee?.amount.toFixed() ?? '0', feeCurrency: fee?.coin ?? '', execPrice: price.toFixed() },
    ...{ execQty: quantity.toFixed(), execValue: fill.cost.toFixed(), execType, execTime: String(fill.at) },
    ...{ isMaker: role === 'maker', feeRate: order.feeRates[role].toFixed(), markPrice: price.toFixed() },
    ...{ tradeIv: '', markIv: '', indexPrice: '', underlyingPrice: '', blockTradeId: '', isLeverage: '' },
    ...{
      closedSize: closedSizeOf(account, fill).toFixed(),
      seq: fill.number,
      marketUnit: order.own.marketUnit ?? '',
      extraFees: '',
    },
  };
  return { key: fill.id, at: fill.at, terms, orderId: order.id, linkId, execType, json };
}

function stopTypeOf(filter: string | undefined): string {
  return filter === 'StopOrder' ? 'Stop' : filter === 'tpslOrder' ? 'tpslOrder' : 'UNKNOWN';
}

/** The sign is the opposite of the ledger's: a fee that is paid is positive (docs v5, order/execution). */
function fundingRows({ markets }: BybitExchange, account: Account, category: Category): ExecutionRow[] {
  return account.ledger.flatMap((entry): ExecutionRow[] => {
    if (entry.kind !== 'funding') return [];
    const market = markets.get(entry.details.symbol ?? '');
    return market && categoryOf(market) === category ? [fundingRow(entry, instrumentOf(market))] : [];
  });
}

function fundingRow(entry: LedgerEntry, terms: Instrument): ExecutionRow {
  const { quantity, price } = entry.details;
  const orderId = `${Math.floor(entry.at / 1000)}-8-${entry.id}-1-2`;
  const size = quantity?.abs().toFixed() ?? '0';
  const json = {
    ...{ symbol: terms.id, orderId, orderLinkId: '', side: quantity?.isNegative() ? 'Sell' : 'Buy' },
    ...{
      orderPrice: '0',
      orderQty: '0',
      leavesQty: '0',
      orderType: 'UNKNOWN',
      stopOrderType: 'UNKNOWN',
      createType: '',
    },
    ...{ execId: entry.uid, execFee: entry.realizedFunding?.neg().toFixed() ?? '0', feeCurrency: '' },
    ...{ execPrice: price?.toFixed() ?? '0', execQty: size, execValue: '0', execType: 'Funding' },
    ...{ execTime: String(entry.at), isMaker: false, feeRate: rateOf(entry), markPrice: price?.toFixed() ?? '0' },
    ...{ tradeIv: '', markIv: '', indexPrice: '', underlyingPrice: '', blockTradeId: '', isLeverage: '' },
    ...{ closedSize: '0', seq: 0, marketUnit: '', extraFees: '' },
  };
  return { key: entry.uid, at: entry.at, terms, orderId, linkId: '', execType: 'Funding', json };
}

/** "The rate, negated on shorts" (docs v5, account/transaction-log). */
export function rateOf({ details }: LedgerEntry): string {
  const { fundingRate, quantity } = details;
  if (!fundingRate) return '';
  return (quantity?.isNegative() ? fundingRate.neg() : fundingRate).toFixed();
}
