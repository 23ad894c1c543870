import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Fill, Position } from './exchange.ts';
import { findMarket, isInverse, marketOf } from './exchange.ts';
import { marginState } from './margin.ts';
import { isolatedFails } from './margin-call.ts';
import { iso, number } from './order-json.ts';
import { accruedFunding, profit, requirement } from './position-value.ts';
import { quote } from './prices.ts';
import type { Params } from './refusal.ts';
import { decimal, Refusal, required, text, time } from './refusal.ts';

/** GET openpositions: leverage appears only for isolated positions, and no mark or liquidation price at all. */
export function openPositions(exchange: Exchange, customer: Customer) {
  return {
    openPositions: [...customer.positions.values()].map((position) => positionJson(exchange, customer, position)),
  };
}

function positionJson(exchange: Exchange, customer: Customer, position: Position) {
  const { instrument } = marketOf(exchange, position.symbol);
  const leverage = customer.leverage.get(position.symbol);
  const funding = accruedFunding(exchange, instrument, position, exchange.world.now());
  const { mark } = quote(exchange.world, instrument);
  return {
    side: position.size.gt(0) ? 'long' : 'short',
    symbol: position.symbol,
    price: number(position.entry),
    fillTime: iso(position.fillTime),
    size: number(position.size.abs()),
    unrealizedFunding: number(funding),
    ...(isInverse(instrument) ? {} : { pnlCurrency: 'USD' }),
    ...(leverage ? { maxFixedLeverage: number(leverage) } : {}),
    unrealizedPnl: number(profit(instrument, position.size, position.entry, mark)),
  };
}

const fillPage = 100;

/** GET fills: the last 100, or the last 100 before `lastFillTime`; newest first. */
export function fills(_exchange: Exchange, customer: Customer, params: Params) {
  const before = time(params, 'lastFillTime') ?? Number.POSITIVE_INFINITY;
  const page = customer.fills.filter((fill) => fill.time < before).slice(-fillPage);
  return { fills: page.reverse().map(fillJson) };
}

/** The money fields are undocumented but seen in live answers (CCXT users have posted them). */
function fillJson(fill: Fill) {
  return {
    fill_id: fill.uid,
    symbol: fill.symbol,
    side: fill.side,
    order_id: fill.orderId,
    ...(fill.cliOrdId ? { cliOrdId: fill.cliOrdId } : {}),
    size: number(fill.size),
    price: number(fill.price),
    fillTime: iso(fill.time),
    fillType: fill.type,
    realized_pnl: number(fill.realizedPnl),
    realized_funding: number(fill.realizedFunding),
    fee_paid: number(fill.fee),
    fee_currency: fill.feeCurrency,
  };
}

/** GET leveragepreferences: only contracts that have one. */
export function leveragePreferences(_exchange: Exchange, customer: Customer, params: Params) {
  const symbol = text(params, 'symbol')?.toUpperCase() ?? null;
  const rows = [...customer.leverage].filter(([listed]) => symbol === null || listed === symbol);
  return { leveragePreferences: rows.map(([listed, leverage]) => ({ symbol: listed, maxLeverage: number(leverage) })) };
}

/**
 * PUT leveragepreferences: with `maxLeverage` the contract is margined in isolation, without it in the cross pool.
 * Codes 87, 88 and 41: docs.kraken.com, set-leverage-settings; 92 and the HTTP status: a recorded answer in CCXT (krakenfutures.js, exceptions).
 */
export function setLeveragePreference(exchange: Exchange, customer: Customer, params: Params) {
  const market = findMarket(exchange, required(params, 'symbol'));
  if (!market) throw new Refusal('CONTRACT_DOES_NOT_EXIST', 500, 87);
  const { instrument } = market;
  if (isInverse(instrument)) throw new Refusal('CONTRACT_NOT_FLEXIBLE_FUTURES', 500, 88);
  const leverage = decimal(params, 'maxLeverage');
  if (leverage?.lt(1)) throw new Refusal('invalidArgument: maxLeverage');
  const highest = new Decimal(1).div(instrument.levels[0]?.initialMargin ?? 1);
  if (leverage?.gt(highest)) throw new Refusal('invalidArgument: maxLeverage');
  const old = customer.leverage.get(instrument.symbol);
  assign(customer, instrument.symbol, leverage);
  const fault = consequence(exchange, customer, instrument.symbol);
  if (fault === null) return {};
  assign(customer, instrument.symbol, old ?? null);
  throw fault;
}

function assign(customer: Customer, symbol: string, leverage: Decimal | null): void {
  if (leverage) customer.leverage.set(symbol, leverage);
  else customer.leverage.delete(symbol);
}

/** What the new mode would do to an open position; the caller takes the change back if it is a refusal. */
function consequence(exchange: Exchange, customer: Customer, symbol: string): Refusal | null {
  const position = customer.positions.get(symbol);
  if (!position) return null;
  const { instrument } = marketOf(exchange, symbol);
  const { mark } = quote(exchange.world, instrument);
  const leverage = customer.leverage.get(symbol);
  const scheduled = requirement(instrument, position.size, mark, 'initialMargin');
  const value = position.size.abs().mul(mark);
  if (leverage && value.div(leverage).lt(scheduled)) return new Refusal('FIXED_LEVERAGE_TOO_HIGH', 500, 91);
  if (isolatedFails(exchange, customer, position)) return new Refusal('WOULD_CAUSE_LIQUIDATION', 500, 41);
  const { availableMargin } = marginState(exchange, customer, 'flex');
  return availableMargin.lt(0) ? new Refusal('INSUFFICIENT_MARGIN', 500, 92) : null;
}
