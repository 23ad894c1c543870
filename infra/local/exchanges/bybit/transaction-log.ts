import type { Decimal } from 'decimal.js';
import type { Account, EntryKind, Fill, LedgerEntry } from '../engine/account.ts';
import { pageOf as capOf, visibility } from '../engine/ledger-faults.ts';
import type { BybitExchange } from './exchange.ts';
import { rateOf } from './executions.ts';
import { type Instrument, instrumentOf } from './instruments.ts';
import { dayMs, pageOf, type Row, spanOf } from './pages.ts';
import { oneOf, type Params, text } from './params.ts';
import { categoryIn } from './parse-order.ts';

/** Types of docs v5, enum. */
const types: Readonly<Record<EntryKind, string>> = {
  ...{ trade: 'TRADE', liquidation: 'LIQUIDATION', funding: 'SETTLEMENT', settlement: 'DELIVERY' },
  ...{ conversion: 'CURRENCY_SELL', transfer: 'TRANSFER_IN', arrival: 'TRANSFER_IN', departure: 'TRANSFER_OUT' },
  ...{ deposit: 'TRANSFER_IN', shortfall: 'BONUS' },
};

interface LogRow extends Row {
  readonly entry: LedgerEntry;
  readonly fill: Fill | undefined;
  readonly terms: Instrument | undefined;
  /** Number in `id`: rows of one trade share the number, and so does a settlement with the trade before. */
  readonly number: number;
}

/** GET /v5/account/transaction-log: one ledger of all categories, newest first, 2 years, 24 hours unless asked for more (at most 7 days). */
export function transactionLog(exchange: BybitExchange, account: Account, params: Params): object {
  oneOf(params, 'accountType', ['UNIFIED']);
  const now = exchange.world.now();
  const { from, to } = spanOf(params, now, { usual: dayMs, most: 7 * dayMs });
  const isVisible = visibility(exchange.ledgerFaults, account.hiddenEntries, now);
  const rows = sorted(exchange, rowsOf(exchange, account))
    .filter(({ at }) => at >= from && at <= to && at >= now - 730 * dayMs)
    .filter(({ entry, at }) => isVisible === null || isVisible(entry.id, at))
    .filter(selector(params));
  const most = capOf(exchange.ledgerFaults, 50);
  const { rows: page, nextPageCursor } = pageOf(rows, params, { most, usual: Math.min(20, most) });
  return { list: page.map((row) => logJson(account, row)), nextPageCursor };
}

function selector(params: Params): (row: LogRow) => boolean {
  const category = text(params, 'category') === null ? null : categoryIn(params);
  const [currency, type, base] = ['currency', 'type', 'baseCoin'].map((name) => text(params, name));
  return ({ entry, terms }) =>
    (!category || terms?.category === category) &&
    (!currency || entry.asset === currency) &&
    (!type || types[entry.kind] === type) &&
    (!base || terms?.baseCoin === base);
}

function rowsOf({ markets }: BybitExchange, { ledger, fills }: Account): LogRow[] {
  const byId = new Map(fills.map((fill) => [fill.id, fill]));
  const numbers = new Map<string, number>();
  const rows: LogRow[] = [];
  for (const entry of ledger) {
    if (entry.of !== 'balance') continue;
    const fill = byId.get(entry.reference ?? '');
    const symbol = fill?.order.market.terms.symbol ?? entry.details.symbol ?? '';
    if (fill) numbers.set(symbol, 161_440_000_000 + fill.number);
    const market = markets.get(symbol);
    const number = numbers.get(symbol) ?? 161_400_000_000 + Number(entry.id);
    rows.push({ key: String(entry.id), at: entry.at, entry, fill, terms: market && instrumentOf(market), number });
  }
  return rows;
}

/** Newest first. Whether rows of one millisecond follow the chain is documented by an example alone. */
function sorted({ settings }: BybitExchange, rows: readonly LogRow[]): LogRow[] {
  const chain = rows.toReversed();
  if (settings.sameMs === 'chain') return chain;
  return rows.toSorted((one, other) => other.at - one.at);
}

/** change = cashFlow + funding - fee, and cashBalance is the balance after the row (docs v5, account/transaction-log). */
function logJson({ uid, ledger }: Account, { entry, fill, terms, number }: LogRow): object {
  const { change, realizedPnl, realizedFunding, fee, details } = entry;
  const nothing = entry.after.times(0);
  const cashFlow = (change ?? nothing).add(realizedPnl ?? 0);
  const isSpot = terms?.category === 'spot';
  const size = fill && !isSpot ? sizeAfter(ledger, fill) : details.quantity;
  const quantity = isSpot ? change : (fill?.quantity ?? details.quantity?.abs());
  return {
    ...{ id: `${uid}_${terms?.id ?? entry.asset}_${number}`, symbol: terms?.id ?? '', category: terms?.category ?? '' },
    ...{ side: sideOf(entry, fill), transactionTime: String(entry.at), type: types[entry.kind], transSubType: '' },
    ...{ qty: told(quantity), size: told(size), currency: entry.asset, tradePrice: told(fill?.price ?? details.price) },
    ...{ funding: realizedFunding === null || fill ? '' : realizedFunding.toFixed(), fee: (fee ?? nothing).toFixed() },
    ...{
      cashFlow: cashFlow.toFixed(),
      change: entry.after.minus(entry.before).toFixed(),
      cashBalance: entry.after.toFixed(),
    },
    ...{
      feeRate: feeRateOf(entry, fill),
      bonusChange: '',
      tradeId: tradeIdOf(entry, fill),
      orderId: orderIdOf(entry, fill),
    },
    ...{ orderLinkId: fill?.order.clientOrderId ?? '', extraFees: '' },
  };
}

function told(value: Decimal | null | undefined): string {
  return value?.toFixed() ?? '';
}

function sizeAfter(ledger: readonly LedgerEntry[], { id }: Fill): Decimal | undefined {
  return ledger.findLast(({ of, reference }) => of === 'position' && reference === id)?.after.abs();
}

function sideOf({ details }: LedgerEntry, fill: Fill | undefined): string {
  if (fill) return fill.order.side === 'buy' ? 'Buy' : 'Sell';
  if (!details.quantity) return 'None';
  return details.quantity.isNegative() ? 'Sell' : 'Buy';
}

function feeRateOf(entry: LedgerEntry, fill: Fill | undefined): string {
  if (!fill) return rateOf(entry);
  return entry.fee === null || entry.fee.isZero() ? '0' : fill.order.feeRates[fill.role].toFixed();
}

function tradeIdOf({ kind, uid }: LedgerEntry, fill: Fill | undefined): string {
  return fill?.id ?? (kind === 'funding' ? uid : '');
}

function orderIdOf({ kind, at, id }: LedgerEntry, fill: Fill | undefined): string {
  return fill?.order.id ?? (kind === 'funding' ? `${Math.floor(at / 1000)}-8-${id}-1-2` : '');
}
