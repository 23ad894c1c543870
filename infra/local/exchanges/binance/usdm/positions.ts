import { Decimal } from 'decimal.js';
import type { Account, Position } from '../../engine/account.ts';
import { marketOf } from '../../engine/exchange.ts';
import { balanceOf } from '../../engine/ledger.ts';
import { marginState, restingQuantities } from '../../engine/margin.ts';
import type { Market } from '../../engine/market.ts';
import { isArmed } from '../../engine/order.ts';
import { notional, profit, requirement } from '../../engine/position-value.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { SignedCall } from '../rest/handle.ts';
import { text } from '../rest/params.ts';
import { contractIn, walletOf } from './contracts.ts';
import { isListed, marketNamed, type UsdmExchange } from './exchange.ts';
import { leverageOf, maxNotional } from './settings.ts';

type UsdmCall = SignedCall<UsdmExchange>;
const zero = new Decimal(0);

/** GET /fapi/v3/positionRisk: symbols with a position or an open order alone; neither leverage nor margin mode. */
export function positionRisk(call: UsdmCall): object[] {
  return marketsIn(call, false).map((market) => riskOf(call, market));
}

/** GET /fapi/v2/positionRisk: every symbol, with leverage and margin mode. */
export function positionRiskV2(call: UsdmCall): object[] {
  return marketsIn(call, true).map((market) => {
    const { symbol } = market.terms;
    const leverage = leverageOf(call, symbol);
    const marginType = call.account.isolated?.has(symbol) ? 'isolated' : 'cross';
    const more = { leverage: leverage.toFixed(), marginType, maxNotionalValue: maxNotional(market, leverage) };
    return { ...riskOf(call, market), ...more, isAutoAddMargin: 'false' };
  });
}

export function positionsView(call: UsdmCall): object[] {
  return positionRisk({ ...call, params: new Map() });
}

function marketsIn({ exchange, account, params }: UsdmCall, isAll: boolean): Market[] {
  const symbol = text(params, 'symbol');
  const listed = symbol === null ? [...exchange.markets.values()] : [marketNamed(exchange, symbol)];
  if (isAll) return listed.filter(isListed);
  const ordered = new Set([...account.open.values()].filter((order) => !isArmed(order)).map(({ market }) => market));
  return listed.filter((market) => account.positions.has(market.terms.symbol) || ordered.has(market));
}

function riskOf({ exchange, account }: UsdmCall, market: Market): object {
  const { symbol, contract, pricePrecision, quantityPrecision } = contractIn(market);
  const position = account.positions.get(symbol) ?? {
    symbol,
    quantity: zero,
    entry: zero,
    filledAt: 0,
    fundedUntil: 0,
  };
  const { mark } = quoteOf(exchange, market);
  const { quantity, entry } = position;
  const value = mark.mul(quantity);
  const leverage = account.leverage.get(symbol) ?? new Decimal(20);
  const { buys, sells } = restingQuantities(account, symbol);
  const initial = notional(market, quantity, mark).div(leverage);
  const resting = Decimal.max(buys, sells).mul(mark).div(leverage);
  const isIsolated = account.isolated?.has(symbol) === true;
  const gain = profit(market, quantity, entry, mark);
  const own = notional(market, quantity, entry).div(leverage);
  const money = (amount: Decimal) => amount.toDecimalPlaces(8).toFixed(8);
  return {
    ...{
      symbol,
      positionSide: 'BOTH',
      positionAmt: quantity.toFixed(quantityPrecision),
      entryPrice: entry.toDecimalPlaces(12).toFixed(),
    },
    ...{ breakEvenPrice: entry.toDecimalPlaces(12).toFixed(), markPrice: mark.toDecimalPlaces(8).toFixed(8) },
    ...{ unRealizedProfit: money(gain), notional: money(value), marginAsset: contract.settle },
    liquidationPrice: liquidationPrice(exchange, account, market, position, isIsolated ? own : null).toFixed(
      pricePrecision,
    ),
    ...{ isolatedMargin: money(isIsolated ? own.add(gain) : zero), isolatedWallet: money(isIsolated ? own : zero) },
    ...{ initialMargin: money(initial.add(resting)), positionInitialMargin: money(initial) },
    ...{ openOrderInitialMargin: money(resting), adl: quantity.isZero() ? 0 : 2 },
    maintMargin: money(requirement(market, quantity, mark, 'maintenanceMargin')),
    ...{ bidNotional: money(buys.mul(mark)), askNotional: money(sells.mul(mark)), updateTime: position.filledAt },
  };
}

/**
 * The price at which the backing of the position equals the maintenance margin: `quantity x (price - entry) + backing = rate x value`; 0 =
 * none.
 */
function liquidationPrice(
  exchange: UsdmExchange,
  account: Account,
  market: Market,
  { symbol, quantity, entry }: Position,
  isolated: Decimal | null,
): Decimal {
  if (quantity.isZero()) return zero;
  const { settle, levels } = contractIn(market).contract;
  const state = marginState(exchange, account, walletOf(settle));
  const { mark } = quoteOf(exchange, marketOf(exchange, symbol));
  const others = state.pnl
    .sub(profit(market, quantity, entry, mark))
    .sub(state.maintenanceMargin.sub(requirement(market, quantity, mark, 'maintenanceMargin')));
  const backing = isolated ?? balanceOf(exchange, account, walletOf(settle), settle).add(others);
  const rate = levels.findLast(({ from }) => mark.mul(quantity.abs()).gte(from))?.maintenanceMargin ?? 0;
  const price = quantity
    .mul(entry)
    .sub(backing)
    .div(quantity.sub(quantity.abs().mul(rate)));
  return price.gt(0) ? price : zero;
}
