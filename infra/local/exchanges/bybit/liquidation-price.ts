import { Decimal } from 'decimal.js';
import type { Account, Position } from '../engine/account.ts';
import { usdPrice } from '../engine/collateral.ts';
import { marginRules } from '../engine/exchange.ts';
import { marginState } from '../engine/margin.ts';
import type { Market } from '../engine/market.ts';
import { contractOf } from '../engine/market.ts';
import { notional, requirement } from '../engine/position-value.ts';
import { quoteOf } from '../engine/quote.ts';
import type { BybitExchange } from './exchange.ts';
import { highestPrice } from './instruments.ts';
import { wallet } from './rules.ts';

/**
 * In isolated margin the price at which the position's own margin is used up, in cross margin an estimate over the account; blank where the price lies at
 * the ends of the contract's prices or beyond (docs v5, position/list). Of inverse contracts the simulator estimates nothing.
 */
export function liquidationPrice(
  exchange: BybitExchange,
  account: Account,
  market: Market,
  position: Position | undefined,
): string {
  if (!position || contractOf(market).inverse) return '';
  const price =
    account.marginMode === 'isolated'
      ? isolatedPrice(account, market, position)
      : crossPrice(exchange, account, market, position);
  if (price === null || price.lte(market.terms.tickSize) || price.gte(highestPrice)) return '';
  return price.toDecimalPlaces(market.terms.tickSize.decimalPlaces()).toFixed();
}

function isolatedPrice({ leverage }: Account, market: Market, { symbol, quantity, entry }: Position): Decimal | null {
  const factor = leverage.get(symbol);
  if (!factor) return null;
  const maintenance = contractOf(market).levels[0]?.maintenanceMargin ?? 0;
  const share = new Decimal(1).div(factor).minus(maintenance);
  return entry.times(new Decimal(1).plus(quantity.gt(0) ? share.neg() : share));
}

/**
 * The mark price at which the equity of the account is down to the maintenance margin, all other prices as they are: `equity + quantity x (price - mark)
 * = maintenance + rate x size x (price - mark)`.
 */
function crossPrice(exchange: BybitExchange, account: Account, market: Market, { quantity }: Position): Decimal {
  const { mark } = quoteOf(exchange, market);
  const { marginEquity, maintenanceMargin } = marginState(exchange, account, wallet);
  const unit = usdPrice(exchange.world, marginRules(exchange), contractOf(market).settle);
  const rate = requirement(market, quantity, mark, 'maintenanceMargin').div(notional(market, quantity, mark));
  const perPrice = quantity.sub(quantity.abs().mul(rate)).mul(unit);
  return mark.sub(marginEquity.sub(maintenanceMargin).div(perPrice));
}
