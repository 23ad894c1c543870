import { Decimal } from 'decimal.js';
import type { Account, Fill, Position } from '../../engine/account.ts';
import { marketOf } from '../../engine/exchange.ts';
import { isolatedFails } from '../../engine/isolated-margin.ts';
import { pageOf } from '../../engine/ledger-faults.ts';
import { marginState } from '../../engine/margin.ts';
import { contractOf } from '../../engine/market.ts';
import { accruedFunding, notional, profit, requirement } from '../../engine/position-value.ts';
import { quoteOf } from '../../engine/quote.ts';
import { written } from '../written-order.ts';
import { clientIdIn } from './answer-shapes.ts';
import type { FuturesExchange } from './exchange.ts';
import { findMarket } from './exchange.ts';
import type { Params } from './refusal.ts';
import { decimal, Refusal, required, text, time } from './refusal.ts';
import { iso, number } from './render-order.ts';
import { poolWallet } from './rules.ts';

/** GET openpositions: leverage appears only for isolated positions, and no mark or liquidation price at all. */
export function openPositions(exchange: FuturesExchange, account: Account) {
  return {
    openPositions: [...account.positions.values()].map((position) => positionJson(exchange, account, position)),
  };
}

function positionJson(exchange: FuturesExchange, account: Account, position: Position) {
  const market = marketOf(exchange, position.symbol);
  const leverage = account.leverage.get(position.symbol);
  const funding = accruedFunding(exchange, market, position, exchange.world.now());
  const { mark } = quoteOf(exchange, market);
  return {
    side: position.quantity.gt(0) ? 'long' : 'short',
    symbol: position.symbol,
    price: number(position.entry),
    fillTime: iso(position.filledAt),
    size: number(position.quantity.abs()),
    unrealizedFunding: number(funding),
    ...(contractOf(market).inverse ? {} : { pnlCurrency: 'USD' }),
    ...(leverage ? { maxFixedLeverage: number(leverage) } : {}),
    ...(exchange.settings.money.positionProfit === 'told'
      ? { unrealizedPnl: number(profit(market, position.quantity, position.entry, mark)) }
      : {}),
  };
}

const fillPage = 100;

/** GET fills: the last 100, or the last 100 before `lastFillTime`; written newest first unless `fill_order` says otherwise. */
export function fills(exchange: FuturesExchange, account: Account, params: Params) {
  const before = time(params, 'lastFillTime') ?? Number.POSITIVE_INFINITY;
  const { rangeEnds, fillOrder } = exchange.settings.answers;
  const isInclusive = rangeEnds === 'inclusive';
  const page = account.fills
    .filter(({ at }) => at < before || (isInclusive && at === before))
    .slice(-pageOf(exchange.ledgerFaults, fillPage));
  return { fills: written(page.reverse(), fillOrder).map((fill) => fillJson(fill, exchange.settings)) };
}

function fillJson({ id, order, at, role, ...fill }: Fill, { money, answers }: FuturesExchange['settings']) {
  return {
    fill_id: id,
    symbol: order.market.terms.symbol,
    side: order.side,
    order_id: order.id,
    ...clientIdIn(order.clientOrderId, answers.clientIds),
    size: number(fill.quantity),
    price: number(fill.price),
    fillTime: iso(at),
    fillType: role,
    ...(money.fillProfit === 'told'
      ? { realized_pnl: number(fill.realizedPnl), realized_funding: number(fill.realizedFunding) }
      : {}),
    fee_paid: number(fill.fee),
    fee_currency: contractOf(order.market).settle.toUpperCase(),
  };
}

/** GET leveragepreferences: only contracts with a preference. */
export function leveragePreferences(_exchange: FuturesExchange, account: Account, params: Params) {
  const symbol = text(params, 'symbol')?.toUpperCase() ?? null;
  const rows = [...account.leverage].filter(([listed]) => symbol === null || listed === symbol);
  return { leveragePreferences: rows.map(([listed, leverage]) => ({ symbol: listed, maxLeverage: number(leverage) })) };
}

/**
 * PUT leveragepreferences: with `maxLeverage` the contract is margined in isolation, without it in the cross pool.
 * Codes 87, 88 and 41: docs.kraken.com, set-leverage-settings; 92 and the HTTP status: a recorded answer in CCXT (krakenfutures.js, exceptions).
 */
export function setLeveragePreference(exchange: FuturesExchange, account: Account, params: Params) {
  const market = findMarket(exchange, required(params, 'symbol'));
  if (!market) throw new Refusal('CONTRACT_DOES_NOT_EXIST', 500, 87);
  const { symbol } = market.terms;
  const { inverse, levels } = contractOf(market);
  if (inverse) throw new Refusal('CONTRACT_NOT_FLEXIBLE_FUTURES', 500, 88);
  const leverage = decimal(params, 'maxLeverage');
  if (leverage?.lt(1)) throw new Refusal('invalidArgument: maxLeverage');
  const highest = new Decimal(1).div(levels[0]?.initialMargin ?? 1);
  if (leverage?.gt(highest)) throw new Refusal('invalidArgument: maxLeverage');
  const old = account.leverage.get(symbol);
  assign(account, symbol, leverage);
  const fault = consequence(exchange, account, symbol);
  if (fault === null) return {};
  assign(account, symbol, old ?? null);
  throw fault;
}

function assign(account: Account, symbol: string, leverage: Decimal | null): void {
  if (leverage) account.leverage.set(symbol, leverage);
  else account.leverage.delete(symbol);
}

/** What the new mode would do to an open position; the caller takes the change back if it is a refusal. */
function consequence(exchange: FuturesExchange, account: Account, symbol: string): Refusal | null {
  const position = account.positions.get(symbol);
  if (!position) return null;
  const market = marketOf(exchange, symbol);
  const { mark } = quoteOf(exchange, market);
  const leverage = account.leverage.get(symbol);
  const scheduled = requirement(market, position.quantity, mark, 'initialMargin');
  const value = notional(market, position.quantity, mark);
  if (leverage && value.div(leverage).lt(scheduled)) return new Refusal('FIXED_LEVERAGE_TOO_HIGH', 500, 91);
  if (isolatedFails(exchange, account, position)) return new Refusal('WOULD_CAUSE_LIQUIDATION', 500, 41);
  const { availableMargin } = marginState(exchange, account, poolWallet);
  return availableMargin.lt(0) ? new Refusal('INSUFFICIENT_MARGIN', 500, 92) : null;
}
