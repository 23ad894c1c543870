import type { Account } from '../engine/account.ts';
import { plainDecimal } from '../engine/decimals.ts';
import { averageKey } from './averages.ts';
import { type BybitExchange, isHedged, leverageOf } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import { canMarginNow } from './leverage-room.ts';
import { integer, type Params, required } from './params.ts';
import { categoryIn, marketIn } from './parse-order.ts';
import { badParameter, refuse } from './refusal.ts';

/** POST /v5/position/set-leverage: docs v5, position/leverage. In one-way mode both sides are the same. */
export function setLeverage(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  if (category === 'spot') badParameter('category invalid');
  const market = marketIn(exchange.markets, category, params);
  const { symbol } = market.terms;
  const [buy, sell] = [required(params, 'buyLeverage'), required(params, 'sellLeverage')];
  if (buy !== sell && !isHedged(exchange, account, symbol)) refuse(10001, 'buy leverage invalid');
  const leverage = plainDecimal(buy) ?? badParameter('buyLeverage is not a number');
  if (leverage.lt(1) || leverage.gt(instrumentOf(market).maxLeverage) || leverage.decimalPlaces() > 2)
    refuse(110013, 'Cannot set leverage due to risk limit level.');
  const old = leverageOf(account, symbol);
  if (leverage.eq(old)) refuse(110043, 'leverage not modified');
  account.leverage.set(symbol, leverage);
  if (canMarginNow(exchange, account, market)) return {};
  account.leverage.set(symbol, old);
  return refuse(110044, 'Insufficient available margin');
}

/** GET /v5/position/symbol-info: how an order of the symbol would be margined. */
export function symbolInfo(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  if (category === 'spot') badParameter('category invalid');
  const { terms } = marketIn(exchange.markets, category, params);
  const leverage = leverageOf(account, terms.symbol).toFixed();
  const hedged = isHedged(exchange, account, terms.symbol);
  const row = { symbol: required(params, 'symbol'), buyLeverage: leverage, sellLeverage: leverage };
  return { category, list: [{ ...row, positionMode: hedged ? 3 : 0 }] };
}

/** POST /v5/position/switch-mode: 0 = one-way, 3 = hedge, of USDT perpetuals without positions and orders (docs v5, position/position-mode). */
export function switchMode(exchange: BybitExchange, account: Account, params: Params): object {
  const category = categoryIn(params);
  const mode = integer(params, 'mode');
  if (mode !== 0 && mode !== 3) badParameter('mode invalid');
  const market = marketIn(exchange.markets, category, params);
  const { symbol } = market.terms;
  if (instrumentOf(market).settleCoin !== 'USDT') refuse(110029, 'Hedge mode is not available for this symbol');
  if (isHedged(exchange, account, symbol) === (mode === 3)) refuse(110025, 'Position mode is not modified');
  if (account.positions.has(symbol))
    refuse(110024, 'You have an existing position, so position mode cannot be switched');
  if ([...account.open.values()].some((order) => order.market === market))
    refuse(110028, 'Open orders exist, so you cannot change position mode');
  const key = averageKey(account.customer, symbol);
  if (mode === 3) exchange.hedged.add(key);
  else exchange.hedged.delete(key);
  return {};
}
